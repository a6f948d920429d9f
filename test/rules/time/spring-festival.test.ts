import { describe, expect, it } from 'vitest'
import { dayText } from '../../../rules/time/calendar.ts'
import { festivalDaysWithin, springFestivalOf } from '../../../rules/time/spring-festival.ts'
import { newMoons } from './new-moon.ts'

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000

describe('the Spring Festival', () => {
  it('is on the published days of 2020 to 2030', () => {
    const published = ['2020-01-25', '2021-02-12', '2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13', '2030-02-03']
    expect(published.map((_, index) => dayText(springFestivalOf(2020 + index) ?? 0))).toEqual(published)
  })

  it('is the day of the first new moon from 21 January on, by the clock of Beijing', () => {
    const moons = newMoons().map((at) => Math.floor((at + 8 * 3_600_000) / 86_400_000))
    for (let year = 2000; year <= 2050; year++) expect(dayText(moons.find((moon) => moon >= day(`${year}-01-21`)) ?? 0)).toBe(dayText(springFestivalOf(year) ?? 0))
  })

  it('is not guessed where nobody has looked it up', () => {
    expect(springFestivalOf(1999)).toBeUndefined()
    expect(springFestivalOf(2051)).toBeUndefined()
    expect(festivalDaysWithin(day('2051-01-01'), day('2051-01-31'))).toBeUndefined()
    expect(festivalDaysWithin(day('2051-03-01'), day('2051-12-31'))).toBe(0)
  })

  it('lasts from the eve to the seventh day', () => {
    expect(festivalDaysWithin(day('2026-01-01'), day('2026-02-15'))).toBe(0)
    expect(festivalDaysWithin(day('2026-02-16'), day('2026-02-16'))).toBe(1)
    expect(festivalDaysWithin(day('2026-01-01'), day('2026-02-28'))).toBe(8)
    expect(festivalDaysWithin(day('2026-02-24'), day('2026-12-31'))).toBe(0)
    expect(festivalDaysWithin(day('2025-01-01'), day('2025-01-31'))).toBe(4)
    expect(festivalDaysWithin(day('2025-02-01'), day('2026-02-17'))).toBe(4 + 2)
  })
})
