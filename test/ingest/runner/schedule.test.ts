// When a source is due: against a naive count of every minute, through changes of clock and ends of months.
import { describe, expect, it } from 'vitest'
import { parseCron, type CronFields } from '../../../ingest/runner/cron-fields.ts'
import { monthsOfRange } from '../../../ingest/runner/months-of-range.ts'
import { nextCron } from '../../../ingest/runner/next-cron.ts'
import { nextRunAt, nextStep, spreadMs, type Situation } from '../../../ingest/runner/next-step.ts'
import { nextDue, type RunSchedule } from '../../../ingest/runner/schedule.ts'
import { dateOf, weekdayOf } from '../../../rules/time/calendar.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const shanghai = zoneOf('Asia/Shanghai')

function cronOf(text: string): CronFields {
  const fields = parseCron(text)
  if (typeof fields === 'string') throw new Error(fields)
  return fields
}
const next = (text: string, after: string, zone: Zone = shanghai): string => {
  const at = nextCron(cronOf(text), zone, Date.parse(after))
  return at === undefined ? 'never' : zone.format(at)
}

describe('a schedule', () => {
  it.each([
    ['*/10 * * * *', '2026-03-10T11:59:59+08:00', '2026-03-10T12:00:00+08:00'],
    ['*/10 * * * *', '2026-03-10T12:00:00+08:00', '2026-03-10T12:10:00+08:00'],
    ['15 30 2 * * *', '2026-03-10T02:30:15+08:00', '2026-03-11T02:30:15+08:00'],
    ['0 6 1 * *', '2026-01-31T23:00:00+08:00', '2026-02-01T06:00:00+08:00'],
    ['0 6 31 * *', '2026-01-31T07:00:00+08:00', '2026-03-31T06:00:00+08:00'],
    ['0 6 L * *', '2026-02-01T00:00:00+08:00', '2026-02-28T06:00:00+08:00'],
    ['0 6 L * *', '2028-02-01T00:00:00+08:00', '2028-02-29T06:00:00+08:00'],
    ['0 6 L-2 * *', '2026-04-01T00:00:00+08:00', '2026-04-28T06:00:00+08:00'],
    ['0 8 * * 1-5', '2026-03-13T09:00:00+08:00', '2026-03-16T08:00:00+08:00'],
    ['0 0 29 2 *', '2026-03-01T00:00:00+08:00', '2028-02-29T00:00:00+08:00'],
  ])('%s after %s is %s', (text, after, expected) => expect(next(text, after)).toBe(expected))

  it.each([
    ['30 2 * * *', '2026-03-07T12:00:00-05:00', '2026-03-08T03:00:00-04:00', 'skipped: made up for where the clock jumps'],
    ['30 1 * * *', '2026-10-31T12:00:00-04:00', '2026-11-01T01:30:00-04:00', 'comes twice: taken at the first'],
    ['30 1 * * *', '2026-11-01T01:30:00-04:00', '2026-11-02T01:30:00-05:00', 'comes twice: not at the second'],
    ['30 * * * *', '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00', 'every hour: in both'],
  ])('in New York, %s after %s is %s (%s)', (text, after, expected) => expect(next(text, after, zoneOf('America/New_York'))).toBe(expected))

  it.each(['* * *', '61 * * * *', '0 6 1 * 1', '0 6 15W * *', '0 6 * * 5#2', 'every day', '0 0 30 2 *', ''])('"%s" is refused with what to write', (text) => {
    expect(parseCron(text)).toMatch(/write|Write/)
  })

  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai', 'Africa/Cairo', 'America/Havana'].map(zoneOf)
  const field = (least: number, most: number): fc.Arbitrary<string> =>
    fc.oneof(fc.constant('*'), fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 }).map((values) => values.join(',')))
  const days = fc.oneof(fc.tuple(field(1, 31), fc.constant('*')), fc.tuple(fc.constant('*'), field(0, 6)), fc.constant<[string, string]>(['L', '*']))
  /** Near the changes of clock of these zones in 2026, at month ends and in a leap year. */
  const moments = ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z', '2026-04-23T22:00:00Z', '2026-10-29T21:00:00Z', '2026-03-08T05:00:00Z', '2026-11-01T05:00:00Z', '2028-02-28T12:00:00Z', '2026-12-31T12:00:00Z'].map((text) => Date.parse(text))

  it('is due exactly when a count of every minute says so', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), fc.constantFrom(...moments), field(0, 59), field(0, 23), days, fc.integer({ min: -36 * 60, max: 36 * 60 }), (zone, moment, minute, hour, [monthDay, weekDay], shift) => {
      const fields = cronOf(`${minute} ${hour} ${monthDay} * ${weekDay}`)
      const after = moment + shift * MINUTE
      const expected = naiveDue(fields, zone, { from: moment - 3 * DAY, to: moment + 5 * DAY }).find((at) => at > after)
      const found = nextCron(fields, zone, after)
      if (expected === undefined) expect(found ?? Infinity).toBeGreaterThan(moment + 4 * DAY)
      else expect(found === undefined ? 'never' : zone.format(found)).toBe(zone.format(expected))
    }))
  })

  it('never goes back, and always on', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), fc.constantFrom(...moments), field(0, 59), field(0, 23), days, fc.array(fc.integer({ min: 0, max: 3 * DAY }), { minLength: 2, maxLength: 6 }), (zone, moment, minute, hour, [monthDay, weekDay], shifts) => {
      const schedule: RunSchedule = { kind: 'cron', fields: cronOf(`${minute} ${hour} ${monthDay} * ${weekDay}`), zone }
      const instants = shifts.map((shift) => moment + shift).sort((a, b) => a - b)
      const due = instants.map((at) => nextDue(schedule, at))
      due.forEach((at, index) => {
        expect(at).toBeGreaterThan(instants[index] ?? Infinity)
        expect(at).toBeGreaterThanOrEqual(due[index - 1] ?? 0)
      })
    }))
  })
})

