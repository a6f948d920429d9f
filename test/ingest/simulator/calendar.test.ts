import { describe, expect, it } from 'vitest'
import { heatingLoad, isStormDay, kindOfDay, lastWorkdayOfMonth } from '../../../ingest/simulator/calendar.ts'
import { dayFrom, dayOf, dayText, localText, startOf, weekdayOf } from '../../../ingest/simulator/local-time.ts'
import { zoneOf } from '../../../rules/time/zone.ts'

const shanghai = zoneOf('Asia/Shanghai')

describe('the simulated calendar', () => {
  it('keeps the make-up workdays and holidays of 2026', () => {
    for (const day of ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']) expect(kindOfDay(dayFrom(day)), day).toBe('workday')
    expect(kindOfDay(dayFrom('2026-02-17'))).toBe('holiday')
    expect(kindOfDay(dayFrom('2026-11-22'))).toBe('weekend')
    expect(weekdayOf(dayFrom('2026-11-22'))).toBe(0)
  })

  it('ends October 2026 on its last working day', () => {
    expect(dayText(lastWorkdayOfMonth(dayFrom('2026-10-05')))).toBe('2026-10-30')
  })

  it('starts heating on 15 November with a threefold load and ends it in March', () => {
    expect(heatingLoad(dayFrom('2026-11-14'))).toBe(0)
    expect(1 + heatingLoad(dayFrom('2026-11-15'))).toBeCloseTo(3, 1)
    expect(heatingLoad(dayFrom('2026-02-01'))).toBeGreaterThan(0)
    expect(heatingLoad(dayFrom('2026-03-16'))).toBe(0)
  })

  it('has a handful of storm days a year, mostly in summer', () => {
    const storms = Array.from({ length: 3650 }, (_, index) => dayFrom('2025-01-01') + index).filter((day) => isStormDay(7, day))
    expect(storms.length).toBeGreaterThan(40)
    expect(storms.length).toBeLessThan(110)
    expect(storms.filter((day) => ['06', '07', '08', '09'].includes(dayText(day).slice(5, 7))).length).toBeGreaterThan(storms.length / 2)
  })

  it('counts local time as the platform does', () => {
    for (let day = dayFrom('2025-01-01'); day < dayFrom('2027-01-01'); day += 13) {
      expect(startOf(day)).toBe(shanghai.startOfDay(day))
      const instant = startOf(day) + 50_705_000
      expect(dayOf(instant)).toBe(shanghai.localDay(instant))
      expect(`${localText(instant).replace(' ', 'T')}+08:00`).toBe(shanghai.format(instant))
    }
  })
})
