// Contract: both drivers read a column alike, and say alike what went wrong.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { instantOf, numbers, texts } from '../../../db/sql-arrays.ts'
import { fc, runs } from '../../services/properties.ts'
import type { World } from './world.ts'

export function readingContract(world: () => World): void {
  it('instants are milliseconds, counts are numbers, what may be larger stays text', async () => {
    const { rows } = await sql<Readonly<Record<string, unknown>>>`
      select timestamptz '2026-11-22 15:59:59.999+00' as instant, timestamptz '1969-12-31 23:59:59.999+00' as before, 9007199254740991::bigint as count,
        12345678901234567890::numeric as large, 7::integer as whole, date '2026-11-22' as day, null::timestamptz as never, '{"a": [1, null]}'::jsonb as json, true as flag`.execute(world().db)
    expect(rows[0]).toEqual({
      instant: Date.parse('2026-11-22T15:59:59.999Z'), before: -1, count: 9_007_199_254_740_991, large: '12345678901234567890', whole: 7, day: '2026-11-22', never: null, json: { a: [1, null] }, flag: true,
    })
  })

  it('a count that is no safe integer is refused, not rounded', async () => {
    await expect(sql`select 9007199254740993::bigint as count`.execute(world().db)).rejects.toThrow(/does not fit a safe integer/)
  })

  it('errors carry the code of the database', async () => {
    await expect(sql`select 1 / 0`.execute(world().db)).rejects.toMatchObject({ code: '22012' })
    await expect(sql`insert into feed_state (feed) values (null)`.execute(world().db)).rejects.toMatchObject({ code: '23502' })
  })

  it('the session reads and writes in UTC', async () => {
    const { rows } = await sql<{ zone: string }>`select current_setting('TimeZone') as zone`.execute(world().db)
    expect(rows).toEqual([{ zone: 'UTC' }])
  })

  it('columns of any texts arrive as they were', async () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '{', '}', ',', '\u001f', '\n', ' ', 'N', 'ULL'), fc.string({ unit: 'grapheme', maxLength: 2 })), maxLength: 6 })
      .map((any) => any.toWellFormed().replaceAll('\u0000', ''))
    await fc.assert(fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (values) => {
      const { rows } = await sql<{ value: string }>`select value from unnest(${texts(values)}) with ordinality as row (value, place) order by place`.execute(world().db)
      expect(rows.map(({ value }) => value)).toEqual(values)
    }), { numRuns: runs(40) })
  })

  it('columns of numbers and instants arrive exactly', async () => {
    const instant = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(4001, 0, 1) })
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(instant, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { maxLength: 20 }), async (values) => {
      const { rows } = await sql<{ instant: number; large: string }>`
        select ${instantOf('ms')} as instant, large::text as large
        from unnest(${numbers(values.map(([ms]) => ms), 'bigint')}, ${numbers(values.map(([, large]) => large), 'bigint')}) with ordinality as row (ms, large, place) order by place`.execute(world().db)
      expect(rows).toEqual(values.map(([ms, large]) => ({ instant: ms, large: String(large) })))
    }), { numRuns: runs(40) })
  })
}
