import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CityFileError, loadCity, readCity } from '../../../rules/city/read-city.ts'

const HEAD = `schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas:
  - {code: '990100', kind: city, zh: 甲市, en: Jia}
`

function problemsOf(text: string, indicators?: ReadonlySet<string>): readonly string[] {
  const reading = readCity(text, 'city.yaml', indicators === undefined ? {} : { indicators })
  return reading.ok ? [] : reading.problems.map(({ line, message }) => `${line}: ${message}`)
}

describe('a city file', () => {
  it('with a city and nothing else is a city', () => {
    const city = loadCity(HEAD, 'city.yaml')
    expect(city.areas.map((area) => area.code)).toEqual(['990100'])
    expect(city.zone.name).toBe('Asia/Shanghai')
    expect(city.policies).toEqual({ minimumSample: 1, listChangePercent: 5, springFestival: true })
    expect(city).not.toHaveProperty('assessment')
    expect(city).not.toHaveProperty('workingCalendar')
  })

  it('refuses a code that YAML reads as a number, and says to quote it', () => {
    const problems = problemsOf(`${HEAD}  - {code: 330102, kind: district, zh: 乙区, en: Yi}\n`)
    expect(problems).toEqual(['7: areas[2].code 330102 is read as a number, not as text: write it in quotes, "330102".'])
  })

  it('keeps a quoted code with leading zero as it is', () => {
    expect(loadCity(`${HEAD}  - {code: '0101', kind: district, zh: 乙区, en: Yi}\n`, 'city.yaml').area('0101')?.parent).toBe('990100')
  })

  it('names every problem with its line at once', () => {
    const problems = problemsOf(`${HEAD}  - {code: a, kind: village, zh: 乙区}\n  - {code: b, kind: district, zh: 丙, en: Bing, colour: red}\n`)
    expect(problems).toEqual([
      '7: areas[2] lacks "en": add it.',
      '7: areas[2].kind is "village": write one of "city", "district", "street", "zone".',
      expect.stringContaining('8: areas[3] has an unknown key "colour". Allowed here: code, kind,'),
    ])
  })

  it.each([
    ['an unknown time zone', HEAD.replace('Asia/Shanghai', 'Asia/Shanghei'), '3: Unknown time zone'],
    ['a root that is no area', HEAD.replace("root: '990100'", "root: 'x'"), '4: The root "x" is not among the areas'],
    ['a repeated code', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A}\n  - {code: a, kind: district, zh: 乙, en: B}\n`, '8: The code "a" is used twice'],
    ['a missing parent', `${HEAD}  - {code: a, kind: street, zh: 甲, en: A, parent: z}\n`, '7: The parent "z" of "a" is not among the areas'],
    ['a street without parent', `${HEAD}  - {code: a, kind: street, zh: 甲, en: A}\n`, '7: The street "a" lacks "parent"'],
    ['a district in a street', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, parent: b}\n  - {code: b, kind: street, zh: 乙, en: B, parent: '990100'}\n`, '7: "a" is a district and cannot lie in the street'],
    ['a second city', `${HEAD}  - {code: a, kind: city, zh: 乙市, en: Yi}\n`, '7: "a" is a second city'],
    ['an alias of two areas', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, aliases: [东]}\n  - {code: b, kind: district, zh: 乙, en: B, aliases: [东]}\n`, '8: The alias "东" also names "a"'],
    ["an alias that is another's name", `${HEAD}  - {code: a, kind: district, zh: 甲, en: A}\n  - {code: b, kind: district, zh: 乙, en: B, aliases: [甲]}\n`, '8: The alias "甲" also names "a"'],
    ['members of a district', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, members: [b]}\n`, '7: "a" is a district: only a zone has members'],
    ['an unknown member', `${HEAD}  - {code: a, kind: zone, zh: 甲, en: A, members: [b]}\n`, '7: The member "b" of "a" is not among the areas'],
    ['a day that does not exist', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, validFrom: 2023-02-29}\n`, '7: The calendar has no 2023-02-29.'],
    ['an end before the beginning', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, validFrom: 2023-03-01, validTo: 2022-03-01}\n`, '7: "a" ends (2022-03-01) before it begins'],
    ['a successor without an end', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, successor: '990100'}\n`, '7: "a" has a successor but no validTo'],
    ['an unknown successor', `${HEAD}  - {code: a, kind: district, zh: 甲, en: A, validTo: 2022-03-01, successor: q}\n`, '7: The successor "q" of "a" is not in the list'],
    ['periods that begin on a day which not every month has', `${HEAD}assessment: {periodFrom: 29}\n`, '7: assessment.periodFrom must be <= 28 (The day of the month on which each period begins, 1 to 28)'],
    ['an assessment year without periods', `${HEAD}assessment: {yearFrom: 12-26}\n`, '7: assessment lacks "periodFrom": add it.'],
    ['an assessment year that begins within a period', `${HEAD}assessment:\n  periodFrom: 26\n  yearFrom: 12-21\n`, '9: The assessment year begins on 12-21, within a period, as periods begin on day 26: write "12-26", or begin the periods on day 21.'],
    ['an assessment year of no calendar', `${HEAD}assessment: {periodFrom: 26, yearFrom: 13-26}\n`, '7: The calendar has no month and day 13-26'],
    ['hours that end before they begin', `${HEAD}workingCalendar:\n  hours: ['12:00-09:00']\n  years: [{year: 2026, holidays: [], workdays: []}]\n`, '8: "12:00-09:00" are no hours of a day'],
    ['hours that overlap', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00', '11:30-17:30']\n  years: [{year: 2026, holidays: [], workdays: []}]\n`, '8: "11:30-17:30" begins before "09:00-12:00" ends'],
    ['years with a gap', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years:\n  - {year: 2024, holidays: [], workdays: []}\n  - {year: 2026, holidays: [], workdays: []}\n`, '11: 2026 follows 2024: list years one after another, each once; 2025 comes next.'],
    ['a working calendar without years', `${HEAD}workingCalendar: {hours: ['09:00-12:00'], years: []}\n`, '7: workingCalendar.years is empty'],
    ['a holiday of another year', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years: [{year: 2026, holidays: [2026-12-31/2027-01-02], workdays: []}]\n`, '9: 2027-01-02 is no day of 2026: list it in its own year.'],
    ['a holiday that does not exist', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years: [{year: 2026, holidays: [2026-02-29], workdays: []}]\n`, '9: The calendar has no 2026-02-29.'],
    ['holidays that end before they begin', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years: [{year: 2026, holidays: [2026-10-07/2026-10-01], workdays: []}]\n`, '9: "2026-10-07/2026-10-01" ends before it begins.'],
    ['a day that is both free and worked', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years: [{year: 2026, holidays: [2026-02-14/2026-02-23], workdays: [2026-02-14]}]\n`, '9: 2026-02-14 stands twice in 2026'],
    ['a make-up day that is worked anyway', `${HEAD}workingCalendar:\n  hours: ['09:00-12:00']\n  years: [{year: 2026, holidays: [], workdays: [2026-02-13]}]\n`, '9: 2026-02-13 is worked anyway'],
    ['a policy that is no per cent', `${HEAD}policies: {listChangePercent: 101}\n`, '7: policies.listChangePercent must be <= 100'],
    ['a YAML alias', `${HEAD}  - *x\n`, '7: The alias "*x" is not supported'],
    ['a forbidden key', `${HEAD}__proto__: {}\n`, '7: The key "__proto__" is not allowed.'],
    ['a repeated key', `${HEAD}root: 'b'\n`, '7: This is not YAML: Map keys must be unique'],
    ['a text that is no YAML', 'a: [', 'This is not YAML'],
    ['an empty file', '', '1: The file must be keys with values'],
  ])('refuses %s', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected)
  })

  it('refuses areas that contain each other in a circle', () => {
    const zones = `${HEAD}  - {code: a, kind: zone, zh: 甲, en: A, members: [b]}\n  - {code: b, kind: zone, zh: 乙, en: B, members: [a]}\n`
    expect(problemsOf(zones)).toEqual([expect.stringContaining('7: These areas contain each other in a circle: a > b > a.')])
    expect(problemsOf(`${HEAD}  - {code: a, kind: zone, zh: 甲, en: A, members: ['990100']}\n`)[0]).toContain('circle')
  })

  it('refuses successors that run in a circle', () => {
    const text = `${HEAD}bureaus:\n  - {code: a, zh: 甲局, en: A, validTo: 2020-01-01, successor: b}\n  - {code: b, zh: 乙局, en: B, validTo: 2021-01-01, successor: a}\n`
    expect(problemsOf(text)[0]).toContain('8: The successors of "a" run in a circle.')
  })

  it('refuses an indicator that is declared twice or that the model lacks', () => {
    const text = `${HEAD}sources:\n  - {indicators: [x, y], systems: [s], form: facts}\n  - {indicators: [x], systems: [t], form: measurements}\n`
    expect(problemsOf(text)).toEqual([expect.stringContaining('9: The indicator "x" is declared twice')])
    expect(problemsOf(text, new Set(['x']))).toContainEqual(expect.stringContaining('8: The model has no indicator "y"'))
  })

  it('that is refused throws every problem with file and line', () => {
    expect(() => loadCity('{}', 'city.yaml')).toThrow(CityFileError)
    expect(() => loadCity('{}', 'city.yaml')).toThrow(/city\.yaml:1: The file lacks "schema"/)
  })

  it('never makes the reader throw, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readCity(text, 'city.yaml')))
    fc.assert(fc.property(fc.json(), (text) => void readCity(text, 'city.yaml')))
  })
})
