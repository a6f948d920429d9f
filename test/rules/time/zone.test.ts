import { describe, expect, it } from 'vitest'
import { dayOf, dayText } from '../../../rules/time/calendar.ts'
import { zoneOf, type LocalTime, type Zone } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'

const DAY = 86_400_000
const shanghai = zoneOf('Asia/Shanghai')
const losAngeles = zoneOf('America/Los_Angeles')
const beirut = zoneOf('Asia/Beirut')

const at = (text: string): number => Date.parse(text)
const dayAt = (zone: Zone, text: string): string => dayText(zone.localDay(at(text)))

function local(text: string): LocalTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = text.split(/[-T:.]/).map(Number)
  return { year, month, day, hour, minute, second, ms }
}

describe('a city at UTC+8', () => {
  it('begins its day at 16:00:00Z and not a millisecond earlier', () => {
    expect(dayAt(shanghai, '2026-11-21T15:59:59.000Z')).toBe('2026-11-21')
    expect(dayAt(shanghai, '2026-11-21T15:59:59.999Z')).toBe('2026-11-21')
    expect(dayAt(shanghai, '2026-11-21T16:00:00.000Z')).toBe('2026-11-22')
    expect(shanghai.startOfDay(dayOf({ year: 2026, month: 11, day: 22 }))).toBe(at('2026-11-21T16:00:00Z'))
  })

  it('begins its year with its day', () => {
    expect(dayAt(shanghai, '2025-12-31T15:59:59.999Z')).toBe('2025-12-31')
    expect(dayAt(shanghai, '2025-12-31T16:00:00.000Z')).toBe('2026-01-01')
  })

  it('kept summer time from 1986 to 1991', () => {
    expect(shanghai.offsetAt(at('1988-07-01T00:00:00Z'))).toBe(9 * 3_600_000)
    expect(dayAt(shanghai, '1988-06-30T14:59:59Z')).toBe('1988-06-30')
    expect(dayAt(shanghai, '1988-06-30T15:00:00Z')).toBe('1988-07-01')
    expect(shanghai.fromLocal(local('1990-07-01T00:00:00'))).toBe(at('1990-06-30T15:00:00Z'))
    expect(shanghai.offsetAt(at('1992-07-01T00:00:00Z'))).toBe(8 * 3_600_000)
  })

  it('writes instants with its offset', () => {
    expect(shanghai.format(at('2026-11-21T16:00:00Z'))).toBe('2026-11-22T00:00:00+08:00')
    expect(shanghai.format(at('2026-11-21T16:00:00.007Z'))).toBe('2026-11-22T00:00:00.007+08:00')
    expect(losAngeles.format(at('2026-11-21T16:00:00Z'))).toBe('2026-11-21T08:00:00-08:00')
    expect(zoneOf('Asia/Kolkata').format(0)).toBe('1970-01-01T05:30:00+05:30')
  })
})

describe('a clock that changes', () => {
  it('has no local time in the hour that is skipped', () => {
    expect(losAngeles.fromLocal(local('2025-03-09T01:59:59.999'))).toBe(at('2025-03-09T09:59:59.999Z'))
    expect(losAngeles.fromLocal(local('2025-03-09T02:00:00'))).toBeUndefined()
    expect(losAngeles.fromLocal(local('2025-03-09T02:59:59.999'))).toBeUndefined()
    expect(losAngeles.fromLocal(local('2025-03-09T03:00:00'))).toBe(at('2025-03-09T10:00:00Z'))
  })

  it('reads the hour that comes twice as the earlier one', () => {
    expect(losAngeles.fromLocal(local('2025-11-02T01:30:00'))).toBe(at('2025-11-02T08:30:00Z'))
    expect(losAngeles.fromLocal(local('2025-11-02T02:00:00'))).toBe(at('2025-11-02T10:00:00Z'))
  })

  it('makes days of 23 and 25 hours', () => {
    const spring = dayOf({ year: 2025, month: 3, day: 9 })
    const autumn = dayOf({ year: 2025, month: 11, day: 2 })
    expect(losAngeles.startOfDay(spring + 1) - losAngeles.startOfDay(spring)).toBe(23 * 3_600_000)
    expect(losAngeles.startOfDay(autumn + 1) - losAngeles.startOfDay(autumn)).toBe(25 * 3_600_000)
  })

  it('begins a day without midnight at the change of clock', () => {
    const day = dayOf({ year: 2025, month: 3, day: 30 })
    expect(beirut.fromLocal(local('2025-03-30T00:00:00'))).toBeUndefined()
    expect(beirut.startOfDay(day)).toBe(at('2025-03-29T22:00:00Z'))
    expect(beirut.localDay(beirut.startOfDay(day))).toBe(day)
    expect(beirut.localDay(beirut.startOfDay(day) - 1)).toBe(day - 1)
    expect(beirut.format(beirut.startOfDay(day))).toBe('2025-03-30T01:00:00+03:00')
  })

  it('passes over a day that a city crossing the date line never had', () => {
    const apia = zoneOf('Pacific/Apia')
    const skipped = dayOf({ year: 2011, month: 12, day: 30 })
    expect(apia.startOfDay(skipped)).toBe(apia.startOfDay(skipped + 1))
    expect(apia.localDay(apia.startOfDay(skipped))).toBe(skipped + 1)
    expect(apia.localDay(apia.startOfDay(skipped) - 1)).toBe(skipped - 1)
  })

  it('never returns to a day that was over, also where clocks went back over midnight', () => {
    const stJohns = zoneOf('America/St_Johns')
    const day = dayOf({ year: 2010, month: 11, day: 7 })
    const start = stJohns.startOfDay(day)
    expect(stJohns.format(start)).toBe('2010-11-07T00:00:00-02:30')
    expect(stJohns.format(start + 60_000)).toBe('2010-11-06T23:01:00-03:30')
    expect(stJohns.localDay(start - 1)).toBe(day - 1)
    for (const minutes of [0, 1, 30, 59, 60, 61, 600]) expect(stJohns.localDay(start + minutes * 60_000)).toBe(day)
  })
})

