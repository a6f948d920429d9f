// A real city: 311 requests of Los Angeles through the whole path equal a plain count over the same file.
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countDeadLetters } from '../../db/feeds/dead-letters.ts'
import { plainReadOptions } from '../../ingest/adapters/adapter.ts'
import { runFeed } from '../../ingest/intake/run-feed.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { readModelFile } from '../../server/model-file.ts'
import { readArea } from '../../server/readings/snapshot.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { Workbench } from '../../server/workbench.ts'
import type { Quantity } from '../../rules/facts/fact.ts'

const CSV = fileURLToPath(new URL('../../../shared/data/myla311-2017.csv', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../../examples/la-311/', import.meta.url))
const ONLINE = new Set(['Mobile App', 'Self Service', 'Email'])
const AREAS: Readonly<Record<string, string>> = {
  'Central APC': 'la-central', 'East Los Angeles APC': 'la-east', 'Harbor APC': 'la-harbor', 'North Valley APC': 'la-north-valley',
  'South Los Angeles APC': 'la-south', 'South Valley APC': 'la-south-valley', 'West Los Angeles APC': 'la-west',
}

/** Pacific time had no change of clock between the first row and the last instant asked for but in March 2018. */
const STANDARD_TIME = 8 * 3_600_000
const DAYLIGHT_BEGINS = Date.UTC(2018, 2, 11, 10)
const DAYLIGHT_ENDS = Date.UTC(2018, 10, 4, 9)

interface Row {
  readonly area: string | null
  readonly created: number
  readonly closed: number | undefined
  readonly online: boolean
}

/** The file read as plainly as can be: no quotes occur in it. */
function plainRows(): readonly Row[] {
  const [header = '', ...lines] = readFileSync(CSV, 'utf8').trim().split('\n').map((line) => line.replace(/\r$/, ''))
  const names = header.split(',')
  return lines.flatMap((line) => {
    const cells = line.split(',')
    const cell = (name: string): string => cells[names.indexOf(name)] ?? ''
    const created = plainInstant(cell('CreatedDate'))
    const closed = cell('ClosedDate') === '' ? undefined : plainInstant(cell('ClosedDate'))
    if (cell('Status') === 'Cancelled' || (closed !== undefined && closed < created)) return []
    return [{ area: AREAS[cell('APC')] ?? null, created, closed, online: ONLINE.has(cell('RequestSource')) }]
  })
}

function plainInstant(text: string): number {
  const [, month, day, year, hour, minute, second, half] = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+) (AM|PM)$/.exec(text) ?? []
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), (Number(hour) % 12) + (half === 'PM' ? 12 : 0), Number(minute), Number(second)) + STANDARD_TIME
  return utc - 3_600_000 >= DAYLIGHT_BEGINS && utc - 3_600_000 < DAYLIGHT_ENDS ? utc - 3_600_000 : utc
}

interface Plain {
  readonly entered: number
  readonly closed: number
  readonly closedOnline: number
  readonly sumMs: number
}

function plainCount(rows: readonly Row[], area: string, asOf: number): Plain {
  const due = rows.filter((row) => (area === 'la' || row.area === area) && row.created <= asOf)
  const done = due.filter(({ closed }) => closed !== undefined && closed <= asOf)
  return {
    entered: due.length,
    closed: done.length,
    closedOnline: done.filter(({ online }) => online).length,
    sumMs: due.reduce((sum, { created, closed }) => sum + Math.min(closed ?? asOf, asOf) - created, 0),
  }
}

