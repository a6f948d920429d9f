import { describe, expect, it } from 'vitest'
import { loadCity } from '../../../rules/city/read-city.ts'

const city = loadCity(
  `schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas:
  - {code: park, kind: zone, zh: 高新区, en: High-tech Zone, members: ['990102001', '990103']}
  - {code: '990100', kind: city, zh: 甲市, en: Jia}
  - {code: '990102', kind: district, zh: 东区, en: East, aliases: [东]}
  - {code: '990103', kind: district, zh: 西区, en: West}
  - {code: '990103001', kind: street, zh: 和平街道, en: Heping West, parent: '990103'}
  - {code: '990102001', kind: street, zh: 和平街道, en: Heping East, parent: '990102'}
  - {code: '990102002', kind: street, zh: 建设街道, en: Jianshe, parent: '990102'}
  - {code: '990199', kind: district, zh: 老区, en: Old, validTo: 2021-04-09, successor: '990102'}
  - {code: '990198', kind: district, zh: 南区, en: South, validTo: 2021-04-09}
  - {code: '990197', kind: district, zh: 南区, en: New South, validFrom: 2021-04-09}
bureaus:
  - {code: health, zh: 卫健委, en: Health, uscc: 11990100MB0000001X, aliases: [卫生局]}
sources:
  - {indicators: [data_classified_share], systems: [catalogue], form: measurements}
policies: {minimumSample: 30, listChangePercent: 10, springFestival: false}
assessment: {periodFrom: 26, yearFrom: '12-26'}
workingCalendar:
  hours: ['09:00-12:00', '13:30-17:30']
  years:
  - {year: 2026, holidays: [2026-01-01/2026-01-03, 2026-02-15/2026-02-23], workdays: [2026-01-04, 2026-02-14, 2026-02-28]}
`,
  'city.yaml',
)
const before = Date.parse('2021-04-08T23:59:59.999+08:00')
const after = Date.parse('2021-04-09T00:00:00+08:00')

describe('areas', () => {
  it('come in administrative order, each before its children, zones last', () => {
    expect(city.areas.map((area) => area.code)).toEqual(['990100', '990102', '990102001', '990102002', '990103', '990103001', '990199', '990198', '990197', 'park'])
    expect(city.childrenOf('990100').map((area) => area.code)).toEqual(['990102', '990103', '990199', '990198', '990197', 'park'])
    expect(city.childrenOf('990102001')).toEqual([])
  })

  it('are found by code, by either name and by alias', () => {
    expect(city.areaByCode('990102', after)).toEqual({ state: 'ok', code: '990102' })
    expect(city.areaByName('东区', after)).toEqual({ state: 'ok', code: '990102' })
    expect(city.areaByName('West', after)).toEqual({ state: 'ok', code: '990103' })
    expect(city.areaByName('东', after)).toEqual({ state: 'ok', code: '990102' })
    expect(city.areaByCode('东', after)).toEqual({ state: 'ok', code: '990102' })
    expect(city.areaByName('990102', after)).toEqual({ state: 'unknown' })
    expect(city.areaByCode('toString', after)).toEqual({ state: 'unknown' })
  })

  it('that share a name cannot be told apart by it', () => {
    expect(city.areaByName('和平街道', after)).toEqual({ state: 'ambiguous', codes: ['990103001', '990102001'] })
  })

  it('expire at the local midnight of their last day, and name their successor', () => {
    expect(city.areaByCode('990199', before)).toEqual({ state: 'ok', code: '990199' })
    expect(city.areaByCode('990199', after)).toEqual({ state: 'expired', code: '990199', successor: '990102' })
    expect(city.areaByCode('990198', after)).toEqual({ state: 'expired', code: '990198' })
  })

  it('that follow each other under one name are told apart by the instant', () => {
    expect(city.areaByName('南区', before)).toEqual({ state: 'ok', code: '990198' })
    expect(city.areaByName('南区', after)).toEqual({ state: 'ok', code: '990197' })
  })

  it('may be named before they began, because sources recode old records', () => {
    expect(city.areaByCode('990197', before)).toEqual({ state: 'ok', code: '990197' })
  })
})

describe('the scope of an area', () => {
  it('holds itself and everything below it, each once', () => {
    expect([...city.scopeOf('990102')].toSorted()).toEqual(['990102', '990102001', '990102002'])
    expect(city.scopeOf('990100').size).toBe(city.areas.length)
  })

  it('of a zone reaches into several districts through its members', () => {
    expect([...city.scopeOf('park')].toSorted()).toEqual(['990102001', '990103', '990103001', 'park'])
  })

  it('is empty for an area that the city does not have', () => {
    expect(city.scopeOf('nowhere').size).toBe(0)
  })

  it('has leaves: what has neither children nor members', () => {
    expect([...city.leavesOf('990102')].toSorted()).toEqual(['990102001', '990102002'])
    expect([...city.leavesOf('park')].toSorted()).toEqual(['990102001', '990103001'])
    expect([...city.leavesOf('990199')]).toEqual(['990199'])
  })
})

describe('bureaus, sources and policies', () => {
  it('know a bureau by code, credit code, name and alias', () => {
    for (const text of ['health', '11990100MB0000001X', '卫生局']) expect(city.bureauByCode(text, after)).toEqual({ state: 'ok', code: 'health' })
    for (const text of ['卫健委', 'Health', '卫生局']) expect(city.bureauByName(text, after)).toEqual({ state: 'ok', code: 'health' })
    expect(city.bureauByName('税务局', after)).toEqual({ state: 'unknown' })
  })

  it('say which systems are judged, and nothing where none is named', () => {
    expect(city.judgedSource('data_classified_share')).toEqual({ systems: ['catalogue'], form: 'measurements' })
    expect(city.judgedSource('event_online_disposal_rate')).toBeUndefined()
    expect(city.policies).toEqual({ minimumSample: 30, listChangePercent: 10, springFestival: false })
  })
})

describe('the calendars of a city', () => {
  it('are its periods of assessment', () => {
    expect(city.assessment).toEqual({ periodFrom: 26, yearFromMonth: 12 })
  })

  it('are its working days, in its own time', () => {
    const { workingCalendar } = city
    expect(workingCalendar?.years.map(({ year, holidays, workdays }) => [year, holidays.length, workdays.length])).toEqual([[2026, 12, 3]])
    expect(workingCalendar?.between(Date.parse('2026-02-13T17:00:00+08:00'), Date.parse('2026-02-24T09:30:00+08:00'))).toBe(8 * 3_600_000)
  })
})
