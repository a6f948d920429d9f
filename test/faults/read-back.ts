// Oracle of what is read: totals at any two clocks, values from a plain count of the cases and entries, counts kept in memory, and readings of the past that stay.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../db/open-store.ts'
import { findSums, seriesText } from '../../db/rollups/series-keys.ts'
import { totalsAt } from '../../db/rollups/totals.ts'
import { inSnapshot } from '../../db/transactions.ts'
import type { CaseFact, RegisterFact } from '../../rules/facts/fact.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import { isZero, type Series } from '../../rules/edges/edge.ts'
import { getCalculation, getIndicator } from '../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../rules/model/measure-schema.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import { valueOf, valuesOfIndicator } from '../../rules/values/values-of-area.ts'
import { LiveCounts } from '../../server/live/live-counts.ts'
import { zone } from '../db/contract/world.ts'
import { countNaively } from '../rules/edges/naive-cases.ts'
import { countListNaively, definitions } from '../rules/edges/naive-entries.ts'
import type { Below } from './chance.ts'
import { ALL_AREAS, areasHolding, contextOf, type Configuration } from './city.ts'
import { countsInWords } from './counts-in-words.ts'
import { unlike } from './derived.ts'
import { readingsIn } from './logs.ts'
import { finalCase } from './naive-fold.ts'
import { naiveTotals } from './naive-sums.ts'
import type { Stored } from './stored.ts'
import { WHOLE_LIST } from './told.ts'
import { digestOf, totalsByName, wordsOf } from './totals-by-name.ts'

const DAY = 86_400_000
const NAIVE_ASSESSMENTS = { plain: undefined, park: undefined, periods: { periodFrom: 26 } } as const

export interface ReadBack {
  readonly db: Db
  readonly stored: Stored
  readonly configuration: Configuration
  /** The present of the storm. */
  readonly base: number
}

/** Clocks that matter: now, just when something was recorded or came due, and anywhere in the years around. */
export function someClocks({ stored, base }: ReadBack, below: Below, count: number): readonly Clocks[] {
  const edge = (): Stored['edges'][number] | undefined => stored.edges[below(Math.max(1, stored.edges.length))]
  return Array.from({ length: count }, (_, index): Clocks => {
    const asOf = [base, edge()?.at ?? base, (edge()?.at ?? base) - 1, base + below(900 * DAY) - 450 * DAY][index % 4] ?? base
    const recorded = Math.floor((edge()?.recordedAt ?? 0) / 1000)
    return index % 3 === 0 ? { asOf } : { asOf, knownAt: [recorded, recorded - 1, base - below(420 * DAY), zone.startOfDay(zone.localDay(recorded)) - below(2)][below(4)] }
  })
}

/** Every sum of the store, areas and bureaus, at these clocks is what the edges up to them come to. */
export async function expectTotals({ db, stored, configuration }: ReadBack, clocks: readonly Clocks[]): Promise<void> {
  const names = await allSums(db)
  for (const one of clocks) {
    const totals = await inSnapshot(db, (snapshot) => totalsAt(snapshot, one, zone, [...names.keys()]))
    const read = new Map([...totals].filter(([, counts]) => !isZero(counts)).map(([id, counts]) => [nameOf(names.get(id)), wordsOf(counts)]))
    expect(unlike(read, naiveTotals(stored.edges, configuration, one)), `totals at ${JSON.stringify(one)} and those counted anew`).toEqual([])
  }
}

const nameOf = (series: Series | undefined): string => (series === undefined ? 'a sum without a name' : seriesText(series).replaceAll('\u0000', '|'))

async function allSums(db: Db): Promise<ReadonlyMap<number, Series>> {
  const bureaus = await db.selectFrom('series_key').select('bureau').distinct().execute()
  const sums = new Map<number, Series>()
  for (const { bureau } of bureaus) for (const [id, series] of await findSums(db, { bureau })) sums.set(id, series)
  return sums
}

