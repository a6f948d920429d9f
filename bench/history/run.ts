// `node bin/run.mjs bench/history/run.ts`: the store with a history, measured at three sizes of one run, against plain SQL over the same cases.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { readModelFile } from '../../server/model-file.ts'
import { zoneOf } from '../../rules/time/zone.ts'
import { intakeAgainstCopy } from '../intake-copy/intake-copy.ts'
import { median, percentile } from '../measure/statistics.ts'
import { serverAt } from '../postgres/server.ts'
import { DAYS, type Pass } from './cases.ts'
import { AREAS } from './city.ts'
import { load, type Load } from './load.ts'
import { requireEqual, valuesOf } from './measures/check.ts'
import { measureCold } from './measures/cold.ts'
import { measureCorrections } from './measures/corrections.ts'
import { measureDisk } from './measures/disk.ts'
import { measureStandings, measureTrends } from './measures/past.ts'
import { measureRefresh, partsOf, type Refresh } from './measures/refresh.ts'
import { caseAnswer } from './raw/answer.ts'
import { copyPass, indexRaw, makeRawTables } from './raw/tables.ts'
import { tableOf, type Row } from './table.ts'
import { makeWorld } from './world.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'

const HELP = `usage: node bin/run.mjs bench/history/run.ts [--cases N] [--url URL] [--postgres URL] [--from records|facts] [--rounds N] [--only-store] [--keep]

  --cases N       so many cases at the end, 1000000 when left out; measured at a tenth, at half and at all of them
  --url URL       a TimescaleDB server, TEST_TIMESCALE_URL when left out; a database of its own is made there and dropped at the end
  --postgres URL  a plain PostgreSQL for a second line of intake, TEST_POSTGRES_URL when left out; none: no such line
  --plain         --url names a server without TimescaleDB
  --from KIND     back-fill from records, mapping included (the default), or from facts that are mapped already
  --rounds N      rounds of intake against COPY, of refreshes and of cold reads, 7 when left out
  --only-store    without intake against COPY
  --keep          leaves the database in place
`

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' }, url: { type: 'string' }, postgres: { type: 'string' }, plain: { type: 'boolean', default: false },
    from: { type: 'string', default: 'records' }, rounds: { type: 'string', default: '7' }, 'only-store': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false },
  },
})

async function run(): Promise<number> {
  const url = options.url ?? process.env['TEST_TIMESCALE_URL']
  const [cases, rounds] = [Number(options.cases), Number(options.rounds)]
  const { from } = options
  if (url === undefined || !Number.isInteger(cases) || cases < 1000 || !Number.isInteger(rounds) || rounds < 1 || (from !== 'records' && from !== 'facts')) {
    process.stderr.write(`Name a server with --url or TEST_TIMESCALE_URL, and whole numbers of at least 1000 cases and 1 round.\n\n${HELP}`)
    return 2
  }
  const rows: Row[] = []
  if (!options['only-store']) rows.push(...await intakeRows(url, options.postgres ?? process.env['TEST_POSTGRES_URL'], rounds))
  rows.push(...await storeRows(url, { cases, rounds, from }))
  const { name } = await describe(url)
  process.stdout.write(`\n${tableOf(rows)}\n\n${name}; Node ${process.version}, load of the last minute ${loadavg()[0]?.toFixed(1)}\nrepeat: node bin/run.mjs bench/history/run.ts --cases ${cases} --from ${from} --rounds ${rounds}\n`)
  return 0
}

