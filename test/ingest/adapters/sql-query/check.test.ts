// What is wrong with a configuration is said when the feed file is checked, each with what to do; and the pure parts beneath.
import { describe, expect, it } from 'vitest'
import { addressesOf } from '../../../../ingest/adapters/sql-query/host-address.ts'
import { timeReaderOf } from '../../../../ingest/adapters/sql-query/time-column.ts'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import { fc } from '../../../services/properties.ts'
import { feedText, problemsOf } from '../../feed-of.ts'
import { feedOn, optionsWith, readAll, type Config } from './reading.ts'

const SERVER = { server: { name: '', variable: '', engine: 'postgresql', clock: '' }, host: '10.8.20.15', port: 5432, database: 'exchange' } as const
const GOOD: Config = { table: 'orders', columns: ['id'], watermark: { time: { column: 'updated' }, key: ['id'] } }
const check = (config: Config): string => sqlQuery.check(feedOn(SERVER, { user: 'reader', password: '' }, config)).join('\n')

describe('the check of a database feed', () => {
  it('finds nothing wrong with a good one', () => {
    expect(check(GOOD)).toBe('')
    expect(check({ ...GOOD, host: 'db-1.share.city.gov.cn', tls: { verify: 'full', ca: 'ca.pem' }, zone: 'Asia/Urumqi', where: [{ column: 'status', in: ['1'] }, { column: 'updated', from: '2026', below: '2027' }] })).toBe('')
  })

  const flag = { column: 'flag', key: ['id'], user: 'flagger' }
  it.each<readonly [Config, string]>([
    [{ table: 'orders' }, 'does not say how it reads: write one of "watermark"'],
    [{ full: { key: ['id'] } }, 'names nothing to read'],
    [{ ...GOOD, query: 'select 1 as id' }, 'table and query: keep one'],
    [{ ...GOOD, full: { key: ['id'] } }, 'watermark and full: keep one'],
    [{ query: 'delete from a', full: { key: ['id'] } }, 'does not begin with SELECT'],
    [{ ...GOOD, host: 'http://db' }, 'neither a host name nor an IP address'],
    [{ ...GOOD, host: '/var/run/postgresql' }, 'neither a host name nor an IP address'],
    [{ ...GOOD, host: 'db:5432' }, 'neither a host name nor an IP address'],
    [{ ...GOOD, zone: 'Asia/Beijing' }, 'Unknown time zone'],
    [{ ...GOOD, user: 'a\u0000b' }, 'The user holds a control character'],
    [{ ...GOOD, engine: 'mysql', tls: { verify: 'full' } }, 'write under tls.name'],
    [{ ...GOOD, table: 'a.b.c' }, 'more than two parts'],
    [{ ...GOOD, columns: ['id', 'id'] }, 'The column id is listed twice'],
    [{ ...GOOD, watermark: { time: { column: 'updated' }, key: ['id', 'id'] } }, 'listed twice under "key"'],
    [{ ...GOOD, watermark: { time: { column: 'updated' }, key: ['updated'] } }, 'also under "key"'],
    [{ ...GOOD, watermark: { time: { column: 'updated', format: 'dd/MM/yyyy' }, key: ['id'] } }, 'does not sort as times do'],
    [{ ...GOOD, watermark: { time: { column: 'updated', format: 'yyyy-M-d' }, key: ['id'] } }, 'does not sort as times do'],
    [{ ...GOOD, watermark: { time: { column: 'updated', format: 'yyyy-MM-dd hh:mm a' }, key: ['id'] } }, 'does not sort as times do'],
    [{ ...GOOD, watermark: { time: { column: 'updated', format: 'ISO' }, key: ['id'] } }, 'does not sort as times do'],
    [{ ...GOOD, watermark: { time: { column: 'updated', format: 'epoch-us' }, key: ['id'] } }, 'write epoch-ms or epoch-s'],
    [{ ...GOOD, watermark: { time: { column: 'updated' }, key: ['id'], from: '2026-02-30' } }, 'The calendar has no 2026-02-30'],
    [{ tables: [{ name: 'a' }, { name: 'b' }], flag }, 'Flags are set in one table'],
    [{ table: 'a', flag: { ...flag, done: '0' } }, 'the same before and after'],
    [{ table: 'a', flag: { ...flag, user: 'reader' } }, 'have a user of its own'],
    [{ tables: [{ name: 'a' }, { name: 'a' }], full: { key: ['id'] } }, 'The table a is listed twice'],
    [{ tables: [{ name: 'a' }, { name: 'b', rename: { x: 'id', y: 'id' } }], full: { key: ['id'] } }, 'renamed to the same name'],
    [{ ...GOOD, where: [{ column: 'status' }] }, 'exactly one of equals'],
    [{ ...GOOD, where: [{ column: 'status', equals: '1', empty: true }] }, 'exactly one of equals'],
  ])('%j: %s', (config, problem) => {
    expect(check(config)).toContain(problem)
  })

  it('knows the rest of the feed file', () => {
    const yaml = (mode: string): string => `adapter: {kind: sql-query, engine: mysql, host: db, database: exchange, user: u, password: {secret: s}, table: items, columns: [code, at], ${mode}}\ncolumns: [code, at, region]\n`
    const register = 'fact: {kind: register-entry, register: data-resource}\nkey: {path: code}\nobservedAt: {path: at}\nstatus: {constant: approved}'
    const problems = problemsOf(feedText(register, { delivery: 'list', rest: yaml('watermark: {time: {column: at}, key: [code]}') })).join('\n')
    expect(problems).toContain('must be read whole')
    expect(problems).toContain('add region to the adapter')
    expect(problemsOf(feedText(register, { delivery: 'list', rest: yaml('full: {key: [code]}').replace(', region', '') }))).toEqual([])
    expect(problemsOf(feedText(register.replace('code}', '/code}'), { delivery: 'list', rest: yaml('full: {key: [code]}').replace(', region', '') })).join()).toContain('JSON Pointer')
  })

  it('takes no password in the file, and no unknown key', () => {
    const problems = (adapter: string): string => problemsOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: id}\nobservedAt: {path: at}\nacceptedAt: {path: at}', { rest: `adapter: ${adapter}\n` })).join('\n')
    expect(problems('{kind: sql-query, engine: mysql, host: db, database: x, user: u, password: hunter2, table: a, full: {key: [id]}}')).toContain('password must be keys with values')
    expect(problems('{kind: sql-query, engine: oracle, host: db, database: x, user: u, table: a, full: {key: [id]}, sql: "1=1"}')).toMatch(/"postgresql"(.|\n)*unknown key "sql"|unknown key "sql"(.|\n)*"postgresql"/)
  })

  it('is made again when a feed that was never checked is read', async () => {
    await expect(readAll({ ...feedOn(SERVER, { user: 'u', password: '' }, GOOD), delivery: 'list' }, optionsWith({}))).rejects.toMatchObject({ failure: 'configuration' })
    await expect(readAll(feedOn(SERVER, { user: 'u', password: '' }, { table: 'a' }), optionsWith({}))).rejects.toMatchObject({ failure: 'configuration' })
  })
})