describe('a wall-clock reading', () => {
  it('is an instant on a leap day and none on a day that the calendar lacks', () => {
    expect(shanghai.fromLocal(local('2028-02-29T12:00:00'))).toBe(at('2028-02-29T04:00:00Z'))
    expect(shanghai.fromLocal(local('2027-02-29T12:00:00'))).toBeUndefined()
    expect(shanghai.fromLocal(local('2026-02-30T00:00:00'))).toBeUndefined()
    expect(shanghai.fromLocal(local('2026-13-01T00:00:00'))).toBeUndefined()
    expect(shanghai.fromLocal(local('2026-00-01T00:00:00'))).toBeUndefined()
  })

  it('is no instant at a leap second, at hour 24 or below zero', () => {
    expect(shanghai.fromLocal(local('2016-12-31T23:59:60'))).toBeUndefined()
    expect(shanghai.fromLocal(local('2026-01-01T24:00:00'))).toBeUndefined()
    expect(shanghai.fromLocal({ ...local('2026-01-01T00:00:00'), minute: 60 })).toBeUndefined()
    expect(shanghai.fromLocal({ ...local('2026-01-01T00:00:00'), ms: 1000 })).toBeUndefined()
    expect(shanghai.fromLocal({ ...local('2026-01-01T00:00:00'), hour: -1 })).toBeUndefined()
    expect(shanghai.fromLocal({ ...local('2026-01-01T00:00:00'), second: Number.NaN })).toBeUndefined()
  })

  it('is refused for a zone that nobody knows, with advice', () => {
    expect(() => zoneOf('Asia/Atlantis')).toThrow(/Unknown time zone "Asia\/Atlantis".*IANA/)
  })
})

const zones = fc.constantFrom(
  'Asia/Shanghai', 'America/Los_Angeles', 'Asia/Beirut', 'Europe/London', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Pacific/Apia',
  'America/St_Johns', 'America/Sao_Paulo', 'Asia/Kolkata', 'Asia/Tehran', 'America/Havana', 'Antarctica/Troll', 'UTC',
).map(zoneOf)
const instants = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })

describe('every zone', () => {
  it('agrees with the platform at any instant', () => {
    const readers = new Map<string, Intl.DateTimeFormat>()
    const platformReading = (name: string, instant: number): string => {
      let reader = readers.get(name)
      if (reader === undefined) {
        reader = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' })
        readers.set(name, reader)
      }
      return reader.format(instant).replace(' ', 'T')
    }
    fc.assert(fc.property(zones, instants, (zone, instant) => {
      expect(zone.format(instant).slice(0, 19)).toBe(platformReading(zone.name, instant))
    }))
  })

  it('cuts time into days: each instant lies in exactly one, from its start to the start of the next', () => {
    fc.assert(fc.property(zones, instants, fc.constantFrom(-1, 0, 1), (zone, instant, nudge) => {
      const day = zone.localDay(instant)
      expect(zone.startOfDay(day)).toBeLessThanOrEqual(instant)
      expect(zone.startOfDay(day + 1)).toBeGreaterThan(instant)
      const edge = zone.startOfDay(day)
      expect(zone.localDay(edge - 1)).toBeLessThan(zone.localDay(edge))
      expect(zone.localDay(edge + nudge) >= day).toBe(nudge >= 0)
    }))
  })

  it('finds the instant of what it wrote, or the earlier one of two', () => {
    fc.assert(fc.property(zones, instants, (zone, instant) => {
      const found = zone.fromLocal(local(new Date(instant + zone.offsetAt(instant)).toISOString().slice(0, -1)))
      expect(found).toBeDefined()
      if (found === undefined || found === instant) return
      expect(found).toBeLessThan(instant)
      expect(instant - found).toBeLessThanOrEqual(DAY)
      expect(zone.format(found).slice(0, 19)).toBe(zone.format(instant).slice(0, 19))
    }))
  })
})
