// ctmm feed check | preview: from a feed file to facts, step by step.
import { readFile } from 'node:fs/promises'
import { plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { adapterOf } from '../../../ingest/adapters/registry.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { partsOfGivenFile } from '../../../ingest/formats/feed-file-parts.ts'
import { fileFormatOf } from '../../../ingest/formats/feed-format.ts'
import { mapDelivery } from '../../../ingest/intake/map-delivery.ts'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import type { Sample } from '../../../ingest/samples/sample.ts'
import { loadCity } from '../../../rules/city/read-city.ts'
import type { City } from '../../../rules/city/city.ts'
import type { Zone } from '../../../rules/time/zone.ts'
import { findCityFile } from '../../../db/city/city-files.ts'
import { systemNow } from '../../clock.ts'
import { readModelFile } from '../../model-file.ts'
import { readSettings } from '../../settings.ts'
import { dropRootOf } from '../../store-location.ts'
import { FeedFileError } from '../../workbench.ts'
import { CommandError, printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { storeExists, withWorkbench } from '../open-workbench.ts'

export const feedCheck: Command = {
  name: 'feed check',
  usage: 'feed check FILE [--json]',
  summary: 'Check a feed file against its schema, the model and, where there is one, the city.',
  details: ['--json   {"ok", "problems": [{"line", "message"}]}'],
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const file = files[0] ?? ''
    const model = await readModelFile(readSettings(process.env).CTMM_MODEL)
    const city = await findCity()
    const reading = checkFeed(await readFile(file, 'utf8'), file, { model, ...(city === undefined ? {} : { city }) })
    if (values.json) printJson(reading.ok ? { ok: true, id: reading.feed.id, problems: [] } : { ok: false, problems: reading.problems })
    if (!reading.ok) throw new FeedFileError(reading.problems)
    if (!values.json) printLine(`${file}: feed ${reading.feed.id} is in order${city === undefined ? ' (areas and bureaus unchecked: no city has been applied yet)' : ''}.`)
  },
}

export const feedPreview: Command = {
  name: 'feed preview',
  usage: 'feed preview FILE [--rows N] [--file DATA] [--json]',
  summary: 'Read the first rows of a source and show the facts they would become. Stores nothing.',
  details: ['--rows   how many rows (10)', '--file   read this file in place of the configured one'],
  async run(args) {
    const { values, files } = readArgs(args, { rows: { type: 'string', default: '10' }, file: { type: 'string' }, json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const rows = Number(values.rows)
    if (!Number.isInteger(rows) || rows < 1 || rows > 10_000) throw new UsageError(`--rows ${values.rows}: use a number from 1 to 10000`)
    const model = await readModelFile(readSettings(process.env).CTMM_MODEL)
    const city = await findCity()
    if (city === undefined) throw new CommandError('Areas and bureaus are looked up in the city file: apply it first with `ctmm city apply FILE`.')
    const file = files[0] ?? ''
    const reading = checkFeed(await readFile(file, 'utf8'), file, { model, city })
    if (!reading.ok) throw new FeedFileError(reading.problems)
    const samples = await firstSamples(reading.feed, { zone: city.zone, rows, file: values.file })
    const { facts, rejected } = mapDelivery(compileMapping(reading.feed, city, model), samples, systemNow())
    if (values.json) return printLine(asJson({ rows: samples.length, facts, rejected }))
    for (const fact of facts) printLine(asJson(fact))
    for (const { position, rejection } of rejected) printLine(`row ${position}: ${rejection.field} = ${rejection.value}: ${rejection.reason.zh} ${rejection.advice.zh} / ${rejection.reason.en} ${rejection.advice.en}`)
    printLine(`${samples.length} rows: ${facts.length} facts, ${rejected.length} rejected.`)
  },
}

async function firstSamples(feed: Feed, { zone, rows, file }: { readonly zone: Zone; readonly rows: number; readonly file: string | undefined }): Promise<readonly Sample[]> {
  const { read } = adapterOf(feed.adapter.kind)
  const options = { ...plainReadOptions(zone, systemNow), dropRoot: dropRootOf(readSettings(process.env), 'city'), batchSize: rows }
  const parts = file !== undefined && fileFormatOf(feed.adapter) !== undefined ? partsOfGivenFile(feed, { ...options, file }) : read?.(feed, { ...options, file })
  if (parts === undefined) throw new CommandError(`Feed ${feed.id} is delivered to us; there is nothing to read ahead${fileFormatOf(feed.adapter) === undefined ? '' : ': name a file with --file'}.`)
  const samples: Sample[] = []
  for await (const part of parts) {
    samples.push(...part.samples)
    if (samples.length >= rows) break
  }
  return samples.slice(0, rows)
}

/** The city in force; undefined while there is none. */
export async function findCity(): Promise<City | undefined> {
  if (!storeExists()) return undefined
  return withWorkbench<City | undefined>({
    here: async (workbench) => {
      const file = await findCityFile(workbench.store.db)
      return file === undefined ? undefined : loadCity(file.text, 'the applied city file')
    },
    there: async (server) => {
      const { text }: { text: string | null } = JSON.parse(await server.getText('/api/v1/city/file'))
      return text === null ? undefined : loadCity(text, 'the applied city file')
    },
  })
}

/** Facts as people read them; the counts of measurements are written as text, so that they keep every digit. */
const asJson = (value: unknown): string => JSON.stringify(value, (_name, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
