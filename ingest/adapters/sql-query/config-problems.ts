// What is wrong with the configuration of a database feed, found without connecting.
import { isIP } from 'node:net'
import { zoneOf } from '../../../rules/time/zone.ts'
import type { Source } from '../adapter.ts'
import type { RowTest, SqlQueryConfig } from './config.ts'
import { engines } from './engines/engines.ts'
import { nameProblem, partsOf } from './names.ts'
import { queryProblem } from './query-guard.ts'
import { TEST_PARTS } from './row-tests.ts'
import { timeProblem } from './time-column.ts'

const HOST = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/

export function configProblems(config: SqlQueryConfig): readonly string[] {
  return [...connectionProblems(config), ...sourceProblems(config), ...modeProblems(config), ...nameProblems(config), ...(config.where ?? []).flatMap(testProblems)]
}

/** As `configProblems`, before it is known how the database will be read on; where no table is named, those that there are can be listed. */
export function lookProblems(config: SqlQueryConfig): readonly string[] {
  const named = config.table ?? config.tables ?? config.query
  return [...connectionProblems(config), ...(named === undefined ? [] : sourceProblems(config)), ...nameProblems(config), ...(config.where ?? []).flatMap(testProblems)]
}

/** What the rest of the feed file says that this configuration cannot do. */
export function feedProblems({ adapter, delivery, columns }: Source): readonly string[] {
  if (adapter.kind !== 'sql-query') return []
  const { full, columns: own } = adapter
  const missing = own === undefined ? [] : (columns ?? []).filter((column) => !own.includes(column))
  return [
    ...(delivery === 'list' && full === undefined ? ['A full list (delivery: list) must be read whole, because what is absent counts as withdrawn: write "full", or declare delivery: changes.'] : []),
    ...(missing.length > 0 ? [`The columns of the feed file are not all read: add ${missing.join(', ')} to the adapter's "columns", or leave these out and keep the feed file's.`] : []),
  ]
}

function connectionProblems({ host, database, user, zone, tls, engine, flag }: SqlQueryConfig): readonly string[] {
  const problems: string[] = []
  if (isIP(host) === 0 && !HOST.test(host)) problems.push(`"${host}" is neither a host name nor an IP address: write one of these, without port, path or user.`)
  for (const [what, text] of [['database', database], ['user', user], ['flag.user', flag?.user ?? '']] as const) {
    if (/\p{Cc}/u.test(text) || !text.isWellFormed()) problems.push(`The ${what} holds a control character or half of a character: write it without.`)
  }
  if (zone !== undefined) {
    try {
      zoneOf(zone)
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (tls?.ca?.includes('\u0000') === true) problems.push('The path of tls.ca holds a NUL character: write it without.')
  if (engine === 'mysql' && tls?.verify === 'full' && tls.name === undefined && isIP(host) !== 0) problems.push('The host is an IP address, and this engine checks names only: write under tls.name the name in the certificate, or verify: ca.')
  return problems
}

function sourceProblems(config: SqlQueryConfig): readonly string[] {
  const given = (['table', 'tables', 'query'] as const).filter((key) => config[key] !== undefined)
  const problems: string[] = []
  if (given.length !== 1) problems.push(given.length === 0 ? 'The feed names nothing to read: write one of "table", "tables" and "query".' : `The feed names ${given.join(' and ')}: keep one of them.`)
  if (config.query !== undefined) {
    const problem = queryProblem(config.query, engines[config.engine])
    if (problem !== undefined) problems.push(problem)
  }
  const names = (config.tables ?? []).map(({ name }) => name)
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) problems.push(`The table ${name} is listed twice: list it once.`)
  return problems
}

function modeProblems(config: SqlQueryConfig): readonly string[] {
  const given = (['watermark', 'flag', 'full'] as const).filter((key) => config[key] !== undefined)
  const problems: string[] = []
  if (given.length !== 1) problems.push(given.length === 0 ? 'The feed does not say how it reads: write one of "watermark" (what changed), "flag" (what is not taken yet) and "full" (everything each time).' : `The feed says ${given.join(' and ')}: keep one way of reading.`)
  const { flag } = config
  if (flag !== undefined && config.table === undefined) problems.push('Flags are set in one table: write "table" in place of "tables" or "query", or read by watermark.')
  if (flag !== undefined && (flag.pending ?? '0') === (flag.done ?? '1')) problems.push('The flag is the same before and after: write different values for "pending" and "done".')
  if (flag !== undefined && flag.user === config.user) problems.push('The user who sets flags is the one who reads: have a user of its own created that may update the flag and nothing else.')
  for (const key of [config.watermark, flag, config.full]) {
    if (key !== undefined && new Set(key.key).size < key.key.length) problems.push('A column is listed twice under "key": list it once.')
    const problem = key?.time === undefined ? undefined : timeProblem(key.time)
    if (problem !== undefined) problems.push(problem)
    if (key?.time !== undefined && key.key.includes(key.time.column)) problems.push(`The time column ${key.time.column} is also under "key": leave it out there.`)
  }
  const { from } = config.watermark ?? {}
  if (from !== undefined && (Number.isNaN(Date.parse(from)) || new Date(from).toISOString().slice(0, 10) !== from)) problems.push(`The calendar has no ${from}: correct watermark.from.`)
  return problems
}

function nameProblems(config: SqlQueryConfig): readonly string[] {
  const driver = engines[config.engine]
  const { watermark, flag, full } = config
  const tables = [...(config.table === undefined ? [] : [config.table]), ...(config.tables ?? []).map(({ name }) => name)]
  const renames = (config.tables ?? []).flatMap(({ rename }) => Object.entries(rename ?? {}))
  const columns = [
    ...(config.columns ?? []), ...(config.where ?? []).map(({ column }) => column), ...renames.flat(),
    ...[watermark, flag, full].flatMap((mode) => (mode === undefined ? [] : [...mode.key, ...(mode.time === undefined ? [] : [mode.time.column])])),
    ...(flag === undefined ? [] : [flag.column, ...(flag.unchanged === undefined ? [] : [flag.unchanged])]),
  ]
  const problems = tables.flatMap((table) => (partsOf(table).length > 2 ? [`The table ${table} has more than two parts: write the table, or schema and table with a point between.`] : partsOf(table).map((part) => nameProblem(part, driver))))
  const listed = config.columns ?? []
  return [
    ...new Set([...problems, ...columns.map((column) => nameProblem(column, driver))].filter((problem) => problem !== undefined)),
    ...[...new Set(listed.filter((column, index) => listed.indexOf(column) !== index))].map((column) => `The column ${column} is listed twice under "columns": list it once.`),
    ...(config.tables ?? []).flatMap(({ name, rename }) => {
      const to = Object.values(rename ?? {})
      return new Set(to).size < to.length ? [`Two columns of ${name} are renamed to the same name: give each its own.`] : []
    }),
  ]
}

function testProblems(test: RowTest): readonly string[] {
  const given = TEST_PARTS.filter((part) => test[part] !== undefined)
  const isSpan = given.every((part) => part === 'from' || part === 'below')
  return given.length === 0 || (given.length > 1 && !isSpan) ? [`The test of ${test.column} under "where" needs exactly one of ${TEST_PARTS.join(', ')} ("from" and "below" may stand together).`] : []
}