describe.skipIf(!existsSync(CSV))('Los Angeles, 27-31 December 2017 (needs ../shared/data/myla311-2017.csv)', () => {
  let workbench: Workbench
  let directory: string
  const feeds: Feed[] = []
  const runs: unknown[] = []
  const rows = existsSync(CSV) ? plainRows() : []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ctmm-la-'))
    workbench = await Workbench.open({ location: { kind: 'embedded', directory: join(directory, 'store') }, purpose: 'city', model: await readModelFile(), now: () => Date.UTC(2026, 10, 22) })
    await workbench.applyCity(readFileSync(`${EXAMPLE}city.yaml`, 'utf8'), 'city.yaml')
    for (const name of ['appeals.feed.yaml', 'events.feed.yaml']) {
      const feed = await workbench.applyFeed(readFileSync(`${EXAMPLE}${name}`, 'utf8'), `${EXAMPLE}${name}`)
      feeds.push(feed)
      for (let run = 0; run < 2; run++) runs.push(await runFeed(feed, (samples, coverage) => workbench.deliver(feed, samples, coverage), { ...plainReadOptions(workbench.context.city.zone, workbench.now), file: CSV }))
    }
  })
  afterAll(async () => {
    await workbench.close()
    await rm(directory, { recursive: true, force: true })
  })

  it('stores every row once, and a second run stores nothing', () => {
    const first = { received: 9_999, stored: 9_987, duplicate: 0, rejected: 12 }
    const second = { received: 9_999, stored: 0, duplicate: 9_987, rejected: 12 }
    expect(runs).toEqual([first, second, first, second])
  })

  it('keeps one dead letter for each row that was closed before it was created', async () => {
    for (const feed of feeds) expect(await countDeadLetters(workbench.store.db, feed.id)).toBe(12)
  })

  /** Two of them are the very second in which a row was created (28 December) or closed (3 January). */
  const instants = ['2017-12-27T00:00:00-08:00', '2017-12-28T21:00:21-08:00', '2018-01-03T16:55:39-08:00', '2017-12-29T07:30:00-08:00', '2017-12-31T12:00:00-08:00', '2017-12-31T23:59:58-08:00', '2018-01-05T00:00:00-08:00', '2018-06-30T12:00:00-07:00']
  it.each(instants)('counts the city and every area as a plain count does at %s', async (text) => {
    const asOf = Date.parse(text)
    const inputs = await inputsAt(workbench.store.db, workbench.context, { asOf })
    for (const area of ['la', ...Object.values(AREAS)]) {
      const { values } = readArea(inputs, area)
      const plain = plainCount(rows, area, asOf)
      const of = (indicator: string, window: string): Quantity | undefined => values.find((value) => value.indicator === indicator && value.population === 'all' && value.window.id === window)?.quantity
      expect(of('event_online_disposal_rate', 'rolling-12-months'), area).toEqual({ kind: 'share', numerator: BigInt(plain.closedOnline), denominator: BigInt(plain.entered) })
      expect(of('appeal_mean_response_hours', 'rolling-12-months'), area).toEqual({ kind: 'mean', sumMs: BigInt(plain.sumMs), count: BigInt(plain.entered) })
      const cohort = asOf < Date.parse('2018-01-01T00:00:00-08:00') ? 'year-to-date' : 'last-closed-year'
      expect(of('appeal_annual_completion_rate', cohort), area).toEqual({ kind: 'share', numerator: BigInt(plain.closed), denominator: BigInt(plain.entered) })
    }
  })

  it('adds up: the city is the sum of its areas and of the rows without one', async () => {
    const inputs = await inputsAt(workbench.store.db, workbench.context, { asOf: Date.parse('2017-12-31T23:59:59-08:00') })
    const entered = (area: string): bigint => {
      const quantity = readArea(inputs, area).values.find((value) => value.indicator === 'event_online_disposal_rate' && value.judged)?.quantity
      return quantity?.kind === 'share' ? quantity.denominator : -1n
    }
    const areas = Object.values(AREAS).map(entered)
    const without = rows.filter(({ area }) => area === null).length
    expect(without).toBeGreaterThan(0)
    expect(entered('la')).toBe(areas.reduce((sum, count) => sum + count, 0n) + BigInt(without))
  })
})
