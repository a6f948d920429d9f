// Contract: what intake promises to a source about one delivery.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { readDeadLetters } from '../../../db/feeds/dead-letters.ts'
import { readFeedStates } from '../../../db/feeds/feed-states.ts'
import type { Db } from '../../../db/open-store.ts'
import { inTransaction } from '../../../db/transactions.ts'
import { readSeries } from '../../../db/rollups/series-keys.ts'
import { totalsAt } from '../../../db/rollups/totals.ts'
import { takeIn, takeInTogether } from '../../../ingest/intake/intake.ts'
import type { Fact, MeasurementFact } from '../../../rules/facts/fact.ts'
import { allEdges, appeal, at, countedAt, event, feed, freshIntake, intakeOf, keptSums, named, recountedSums, refusedSample, zone, type World } from './world.ts'

const filedAt = at('2026-05-04T09:00:00')

async function rowsOf(db: Db): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ revision: number; edge: number; dead_letter: number; identity: number }>`
    select (select count(*) from revision) as revision, (select count(*) from edge) as edge,
      (select count(*) from dead_letter) as dead_letter, (select count(*) from identity) as identity`.execute(db)
  return { ...rows[0] }
}

export function intakeContract(world: () => World): void {
  it('received is stored and duplicate and rejected, for the delivery and for the feed', async () => {
    const intake = await freshIntake(world().db)
    const facts = [event('1', { filedAt }), event('2', { filedAt }), event('1', { filedAt })]
    const result = await takeIn(intake, feed('events'), { facts, rejected: [refusedSample({ id: '3' })], coveredUntil: 1000, cursor: { line: 4 } })
    expect(result).toMatchObject({ received: 4, stored: 2, duplicate: 1, rejected: 1, changed: true })
    await takeIn(intake, feed('events'), { facts: [event('9', { filedAt })], rejected: [], coveredUntil: 500 })
    expect(await readFeedStates(intake.db)).toMatchObject([{ feed: 'events', received: 5, stored: 3, duplicate: 1, rejected: 1, coveredUntil: 1000, cursor: { line: 4 } }])
  })

  it('the same delivery again stores nothing and makes no second dead letter', async () => {
    const intake = await freshIntake(world().db)
    const delivery = { facts: [event('1', { filedAt }), appeal('1', { acceptedAt: filedAt })], rejected: [refusedSample({ id: '3' }), refusedSample({ id: '3' })] }
    await takeIn(intake, feed('events'), delivery)
    const before = await rowsOf(intake.db)
    expect(before).toMatchObject({ revision: 2, dead_letter: 1, identity: 2 })
    expect(await takeIn(intake, feed('events'), delivery)).toMatchObject({ received: 4, stored: 0, duplicate: 2, rejected: 2, changed: false })
    expect(await takeIn(intakeOf(intake.db), feed('events'), delivery)).toMatchObject({ stored: 0, changed: false })
    expect(await rowsOf(intake.db)).toEqual(before)
  })

  it('three channels of one system are one identity, another system is another one', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('portal'), { facts: [event('1', { filedAt })], rejected: [] })
    expect(await takeIn(intake, feed('nightly'), { facts: [event('1', { filedAt })], rejected: [] })).toMatchObject({ stored: 0, duplicate: 1 })
    expect(await takeIn(intake, feed('other'), { facts: [event('1', { filedAt }, { source: 'elsewhere' })], rejected: [] })).toMatchObject({ stored: 1 })
    expect((await rowsOf(intake.db))['identity']).toBe(2)
  })

  it('deliveries that share a transaction keep their own counts', async () => {
    const intake = await freshIntake(world().db)
    const results = await takeInTogether(intake, feed('events'), [
      { facts: [event('1', { filedAt })], rejected: [] },
      { facts: [event('1', { filedAt }), event('2', { filedAt })], rejected: [refusedSample({ id: 'x' })] },
    ])
    expect(results).toMatchObject([{ received: 1, stored: 1, duplicate: 0, rejected: 0 }, { received: 3, stored: 1, duplicate: 1, rejected: 1 }])
  })

  it('keys of twenty digits, quotes, braces and backslashes stay what they are', async () => {
    const intake = await freshIntake(world().db)
    const keys = ['20260101123456789012', '20260101123456789013', 'a"b', 'a\\"b', '{a,b}', 'null', 'NULL', ' ', '', 'unit\u001fseparator', '王“五”', '🀄', "o'clock"]
    const facts = keys.map((key) => event(key, { filedAt }))
    expect(await takeIn(intake, feed('events'), { facts, rejected: [] })).toMatchObject({ stored: keys.length })
    const { rows } = await sql<{ key: string }>`select key from identity order by id`.execute(intake.db)
    expect(rows.map(({ key }) => key).sort()).toEqual([...keys].sort())
    expect(await takeIn(intake, feed('events'), { facts, rejected: [] })).toMatchObject({ stored: 0, duplicate: keys.length })
  })

  it('no half character becomes another key: the delivery is refused whole', async () => {
    const intake = await freshIntake(world().db)
    await expect(takeIn(intake, feed('events'), { facts: [event('1', { filedAt }), event('a\ud800', { filedAt })], rejected: [] })).rejects.toThrow()
    expect(await rowsOf(intake.db)).toMatchObject({ revision: 0, edge: 0, identity: 0 })
  })

  it('whatever was refused can be kept: NUL, half characters, deep keys', async () => {
    const intake = await freshIntake(world().db)
    const samples = [
      { id: 'a\u0000b' }, { id: 'a\ud800b' }, { ['k\udfffey']: { 'k\u0000': ['\ud83d'] } }, { id: 'printed \\u0000 and \\ud800' }, { id: '\\' }, 'text\u0000', null, { id: '🀄' },
    ]
    const rejected = samples.map((sample) => refusedSample(sample, 'a\u0000\ud800'))
    expect(await takeIn(intake, feed('events'), { facts: [], rejected })).toMatchObject({ received: samples.length, rejected: samples.length })
    const kept = (await readDeadLetters(intake.db, { limit: 100 })).map(({ sample }) => sample).reverse()
    expect(kept).toEqual([
      { id: 'a\u2400b' }, { id: 'a\ufffdb' }, { ['k\ufffdey']: { 'k\u2400': ['\ufffd'] } }, { id: 'printed \\u0000 and \\ud800' }, { id: '\\' }, 'text\u2400', null, { id: '🀄' },
    ])
  })

  it('whatever its texts carry, a dead letter is kept', async () => {
    const intake = await freshIntake(world().db)
    const letter = refusedSample({ id: '1' })
    const odd = { ...letter, position: 'row\u0000', rejection: { ...letter.rejection, field: 'f\ud800', value: '\u0000', reason: { zh: '\u0000', en: 'a\udc00b' }, advice: { zh: '"', en: '\\' } } }
    expect(await takeIn(intake, feed('events'), { facts: [], rejected: [odd] })).toMatchObject({ rejected: 1 })
    expect(await readDeadLetters(intake.db, { limit: 1 })).toMatchObject([{ position: 'row\u2400', field: 'f\ufffd', value: '\u2400', reason: { zh: '\u2400', en: 'a\ufffdb' }, advice: { zh: '"', en: '\\' } }])
  })

  it.each([Number.NaN, Infinity, -Infinity])('%s cannot enter, and takes nothing with it that was stored before', async (number) => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt })], rejected: [] })
    const before = await rowsOf(intake.db)
    for (const fact of [event('2', { filedAt: number }), event('2', { filedAt, dueAt: number }), event('2', { filedAt, closedAt: [number] }), event('2', { filedAt }, { version: number })]) {
      await expect(takeIn(intake, feed('events'), { facts: [event('3', { filedAt }), fact], rejected: [] })).rejects.toThrow(RangeError)
    }
    expect(await rowsOf(intake.db)).toEqual(before)
  })

  it('the tables refuse what is no number, whoever writes it', async () => {
    const { db } = await freshIntake(world().db)
    for (const [column, value] of [['entered', "'NaN'::float8"], ['met', "'Infinity'::float8"], ['open_start_ms', "'NaN'::numeric"], ['elapsed_ms', "'-Infinity'::float8"]] as const) {
      const insert = sql`insert into edge (series, at, recorded_at, batch, identity, entered, met, open, open_start_ms, elapsed_ms)
        select 1, now(), now(), 1, 1, ${sql.raw(column === 'entered' ? value : '0')}, ${sql.raw(column === 'met' ? value : '0')}, 0,
          ${sql.raw(column === 'open_start_ms' ? value : '0')}, ${sql.raw(column === 'elapsed_ms' ? value : '0')}`
      await expect(insert.execute(db), column).rejects.toThrow()
    }
    await expect(sql`insert into feed_state (feed, received, stored, duplicate, rejected) values ('f', 3, 1, 1, 0)`.execute(db)).rejects.toThrow()
  })

  it('measurements are kept exactly and make no edges', async () => {
    const intake = await freshIntake(world().db)
    const fact: MeasurementFact = {
      kind: 'measurement', source: 's', key: 'm', observedAt: 1, version: 1, area: null, bureau: null, indicator: 'appeal_mean_response_hours', population: 'all', form: 'snapshot', to: 1,
      quantity: { kind: 'mean', sumMs: 123_456_789_012_345_678_901n, count: 3n },
    }
    expect(await takeIn(intake, feed('reported'), { facts: [fact], rejected: [] })).toMatchObject({ stored: 1 })
    expect(await takeIn(intake, feed('reported'), { facts: [fact], rejected: [] })).toMatchObject({ stored: 0, duplicate: 1 })
    const { rows } = await sql<{ fact: { quantity: unknown } }>`select fact from revision`.execute(intake.db)
    expect(rows[0]?.fact.quantity).toEqual({ kind: 'mean', sumMs: '123456789012345678901', count: '3' })
    expect((await rowsOf(intake.db))['edge']).toBe(0)
  })

  it('a correction leaves what would be there had it never been wrong', async () => {
    const wrong = event('1', { filedAt: at('2026-04-30T23:59:59'), closedAt: [at('2026-05-02T10:00:00')], online: true }, { area: 'west-1' })
    const right = event('1', { filedAt, closedAt: [at('2026-06-02T10:00:00')] }, { version: 2, bureau: 'water' })
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [wrong], rejected: [] })
    await takeIn(intake, feed('events'), { facts: [right], rejected: [] })
    const corrected = await keptSums(intake.db)
    expect(corrected).toEqual(await recountedSums(intake.db))
    const other = await freshIntake(world().db)
    await takeIn(other, feed('events'), { facts: [right], rejected: [] })
    expect(await keptSums(other.db)).toEqual(corrected)
  })

  it('a case taken back leaves nothing, and an older record does not bring it again', async () => {
    const intake = await freshIntake(world().db)
    const fact = event('1', { filedAt, closedAt: [at('2026-05-05T10:00:00')], online: true })
    await takeIn(intake, feed('events'), { facts: [fact], rejected: [] })
    await takeIn(intake, feed('events'), { facts: [{ ...fact, fields: {}, version: 5, withdrawn: true }], rejected: [] })
    await takeIn(intake, feed('events'), { facts: [{ ...fact, version: 4 }], rejected: [] })
    expect((await keptSums(intake.db)).size).toBe(0)
    expect((await named(intake.db, await totalsAt(intake.db, { asOf: at('2030-01-01T00:00:00') }, zone))).size).toBe(0)
    expect((await rowsOf(intake.db))['revision']).toBe(3)
  })

  it('facts of the far past and the far future are kept to the millisecond', async () => {
    const intake = await freshIntake(world().db)
    const instants = [Date.parse('1000-01-01T00:00:00.001Z'), Date.parse('1969-12-31T23:59:59.999Z'), at('1988-07-01T00:30:00'), Date.parse('2099-12-31T15:59:59.999Z'), Date.parse('4000-12-31T23:59:59.999Z')]
    await takeIn(intake, feed('events'), { facts: instants.map((instant, index) => event(String(index), { filedAt: instant })), rejected: [] })
    const found = (await allEdges(intake.db)).filter(({ counts }) => counts.open === 1 && counts.met === 0).map((edge) => edge.at)
    for (const instant of instants) expect(found).toContain(instant)
    for (const instant of instants) for (const nudge of [-1, 0, 1]) expect(await named(intake.db, await totalsAt(intake.db, { asOf: instant + nudge }, zone))).toEqual(await countedAt(intake.db, instant + nudge))
  })

  it('a transaction that fails leaves nothing, and its series are numbered anew', async () => {
    const intake = await freshIntake(world().db)
    const facts: readonly Fact[] = [event('1', { filedAt }), event('2\udc00', { filedAt })]
    await expect(takeIn(intake, feed('events'), { facts, rejected: [] })).rejects.toThrow()
    expect(await rowsOf(intake.db)).toMatchObject({ revision: 0, edge: 0, identity: 0 })
    expect((await readSeries(intake.db)).size).toBe(0)
    await takeIn(intake, feed('events'), { facts: facts.slice(0, 1), rejected: [] })
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
  })

  it('a transaction that lost a race is run again, and another failure is not', async () => {
    const { db } = world()
    let attempts = 0
    const failing = (code: string, times: number) => inTransaction(db, async (transaction) => {
      await sql`select 1`.execute(transaction)
      if (++attempts <= times) throw Object.assign(new Error('lost'), { code })
      return attempts
    })
    expect(await failing('40001', 2)).toBe(3)
    attempts = 0
    await expect(failing('40P01', 99)).rejects.toThrow('lost')
    expect(attempts).toBe(5)
    attempts = 0
    await expect(failing('23505', 1)).rejects.toThrow('lost')
    expect(attempts).toBe(1)
  })
}