/** Every due minute, found by looking at all of them: for hours that are all wanted what the clock shows, else what each reading of the clock means. */
function naiveDue(fields: CronFields, zone: Zone, { from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  const isDay = (day: number): boolean => {
    const { year, month, day: monthDay } = dateOf(day)
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
    return fields.months.includes(month) && fields.weekDays.includes(weekdayOf(day)) && (fields.monthDays.includes(monthDay) || (fields.monthDays.includes(0) && monthDay === last))
  }
  const due = new Set<number>()
  const firstMinute = Math.ceil(from / MINUTE) * MINUTE
  const shownAt = (at: number): number => at + zone.offsetAt(at)
  if (fields.hours.length === 24) {
    for (let at = firstMinute; at < to; at += MINUTE) {
      const shown = new Date(shownAt(at))
      if (isDay(zone.localDay(at)) && fields.minutes.includes(shown.getUTCMinutes())) due.add(at)
    }
    return [...due]
  }
  for (let day = zone.localDay(from); day <= zone.localDay(to); day++) {
    if (!isDay(day)) continue
    for (const hour of fields.hours) {
      for (const minute of fields.minutes) {
        const { year, month, day: monthDay } = dateOf(day)
        const at = zone.fromLocal({ year, month, day: monthDay, hour, minute, second: 0, ms: 0 })
        if (at !== undefined) due.add(at)
        else {
          const wanted = day * DAY + hour * HOUR + minute * MINUTE
          let jump = Math.ceil((wanted - 30 * HOUR) / MINUTE) * MINUTE
          while (!(shownAt(jump) > wanted && shownAt(jump - MINUTE) < wanted)) jump += MINUTE
          due.add(jump)
        }
      }
    }
  }
  return [...due].sort((a, b) => a - b)
}

describe('the next step of a feed', () => {
  const every: RunSchedule = { kind: 'every', everyMs: 10 * MINUTE }
  const noon = Date.parse('2026-03-10T12:00:00+08:00')
  const idle: Situation = { paused: false, lastBegan: noon, retryAt: undefined, asked: undefined, backFill: undefined }

  it('is to read at once what was never read, and then when it is due', () => {
    expect(nextStep(every, { ...idle, lastBegan: undefined }, noon)).toEqual({ do: 'run', trigger: 'schedule' })
    expect(nextStep(every, idle, noon + 10 * MINUTE - 1)).toEqual({ do: 'rest', until: noon + 10 * MINUTE })
    expect(nextStep(every, idle, noon + 10 * MINUTE)).toEqual({ do: 'run', trigger: 'schedule' })
  })
  it('is one reading for however many were missed', () => {
    expect(nextStep(every, idle, noon + 30 * DAY)).toEqual({ do: 'run', trigger: 'catch-up' })
  })
  it('waits for the retry of one that failed, and holds a back-fill as long', () => {
    const failed: Situation = { ...idle, retryAt: noon + HOUR, backFill: { run: 7, notBefore: noon + 2 * HOUR } }
    expect(nextStep(every, failed, noon + 30 * MINUTE)).toEqual({ do: 'rest', until: noon + HOUR })
    expect(nextStep(every, failed, noon + HOUR)).toEqual({ do: 'run', trigger: 'schedule' })
  })
  it('is a month of a back-fill where nothing else is due', () => {
    expect(nextStep(every, { ...idle, backFill: { run: 7, notBefore: 0 } }, noon + 1)).toEqual({ do: 'slice', run: 7 })
    expect(nextStep(every, { ...idle, backFill: { run: 7, notBefore: 0 } }, noon + 10 * MINUTE)).toMatchObject({ do: 'run' })
    expect(nextStep({ kind: 'never' }, { ...idle, backFill: { run: 7, notBefore: 0 } }, noon)).toEqual({ do: 'slice', run: 7 })
  })
  it('is what a person asks for, even while it is paused; a pause holds everything else', () => {
    expect(nextStep(every, { ...idle, paused: true, asked: 3 }, noon)).toEqual({ do: 'asked', run: 3 })
    expect(nextStep(every, { ...idle, paused: true, lastBegan: undefined, backFill: { run: 1, notBefore: 0 } }, noon)).toEqual({ do: 'rest', until: Infinity })
    expect(nextRunAt(every, { ...idle, paused: true }, noon)).toBeUndefined()
  })
  it('is never a reading of a source that is read on request only', () => {
    expect(nextStep({ kind: 'never' }, { ...idle, lastBegan: undefined, retryAt: noon }, noon + DAY)).toEqual({ do: 'rest', until: Infinity })
  })

  it('never lets two readings overlap or come sooner than the schedule, whatever the source and the clock do', () => {
    fc.assert(fc.property(fc.array(fc.record({ tookMs: fc.integer({ min: 0, max: 40 * MINUTE }), fails: fc.boolean(), sleptMs: fc.integer({ min: 0, max: 25 * MINUTE }) }), { minLength: 1, maxLength: 12 }), (lives) => {
      let situation: Situation = { ...idle, lastBegan: undefined }
      let now = noon
      let endedAt = -Infinity
      let readings = 0
      for (const { tookMs, fails, sleptMs } of lives) {
        const step = nextStep(every, situation, now)
        if (step.do === 'run') {
          expect(now).toBeGreaterThanOrEqual(endedAt)
          if (situation.lastBegan !== undefined && situation.retryAt === undefined) expect(now - situation.lastBegan).toBeGreaterThanOrEqual(10 * MINUTE)
          situation = { ...situation, lastBegan: now, retryAt: fails ? now + tookMs + 15_000 : undefined }
          now += tookMs
          endedAt = now
          readings++
        } else if (step.do === 'rest') {
          expect(step.until).toBeGreaterThan(now)
          now = Math.max(now + sleptMs, Math.min(step.until, now + 25 * MINUTE))
        }
      }
      expect(readings).toBeGreaterThan(0)
    }))
  })

  it('is spread over a tenth of the interval after a start, and a minute at most', () => {
    expect(spreadMs(every, noon, 0.999)).toBeLessThanOrEqual(MINUTE)
    expect(spreadMs({ kind: 'every', everyMs: 10_000 }, noon, 0.999)).toBeLessThanOrEqual(1_000)
    expect(spreadMs({ kind: 'never' }, noon, 0.5)).toBeLessThanOrEqual(MINUTE)
    expect(spreadMs(every, noon, 0)).toBe(0)
  })
})

describe('a back-fill', () => {
  it('is cut into local months, newest first, without gap or overlap', () => {
    const from = Date.parse('2025-11-15T10:00:00+08:00')
    const to = Date.parse('2026-02-01T00:00:00+08:00')
    const months = monthsOfRange({ from, to }, shanghai)
    expect(months.map(({ month }) => month)).toEqual(['2026-01', '2025-12', '2025-11'])
    expect(months.at(-1)?.from).toBe(from)
    expect(months[0]?.to).toBe(to)
    months.slice(1).forEach((month, index) => expect(month.to).toBe(months[index]?.from))
  })
  it('of any range and zone covers it exactly once', () => {
    fc.assert(fc.property(fc.constantFrom('Asia/Shanghai', 'America/Havana', 'Pacific/Apia').map(zoneOf), fc.integer({ min: 0, max: 1_900 }), fc.integer({ min: 0, max: 900 * DAY }), (zone, day, length) => {
      const from = Date.UTC(2020, 0, 1) + day * DAY + 12_345
      const slices = monthsOfRange({ from, to: from + length }, zone).toReversed()
      let reached = from
      for (const slice of slices) {
        expect(slice.from).toBe(reached)
        expect(zone.format(slice.from).slice(0, 7)).toBe(slice.month)
        expect(zone.format(slice.to - 1).slice(0, 7)).toBe(slice.month)
        reached = slice.to
      }
      expect(reached).toBe(from + length)
    }))
  })
})
