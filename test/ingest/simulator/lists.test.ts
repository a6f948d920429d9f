import { describe, expect, it } from 'vitest'
import { listPlans } from '../../../ingest/simulator/lists/plans.ts'
import { reporterOf } from '../../../ingest/simulator/lists/reports.ts'
import { hashOf } from '../../../ingest/simulator/random.ts'
import { LIST_STREAMS } from '../../../ingest/simulator/streams.ts'
import { at, now } from './the-city.ts'

const plans = listPlans(hashOf('test'))
const reportsOf = (stream: (typeof LIST_STREAMS)[number], until = now) => reporterOf(plans[stream])(until)

describe('the lists', () => {
  it('are the same when made again', () => {
    const again = listPlans(hashOf('test'))
    for (const stream of LIST_STREAMS) expect(JSON.stringify(again[stream].entries)).toBe(JSON.stringify(plans[stream].entries))
  })

  it('have keys of their own and turns in order of time', () => {
    for (const stream of LIST_STREAMS) {
      const { entries } = plans[stream]
      expect(new Set(entries.map(({ key }) => key)).size, stream).toBe(entries.length)
      for (const { turns } of entries) expect(turns.every(({ at: turn }, index) => index === 0 || turn > (turns[index - 1]?.at ?? 0)), stream).toBe(true)
    }
  })

  it('never lose a state that counts between two reports', () => {
    for (const stream of LIST_STREAMS) {
      const dates = reportsOf(stream).map(({ date }) => date)
      const reportFor = (instant: number): number => dates.findIndex((date) => date >= instant)
      for (const { key, begin, turns } of plans[stream].entries) {
        const lost = turns.filter(({ at: turn, status }, index) => {
          const next = turns[index + 1]
          return next !== undefined && next.at > begin && reportFor(turn) > 0 && reportFor(turn) === reportFor(next.at) && ['met', 'approved', 'live', 'accepted', 'open', 'in-use'].includes(status)
        })
        expect(lost, `${stream} ${key}`).toEqual([])
      }
    }
  })

  it('stay modest: fewer than 60,000 rows in all', () => {
    const rows = LIST_STREAMS.flatMap((stream) => reportsOf(stream)).reduce((sum, { entries }) => sum + entries.length, 0)
    expect(rows).toBeGreaterThan(10_000)
    expect(rows).toBeLessThan(60_000)
  })

  it('bring something new at several dates', () => {
    for (const stream of LIST_STREAMS) expect(reportsOf(stream).length, stream).toBeGreaterThanOrEqual(5)
  })

  it('enlarge the annual list by nine on 16 October 2026', () => {
    const sizes = reportsOf('one-thing-annual').map(({ date, entries }) => [date, entries.length] as const)
    expect(sizes.findLast(([date]) => date < at('2026-10-16 17:00'))?.[1]).toBe(13)
    expect(sizes.findLast(([date]) => date <= at('2026-10-16 17:00'))?.[1]).toBe(22)
  })

  it('drop the merged bureau from the institutions', () => {
    const named = (date: string): boolean => reportsOf('institutions').findLast((report) => report.date <= at(date))?.entries.some(({ key }) => key === 'lsj') ?? false
    expect([named('2026-02-15 00:00'), named('2026-03-15 00:00')]).toEqual([true, false])
  })

  it('come late from the communities and not at all from the one-form system', () => {
    expect(reportsOf('oneform-departments').at(-1)?.date).toBe(at('2026-10-12 09:00'))
    expect(reportsOf('oneform-departments', at('2027-06-01 00:00')).at(-1)?.date).toBe(at('2026-10-12 09:00'))
    expect(reportsOf('community-services').at(-1)?.date).toBe(at('2026-10-31 18:00'))
  })
})
