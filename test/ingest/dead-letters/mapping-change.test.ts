// What is claimed of another mapping is true of every record: only what was refused may become something else.
import { describe, expect, it } from 'vitest'
import { compareMappings } from '../../../ingest/dead-letters/mapping-change.ts'
import { fc } from '../../services/properties.ts'
import { feedOf, feedText, mapperOf } from '../feed-of.ts'

const CHOICES = {
  columns: ['', 'columns: [no, at, area, state, flag, due]\n', 'columns: [no, at, area, state, flag, due]\nignore: [more]\n', 'columns: [no, at, area, state, flag, due, more]\n', 'columns: [no, at, area, state, flag, due]\nignore: [more, other]\n'],
  area: ["{path: area, by: name}", "{path: area, by: name, whenEmpty: city}", "{path: area, by: name, whenExpired: successor}", "{path: area, by: name, enum: {东区: 东区}}", "{path: area, by: name, enum: {东区: 东区, 老东: 东区}}", "{path: area, by: name, enum: {东区: 西区}}", "{path: area, by: name, enum: {东区: 东区}, otherwise: 西区}", "{path: area, by: code}"],
  state: ["{path: state}", "{path: state, enum: {完: approved, 草: draft}}", "{path: state, enum: {完: approved}}", "{path: state, enum: {完: approved, 草: draft, 废: retired}}", "{path: state, enum: {完: draft}}", "{path: state, enum: {完: approved}, otherwise: draft}"],
  flag: ['', "withdrawn: {path: flag, enum: {Y: true, N: false}}\n", "withdrawn: {path: flag, enum: {Y: true, N: false, '?': true}}\n", "withdrawn: {path: flag, enum: {Y: true, N: false}, otherwise: false}\n", "withdrawn: {path: flag, in: [Y, '?']}\n", "withdrawn: {path: flag, enum: {Y: true, N: false}, empty: reject}\n"],
  due: ['', "validTo: {path: due}\n", "validTo: {path: due, empty: reject}\n", "validTo: {path: due, date: {format: yyyyMMdd}}\n"],
  blanks: ['', 'blanks: ["—"]\n', 'blanks: ["—", "?"]\n'],
  head: ['', 'contact: 办公室\n', "phone: '12345'\n"],
} as const

type Chosen = { readonly [K in keyof typeof CHOICES]: string }

const textOf = ({ columns, area, state, flag, due, blanks, head }: Chosen): string =>
  feedText(`fact: {kind: register-entry, register: data-resource}\n${blanks}key: {path: no}\nobservedAt: {path: at, date: {format: yyyy-MM-dd}}\narea: ${area}\nstatus: ${state}\n${flag}${due}`.trimEnd(), { delivery: 'changes', rest: `${columns}${head}` })

const chosen: fc.Arbitrary<Chosen> = fc.record({
  columns: fc.constantFrom(...CHOICES.columns), area: fc.constantFrom(...CHOICES.area), state: fc.constantFrom(...CHOICES.state), flag: fc.constantFrom(...CHOICES.flag),
  due: fc.constantFrom(...CHOICES.due), blanks: fc.constantFrom(...CHOICES.blanks), head: fc.constantFrom(...CHOICES.head),
})
/** The same but for one or two places. */
const pair = fc.tuple(chosen, chosen, fc.uniqueArray(fc.constantFrom('columns', 'area', 'state', 'flag', 'due', 'blanks', 'head'), { minLength: 1, maxLength: 2 }))
  .map(([one, other, places]) => [one, { ...one, ...Object.fromEntries(places.map((place) => [place, other[place as keyof Chosen]])) }] as const)

const cell = (...values: readonly string[]) => fc.constantFrom(...values, '', '—', '?')
const record = fc.record({ no: cell('1', '2'), at: cell('2026-01-02', '20260102'), area: cell('东区', '老东', '老区', '和平街道', '990102'), state: cell('完', '草', '废', 'approved'), flag: cell('Y', 'N', 'y'), due: cell('2026-02-01', '20260201'), more: fc.constant('x'), other: fc.constant('x') }, { requiredKeys: ['no', 'at'] })

describe('another mapping', () => {
  it('that is said to extend the first maps every right sample as before', () => {
    let extended = 0
    fc.assert(fc.property(pair, fc.array(record, { minLength: 10, maxLength: 30 }), ([before, after], records) => {
      const { proof } = compareMappings(feedOf(textOf(before)), feedOf(textOf(after)))
      if (proof === 'unproven') return
      extended++
      const [one, other] = [mapperOf(textOf(before)), mapperOf(textOf(after))]
      for (const each of records) {
        const right = one(each)
        if (right.outcome !== 'rejected') expect(other(each)).toEqual(right)
      }
    }), { numRuns: 1_500 })
    expect(extended).toBeGreaterThan(200)
  })

  const base: Chosen = { columns: '', area: CHOICES.area[3], state: CHOICES.state[1], flag: CHOICES.flag[1], due: CHOICES.due[2], blanks: CHOICES.blanks[1], head: '' }
  it.each<readonly [string, Partial<Chosen>, string, readonly string[]]>([
    ['is another only in whom to call', { head: CHOICES.head[1] }, 'same', []],
    ['reads a further text', { area: CHOICES.area[4] }, 'extends', []],
    ['no longer needs a date', { due: CHOICES.due[1] }, 'extends', []],
    ['has an answer for every other flag', { flag: CHOICES.flag[3] }, 'extends', []],
    ['reads a text as something else', { area: CHOICES.area[5] }, 'unproven', ['/mapping/area/enum']],
    ['knows a text no more', { state: CHOICES.state[2] }, 'unproven', ['/mapping/status/enum']],
    ['reads dates in another form', { due: "validTo: {path: due, empty: reject, date: {format: yyyyMMdd}}\n" }, 'unproven', ['/mapping/validTo/date']],
    ['takes more texts for blank', { blanks: CHOICES.blanks[2] }, 'unproven', ['/mapping/blanks']],
    ['demands columns', { columns: CHOICES.columns[1] }, 'unproven', ['/columns']],
    ['reads areas by code and no longer as retired', { area: CHOICES.area[7], state: CHOICES.state[0] }, 'unproven', ['/mapping/area/by', '/mapping/area/enum', '/mapping/status/enum']],
  ])('that %s', (_, change, proof, changed) => {
    expect(compareMappings(feedOf(textOf(base)), feedOf(textOf({ ...base, ...change })))).toEqual({ proof, changed })
  })
})
