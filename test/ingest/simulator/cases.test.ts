import { describe, expect, it } from 'vitest'
import { gridMessagesOf, orderRecordAt } from '../../../ingest/simulator/appeals/records.ts'
import { stepsOf } from '../../../ingest/simulator/appeals/appeal.ts'
import { kindOfDay, lastWorkdayOfMonth } from '../../../ingest/simulator/calendar.ts'
import { caseCount, casesOf } from '../../../ingest/simulator/cases.ts'
import { stepsOf as stepsOfEvent } from '../../../ingest/simulator/events/event.ts'
import { dayFrom, dayOf, localText } from '../../../ingest/simulator/local-time.ts'
import { hashOf } from '../../../ingest/simulator/random.ts'

const seed = hashOf('test')
const first = dayFrom('2026-03-02')
const quarter = Array.from({ length: 91 }, (_, index) => first + index)
const cases = quarter.map((day) => casesOf(seed, day))
const appeals = cases.flatMap((day) => day.appeals)
const orders = appeals.filter(({ directAnswer }) => !directAnswer)
const events = cases.flatMap((day) => day.events)

describe('the cases of a day', () => {
  it('are the same whenever and in whatever order they are made', () => {
    const backwards = quarter.slice(0, 12).toReversed().map((day) => casesOf(seed, day)).toReversed()
    expect(backwards).toEqual(cases.slice(0, 12))
  })

  it('are others for another seed', () => {
    expect(casesOf(hashOf('other'), first)).not.toEqual(cases[0])
  })

  it('are as many as counted without making them', () => {
    quarter.forEach((day, index) => expect(caseCount(seed, day)).toBe((cases[index]?.appeals.length ?? 0) + (cases[index]?.events.length ?? 0)))
  })

  it('have keys of their own', () => {
    expect(new Set(appeals.map(({ key }) => key)).size).toBe(appeals.length)
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length)
  })

  it('number about 215', () => {
    const mean = (appeals.length + events.length) / quarter.length
    expect(mean).toBeGreaterThan(185)
    expect(mean).toBeLessThan(250)
  })
})

describe('the life of a case', () => {
  it('goes forward in whole seconds, no two steps at once', () => {
    for (const steps of [...appeals.map(stepsOf), ...events.map(stepsOfEvent)]) {
      steps.forEach((step, index) => {
        expect(step % 1000).toBe(0)
        if (index > 0) expect(step).toBeGreaterThan(steps[index - 1] ?? 0)
      })
    }
  })

  it('answers somewhat more than half of all appeals on the call', () => {
    const direct = 1 - orders.length / appeals.length
    expect(direct).toBeGreaterThan(0.53)
    expect(direct).toBeLessThan(0.6)
  })

  it('marks three orders in a hundred as complex and cancels one', () => {
    expect(orders.filter(({ complex }) => complex).length / orders.length).toBeCloseTo(0.03, 1.7)
    expect(orders.filter(({ cancelledAt }) => cancelledAt !== undefined).length / orders.length).toBeCloseTo(0.011, 1.9)
  })

  it('is busier on workdays than on weekends', () => {
    const mean = (kind: string): number => {
      const counts = quarter.flatMap((day, index) => (kindOfDay(day) === kind ? [(cases[index]?.appeals.length ?? 0) + (cases[index]?.events.length ?? 0)] : []))
      return counts.reduce((sum, count) => sum + count, 0) / counts.length
    }
    expect(mean('workday')).toBeGreaterThan(1.2 * mean('weekend'))
  })

  it('closes far more orders on the afternoon of the last working day of a month than on other days', () => {
    const april = orders.flatMap(({ closedAt }) => (closedAt !== undefined && localText(closedAt).startsWith('2026-04') ? [dayOf(closedAt)] : []))
    const last = lastWorkdayOfMonth(dayFrom('2026-04-01'))
    const onLast = april.filter((day) => day === last).length
    expect(onLast).toBeGreaterThan(3 * ((april.length - onLast) / 29))
  })

  it('contacts nobody before the dispatch, and the grid never later than the hotline', () => {
    for (const { dispatchedAt, contactedAt, gridContactAt } of orders) {
      if (contactedAt === undefined || dispatchedAt === undefined) continue
      expect(contactedAt).toBeGreaterThan(dispatchedAt)
      if (gridContactAt !== undefined) expect(gridContactAt > dispatchedAt && gridContactAt <= contactedAt).toBe(true)
    }
  })
})

describe('the record of an order', () => {
  const reopened = orders.find(({ stream, reopenedAt }) => stream === 'hotline-orders' && reopenedAt !== undefined)

  it('does not exist before the order is accepted and says nothing of what is still to come', () => {
    const closedAt = reopened?.closedAt ?? 0
    expect(reopened && orderRecordAt(reopened, reopened.acceptedAt - 1)).toBeUndefined()
    expect(reopened && orderRecordAt(reopened, closedAt - 1)).toMatchObject({ finish_time: null, redo_time: null })
    expect(reopened && orderRecordAt(reopened, closedAt)).toMatchObject({ order_state: '已办结', finish_time: localText(closedAt), redo_time: null, update_time: localText(closedAt) })
  })

  it('keeps the first closing when the order is reopened', () => {
    const record = reopened?.reopenedAt === undefined ? undefined : orderRecordAt(reopened, reopened.reopenedAt)
    expect(record).toMatchObject({ order_state: '重办中', finish_time: localText(reopened?.closedAt ?? 0), refinish_time: null })
  })

  it('comes from the grid channel one step a message', () => {
    const grid = orders.find(({ stream, closedAt }) => stream === 'hotline-grid' && closedAt !== undefined)
    const messages = grid === undefined ? [] : gridMessagesOf(grid)
    expect(messages.map(({ record }) => record['event'])).toEqual(expect.arrayContaining(['派单', '首次联系', '办结']))
    expect(messages.filter(({ record }) => record['finish_time'] !== null && record['contact_time'] !== null)).toEqual([])
  })
})