const note = (text: string): void => void process.stderr.write(`${text}\n`)
const ms = (value: number): string => (value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`)
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`
const count = (value: number): string => Math.round(value).toLocaleString('en-US')

async function describe(url: string): Promise<{ readonly name: string }> {
  const server = await serverAt(url, { timescale: !options.plain })
  await server.stop()
  return { name: server.name }
}

async function intakeRows(url: string, postgres: string | undefined, rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  const servers = [{ name: options.plain ? 'plain PostgreSQL' : 'TimescaleDB', url, timescale: !options.plain }, ...(postgres === undefined ? [] : [{ name: 'plain PostgreSQL', url: postgres, timescale: false }])]
  for (const { name, url: at, timescale } of servers) {
    const server = await serverAt(at, { timescale })
    try {
      for (const { name: line, ratio, rounds: all, setup } of await intakeAgainstCopy(server, { name: `intake on ${name}`, rounds, note })) {
        note(`${line}: ${setup}`)
        rows.push({ goal: `${line.replace('/', ' from ')} >= 0.50 of COPY`, measured: `${ratio} (${Math.min(...all)}-${Math.max(...all)})`, ratio: ratio / 0.5 })
      }
    } finally {
      await server.stop()
    }
  }
  return rows
}

interface Sizes {
  readonly cases: number
  readonly rounds: number
  readonly from: 'records' | 'facts'
}

async function storeRows(url: string, { cases, rounds, from }: Sizes): Promise<readonly Row[]> {
  const model = await readModelFile(undefined)
  const present = Math.floor(Date.now() / 1000) * 1000
  const world = await makeWorld(url, { model, present, timescale: !options.plain })
  const { db } = world.workbench.store
  const { context } = world.workbench
  const rows: Row[] = []
  try {
    await makeRawTables(db, model, present - 60_000)
    const refreshes = new Map<number, Refresh>()
    const loads: Load[] = []
    const passes: Pass[] = []
    let sum = 0
    for (const size of [cases / 10, cases / 2, cases]) {
      const pass: Pass = { seed: 'history', number: passes.length + 1, cases: size - sum, days: DAYS, present, zone: zoneOf(context.city.zone.name) }
      passes.push(pass)
      // The first tenth as if it had come day by day, for readings as known at an instant; the rest at once, as a city's history comes.
      const recorded = passes.length === 1 ? 'then' : 'now'
      note(`${count(size)} cases: ${recorded === 'then' ? 'loading as they came' : 'back-filling'}`)
      const loaded = await load(world, pass, { from, recorded, note })
      if (recorded === 'now') loads.push(loaded)
      note(`  ${count(loaded.rows)} rows in ${seconds(loaded.ms)} (${count((loaded.rows * 1000) / loaded.ms)} a second), then ${count(loaded.backlog)} edges waited, folded in ${seconds(loaded.drainMs)}`)
      sum = size
      await copyPass(world.url, pass)
      await indexRaw(db)
      const refresh = await measureRefresh(world, { rounds, pass: passes.length, raw: size === cases / 2 })
      refreshes.set(size, refresh)
      note(`  refresh ${ms(median(refresh.all))} (${partsOf(refresh)}), after an intake of ${ms(median(refresh.intake))}`)
      if (size === cases / 2) {
        rows.push({
          goal: `refresh of 1,000 events at ${count(size)} >= 500 times cheaper than SQL over raw cases, equal`,
          measured: `${ms(median(refresh.all))} against ${ms(median(refresh.raw))}: ${count(median(refresh.raw) / median(refresh.all))} times, ${count(refresh.compared)} values equal`,
          ratio: median(refresh.raw) / median(refresh.all) / 500,
        })
      }
    }
    const [small, large] = [refreshes.get(cases / 10), refreshes.get(cases)]
    if (small !== undefined && large !== undefined) {
      const growth = median(large.all) / median(small.all)
      rows.unshift({ goal: `refresh at ${count(cases)} <= 1.2 times that at ${count(cases / 10)}`, measured: `${ms(median(large.all))} against ${ms(median(small.all))}: ${growth.toFixed(2)}`, ratio: 1.2 / growth })
    }
    const rowsLoaded = loads.reduce((all, one) => all + one.rows, 0)
    const loadMs = loads.reduce((all, one) => all + one.ms + one.drainMs, 0)
    rows.push({
      goal: `10,000,000 rows back-filled and folded in <= 15 min, from ${from}`,
      measured: `${count(rowsLoaded)} rows in ${seconds(loadMs)}, ${count((rowsLoaded * 1000) / loadMs)} a second: 10,000,000 in ${((10_000_000 * loadMs) / rowsLoaded / 60_000).toFixed(1)} min; at the end ${count(loads.at(-1)?.backlog ?? 0)} edges waited, ${seconds(loads.at(-1)?.drainMs ?? 0)}`,
      ratio: (900_000 * rowsLoaded) / (10_000_000 * loadMs),
    })
    const now = present + 300 * 60_000
    const cold = await measureCold(world, now, rounds)
    rows.push({
      goal: `cold read of 22 indicators for 20 areas at ${count(cases)} >= 50 times cheaper than SQL, equal`,
      measured: `${ms(median(cold.ours))} against ${ms(median(cold.raw))}: ${count(median(cold.raw) / median(cold.ours))} times, ${count(cold.compared)} values equal`,
      ratio: median(cold.raw) / median(cold.ours) / 50,
    })
    const timed = (goal: string, limit: number, times: readonly number[]): void =>
      void rows.push({ goal, measured: `p50 ${ms(median(times))}, p95 ${ms(percentile(times, 0.95))}, worst ${ms(Math.max(...times))} of ${times.length}`, ratio: limit / percentile(times, 0.95) })
    timed('daily trend of three years p95 <= 30 ms', 30, await measureTrends(world, 200))
    timed('standings at any past instant p95 <= 150 ms', 150, await measureStandings(world, 200, false))
    timed('the same as known at another instant p95 <= 150 ms', 150, await measureStandings(world, 200, true))
    const tickets = Math.min(100_000, Math.floor(cases / 20))
    const last = passes.at(-1)
    if (last !== undefined) {
      const corrections = await measureCorrections(world, last, tickets)
      const whole = (corrections.ms * 100_000) / corrections.tickets
      rows.push({
        goal: '100,000 old tickets corrected and every affected day restated in <= 2 min',
        measured: `${count(corrections.tickets)} tickets on ${count(corrections.days)} days in ${seconds(corrections.ms)} (committed after ${seconds(corrections.intakeMs)})`,
        ratio: 120_000 / whole,
      })
    }
    for (const asOf of [now, present - 400 * 86_400_000]) {
      const values = valuesOf(await inputsAt(db, context, { asOf }, {}), AREAS).filter(({ window }) => window.id !== 'snapshot')
      const equal = requireEqual(values, await caseAnswer(db, { model, city: context.city, asOf, areas: AREAS }), 'The reading after all')
      note(`  at the end ${count(equal)} values of all areas at ${new Date(asOf).toISOString()} equal plain SQL over the corrected cases`)
    }
    const sizes = await measureDisk(world, !options.plain)
    const total = sizes.reduce((all, { bytes }) => all + bytes, 0)
    const mb = (bytes: number): string => `${(bytes / 1e6 / (cases / 1e6)).toFixed(0)}`
    rows.push({ goal: 'disk, MB per million cases', measured: `${mb(total)}: ${sizes.map(({ table, bytes, rows: many }) => `${table} ${mb(bytes)} (${count(many)} rows)`).join(', ')}` })
    return rows
  } finally {
    if (options.keep) note(`kept: ${world.url}`)
    await world.close({ keep: options.keep })
  }
}

if (options.help) process.stdout.write(HELP)
else process.exitCode = await run()