/** Values at these clocks are a plain count of the cases and entries, as everything said of them by then makes them. */
export async function expectValues({ db, stored, configuration }: ReadBack, clocks: readonly Clocks[]): Promise<void> {
  const { model, city } = contextOf(configuration)
  const isIn = (area: string | null, holding: string): boolean => areasHolding(configuration, area ?? 'city').includes(holding)
  for (const { asOf, knownAt = Infinity } of clocks) {
    const said = stored.statements.filter(({ recordedAt }) => recordedAt <= knownAt * 1000)
    const cases = [...Map.groupBy(said.filter(({ fact }) => fact.kind === 'case'), ({ identity }) => identity).values()].flatMap((all) => finalCase(all.map(({ fact }) => fact).filter((fact): fact is CaseFact => fact.kind === 'case')) ?? [])
    const entries = [...Map.groupBy(said.filter(({ fact }) => fact.kind === 'register-entry'), ({ identity }) => identity).values()].map((all) => {
      const statements = all.flatMap(({ digest, fact }) => (isEntry(fact) ? [{ digest, fact }] : []))
      return { register: statements[0]?.fact.register ?? '', statements }
    })
    const counts = new CityCounts(model, city)
    const names = await findSums(db)
    const totals = await inSnapshot(db, (snapshot) => totalsAt(snapshot, { asOf, ...(knownAt === Infinity ? {} : { knownAt }) }, zone))
    for (const [id, sum] of totals) {
      const series = names.get(id)
      if (series !== undefined) counts.addTo(series.area, series, sum)
    }
    const inputs = { model, city, counts, measurements: [], feeds: [], asOf }
    for (const area of ALL_AREAS) {
      const where = `in ${area} at ${zone.format(asOf)}, known at ${knownAt === Infinity ? 'last' : zone.format(knownAt)}`
      const own = cases.filter((known) => isIn(known.area, area))
      for (const calculation of model.calculations.filter(isCaseCalculation)) {
        for (const value of valuesOfIndicator(inputs, getIndicator(model, calculation.indicator), area)) {
          const counted = countNaively(own, { calculation: calculation.id, population: value.population, window: value.window.id, asOf, zone: zone.name, assessment: NAIVE_ASSESSMENTS[configuration] })
          expect({ quantity: value.quantity, open: value.open }, `${calculation.id} ${value.population} ${value.window.id} ${where}`).toEqual(counted)
        }
      }
      const areas = new Set([...ALL_AREAS].filter((part) => isIn(part, area)))
      for (const definition of definitions) {
        const value = valueOf(inputs, { indicator: getIndicator(model, getCalculation(model, definition.calculation).indicator), population: 'all', window: 'snapshot' }, area)
        const counted = countListNaively(entries, definition, { asOf, areas })
        // No feed is named here, and of a list that nobody has told of, none is not a number.
        expect(value?.quantity, `${definition.calculation} ${where}`).toEqual(counted.kind === 'count' && counted.value === 0n ? undefined : counted)
      }
    }
  }
}

const isEntry = (fact: Stored['statements'][number]['fact']): fact is RegisterFact => fact.kind === 'register-entry'

/** At the date of every full list, whatever order they came in, exactly the rows that it names stand. */
export function expectLists({ stored }: ReadBack): number {
  const said = stored.statements.flatMap(({ fact }) => (isEntry(fact) && fact.register === WHOLE_LIST ? [fact] : []))
  const named = Map.groupBy(said.filter(({ withdrawn }) => withdrawn !== true), ({ observedAt }) => observedAt)
  const byKey = Map.groupBy(said, ({ key }) => key)
  for (const [date, rows] of named) {
    const standing = [...byKey].filter(([, statements]) => statements.filter(({ observedAt }) => observedAt <= date).sort((a, b) => a.observedAt - b.observedAt).at(-1)?.withdrawn !== true && statements.some(({ observedAt }) => observedAt <= date))
    expect(standing.map(([key]) => key).sort(), `the list of ${zone.format(date)}`).toEqual([...new Set(rows.map(({ key }) => key))].sort())
  }
  return named.size
}

/** What readers keep in memory after everything is what a fresh look finds, and what adding up every edge finds. Returns how many there were. */
export async function expectLive({ db, stored, configuration, base }: ReadBack, logs: readonly string[]): Promise<number> {
  const context = contextOf(configuration)
  const asOf = base + 40 * DAY
  const fresh = countsInWords((await LiveCounts.open(db, context, asOf)).counts, context, asOf)
  const added = new CityCounts(context.model, context.city)
  for (const { at, what, area, bureau, source, counts: [entered, met, open, openStartMs, elapsedMs] } of stored.edges) {
    const [calculation = '', window = '', segment = '', cohort = '', group = ''] = what.split('|')
    if (at <= asOf) added.add({ calculation, window, segment, cohort: Number(cohort), group, area, bureau, source }, { entered, met, open, openStartMs, elapsedMs })
  }
  expect(linesUnlike(fresh, countsInWords(added, context, asOf)), 'a fresh look and the edges added up').toEqual([])
  const last = logs.map((log) => `${log}.last`).filter((file) => existsSync(file))
  for (const file of last) {
    const { configuration: theirs, counts }: { configuration: Configuration; counts: readonly string[] } = JSON.parse(readFileSync(file, 'utf8'))
    expect(theirs).toBe(configuration)
    expect(linesUnlike(counts, fresh), 'counts that moved on through the storm and a fresh look').toEqual([])
  }
  return last.length
}

const linesUnlike = (a: readonly string[], b: readonly string[]): readonly string[] => {
  const [inA, inB] = [new Set(a), new Set(b)]
  return [...a.filter((line) => !inB.has(line)).map((line) => `+ ${line}`), ...b.filter((line) => !inA.has(line)).map((line) => `- ${line}`)].slice(0, 8)
}

/** What was read of the past during the storm is read again, the same. Returns how many readings there were. */
export async function expectReadingsStay({ db, configuration }: ReadBack, logs: readonly string[]): Promise<number> {
  const readings = logs.flatMap(readingsIn).filter((reading) => reading.configuration === configuration)
  const changed: unknown[] = []
  for (const { knownAt, asOf, digest } of readings.slice(-250)) {
    const now = digestOf(await inSnapshot(db, (snapshot) => totalsByName(snapshot, { asOf, knownAt })))
    if (now !== digest) changed.push({ knownAt: new Date(knownAt).toISOString(), asOf: new Date(asOf).toISOString() })
  }
  expect(changed, 'readings at or below the horizon that are another now').toEqual([])
  return readings.length
}

/** Waits until the folders have left nothing, however long that takes them. */
export async function untilFolded(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`select count(*)::integer as waiting from unfolded`.execute(db)
    if (rows[0]?.waiting === 0) return
    await setTimeout(20)
  }
}