describe('the address of a host', () => {
  const leadsTo = (...addresses: readonly string[]) => addressesOf('db.example', { timeoutMs: 1_000, resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) })

  it('may be any of a city\'s own network', async () => {
    expect(await leadsTo('10.1.2.3', '192.168.0.9', 'fd12::1')).toEqual(['10.1.2.3', '192.168.0.9', 'fd12::1'])
  })

  it.each(['169.254.169.254', '169.254.0.1', '100.100.100.200', '0.0.0.0', '224.0.0.1', '255.255.255.255', 'fe80::1', '::', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fd00:ec2::254', 'ff02::1'])('is never %s by name', async (address) => {
    await expect(leadsTo(address)).rejects.toMatchObject({ failure: 'refused', message: expect.stringContaining('write the address itself') })
    expect(await leadsTo(address, '10.0.0.1')).toEqual(['10.0.0.1'])
  })

  it('is taken as it is when the feed file writes it itself', async () => {
    expect(await addressesOf('169.254.1.1', { timeoutMs: 1, resolve: () => Promise.reject(new Error('never asked')) })).toEqual(['169.254.1.1'])
  })

  it('has to be found, and within the time for connecting', async () => {
    await expect(leadsTo()).rejects.toMatchObject({ failure: 'unreachable' })
    await expect(addressesOf('db.example', { timeoutMs: 10, resolve: () => new Promise(() => undefined) })).rejects.toMatchObject({ failure: 'unreachable' })
  })
})

describe('a column of times', () => {
  const zone = zoneOf('Asia/Shanghai')
  const kinds = [['clock', undefined], ['instant', undefined], ['text', 'yyyy-MM-dd HH:mm:ss.SSS'], ['number', 'epoch-ms']] as const

  it('is read and written back to the same instant', () => {
    const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) })
    for (const [kind, format] of kinds) {
      const time = timeReaderOf({ column: 'c', kind, type: kind }, format, zone)
      fc.assert(fc.property(instants, (instant) => time.read(time.write(instant)) === instant))
    }
  })

  it('sorts as times do', () => {
    const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) })
    for (const [kind, format] of [['text', 'yyyyMMddHHmmss'], ['text', 'yyyy/MM/dd HH:mm'], ['date', undefined], ['clock', undefined]] as const) {
      const time = timeReaderOf({ column: 'c', kind, type: kind }, format, zone)
      fc.assert(fc.property(instants, instants, (one, other) => one > other || time.write(one) <= time.write(other)))
      // Cut down, never up: a read begins at or before the instant that was asked for.
      fc.assert(fc.property(instants, (instant) => (time.read(time.write(instant)) ?? Infinity) <= instant))
    }
  })

  it('is none where it is text that is no time', () => {
    const clock = timeReaderOf({ column: 'c', kind: 'clock', type: 'datetime' }, undefined, zone)
    expect(['infinity', '0000-00-00 00:00:00', '2026-02-30 00:00:00', '', '1969-12-31 00:00:00', '2200-01-01 00:00:00'].map(clock.read)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined])
  })
})
