// Reads a feed file: text to Feed, or everything that is wrong with it, each with its line.
import Type from 'typebox'
import { Value } from 'typebox/value'
import { readYaml } from '../../rules/city/yaml-file.ts'
import type { Problem, YamlFile } from '../../rules/city/yaml-file.ts'
import { shapeProblems } from '../../rules/city/shape-problems.ts'
import { adapterConfigs } from '../adapters/configs.ts'
import { adapterOf } from '../adapters/registry.ts'
import type { Feed } from './feed.ts'
import { columnProblems } from './column-problems.ts'
import { deliveryProblems } from './delivery-problems.ts'
import { coverageSchemas, FeedFile, feedSchemaOf, mappingSchemas } from './feed-schema.ts'
import { caseMappingWith } from '../mapping/mapping-schema.ts'
import { instantListSchemaOf } from '../mapping/vocabulary.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import type { FeedScope } from './feed-scope.ts'
import { fieldProblems } from './field-problems.ts'
import { manualProblems } from './manual-problems.ts'
import { placeholderProblems } from './placeholder-problems.ts'
import { scheduleProblems } from './schedule-problems.ts'
import { scopeProblems } from './scope-problems.ts'

export type FeedReading = { readonly ok: true; readonly feed: Feed } | { readonly ok: false; readonly problems: readonly Problem[] }

/** With a model and a city their names are checked too; without them only the file itself. Never throws. */
export function checkFeed(text: string, fileName: string, scope: FeedScope = {}): FeedReading {
  const { source, problems } = readYaml(text, fileName)
  if (problems.length > 0) return { ok: false, problems }
  const value = source.value
  const shape = shapeProblems(schemaFor(value), source)
  if (shape.length > 0 || !Value.Check(FeedFile, value)) {
    return { ok: false, problems: shape.length > 0 ? shape : [source.problemAt('', 'The file is no feed file of the schema ctmm-feed/1.')] }
  }
  const feed: Feed = { ...value, file: fileName }
  const flaws = [...deliveryProblems(feed), ...fieldProblems(feed.mapping), ...columnProblems(feed), ...manualProblems(feed), ...scheduleProblems(feed, scope), ...(scope.model === undefined ? [] : placeholderProblems(value)), ...scopeProblems(feed, scope), ...adapterFlaws(feed)]
  return flaws.length > 0 ? { ok: false, problems: inOrder(flaws, source) } : { ok: true, feed }
}

function adapterFlaws(feed: Feed): readonly FeedFlaw[] {
  return adapterOf(feed.adapter.kind).check(feed).map((message) => ({ at: '/adapter', message }))
}

function inOrder(flaws: readonly FeedFlaw[], source: YamlFile): readonly Problem[] {
  return flaws.map(({ at, message }) => source.problemAt(at, message)).toSorted((a, b) => a.line - b.line)
}

/** The schema of the shapes that the file itself chooses, so that its problems are not those of the other shapes. */
function schemaFor(value: unknown): Type.TSchema {
  return feedSchemaOf(
    chosen(adapterConfigs, memberOf(memberOf(value, 'adapter'), 'kind'), 'kind'),
    chosen(coverageSchemas, memberOf(memberOf(value, 'coverage'), 'until'), 'until'),
    chosenMapping(memberOf(value, 'mapping')),
  )
}

function chosen(schemas: Readonly<Record<string, Type.TSchema>>, choice: unknown, key: string): Type.TSchema {
  const known = typeof choice === 'string' && Object.hasOwn(schemas, choice) ? schemas[choice] : undefined
  return known ?? Type.Object({ [key]: Type.Enum(Object.keys(schemas)) })
}

function chosenMapping(mapping: unknown): Type.TSchema {
  const kind = memberOf(memberOf(mapping, 'fact'), 'kind')
  if (kind === 'case') return caseMappingWith(instantListSchemaOf(memberOf(mapping, 'closedAt')), instantListSchemaOf(memberOf(mapping, 'reopenedAt')))
  const known = typeof kind === 'string' && Object.hasOwn(mappingSchemas, kind) ? Reflect.get(mappingSchemas, kind) : undefined
  return known ?? Type.Object({ fact: Type.Object({ kind: Type.Enum(Object.keys(mappingSchemas)) }) })
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
