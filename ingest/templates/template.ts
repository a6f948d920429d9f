// Ready-made feeds: what each is for, by which names its columns are known, an example, and the feed file with «...» where a city must choose.
import { readFileSync } from 'node:fs'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { shapeProblems } from '../../rules/city/shape-problems.ts'
import { formatProblem, readYaml, type YamlFile } from '../../rules/city/yaml-file.ts'
import { checkFeed } from '../feed-file/check-feed.ts'
import type { Feed } from '../feed-file/feed.ts'

const closed = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })
const Words = { zh: Text, en: Text }
const Names = Type.Record(Text, Type.Array(Text, { minItems: 1 }))
const ChoiceOf = Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }), ...Words, example: Text }, closed)

const Common = Type.Object({ names: Names, choices: Type.Array(ChoiceOf), order: Type.Array(Text) }, closed)

/** A value of ours, and the texts of sources that are known to mean it. */
const KnownValue = Type.Object({ ours: Text, ...Words, texts: Type.Array(Text) }, closed)

const About = Type.Object({
  schema: Type.Literal('ctmm-template/1'),
  id: Text,
  ...Words,
  when: Type.Object(Words, closed),
  indicators: Type.Array(Text, { minItems: 1 }),
  notes: Type.Optional(Type.Array(Type.Object(Words, closed))),
  names: Names,
  values: Type.Optional(Type.Record(Text, Type.Array(KnownValue, { minItems: 1 }))),
  /** What a field is where no column tells it. */
  absent: Type.Optional(Type.Record(Text, Type.Object({ constant: Text, ...Words }, closed))),
  choices: Type.Optional(Type.Array(ChoiceOf)),
  example: Type.Object({ columns: Type.Array(Text), rows: Type.Array(Type.Array(Type.String())) }, closed),
}, closed)

export type KnownValue = Static<typeof KnownValue>
export type TemplateChoice = Static<typeof ChoiceOf>

export interface Template extends Omit<Static<typeof About>, 'schema'> {
  /** The feed file, with «...» where a city must choose. */
  readonly text: string
  /** The feed file as data; placeholders stand in it as they are. */
  readonly feed: Feed
  /** Choices of all templates and its own that its text asks for, in their order. */
  readonly asks: readonly TemplateChoice[]
}

const BETWEEN = '\n---\n'
const folder = new URL('./', import.meta.url)

let known: readonly Template[] | undefined

/** All templates, in the order in which people are shown them. Throws an Error that names file and line when one is no template, which only a developer sees. */
export const templates = (): readonly Template[] => (known ??= commonWords().order.map((id) => readTemplate(textOf(`${id}.yaml`), `${id}.yaml`)))

export const findTemplate = (id: string): Template | undefined => templates().find((template) => template.id === id)

let shared: Static<typeof Common> | undefined

/** What all templates share. */
export const commonWords = (): Static<typeof Common> => (shared ??= parse(Common, readYaml(textOf('common.yaml'), 'common.yaml').source))

/** A template from its two parts. Throws as `templates` does. */
export function readTemplate(text: string, file: string): Template {
  const cut = text.indexOf(BETWEEN)
  if (cut < 0) throw new Error(`${file}: a template has two parts with a line --- between them.`)
  const about = readYaml(text.slice(0, cut), file)
  const feedText = text.slice(cut + BETWEEN.length)
  const feed = checkFeed(feedText, file)
  const problem = [...about.problems, ...(feed.ok ? [] : feed.problems)][0]
  if (problem !== undefined || !feed.ok) throw new Error(problem === undefined ? file : formatProblem(problem))
  const { schema: _, ...rest } = parse(About, about.source)
  const choices = [...commonWords().choices, ...(rest.choices ?? [])]
  return { ...rest, text: feedText, feed: feed.feed, asks: choices.filter(({ name }) => feedText.includes(placeholder(name))) }
}

export const placeholder = (name: string): string => `«${name}»`

/** The feed file with these answers in place of its placeholders. */
export const filled = (text: string, answers: Readonly<Record<string, string>>): string =>
  Object.entries(answers).reduce((done, [name, answer]) => done.replaceAll(placeholder(name), () => answer), text)

/** The answers with which a template's own example is a whole feed. */
export const exampleAnswers = (template: Template): Readonly<Record<string, string>> =>
  Object.fromEntries(template.asks.map(({ name, example }) => [name, example]))

const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

function parse<T extends Type.TSchema>(schema: T, source: YamlFile): Static<T> {
  const { value } = source
  const [problem] = shapeProblems(schema, source)
  if (problem !== undefined) throw new Error(formatProblem(problem))
  if (!Value.Check(schema, value)) throw new Error(`${source.file}: this is not what it should be.`)
  return value
}
