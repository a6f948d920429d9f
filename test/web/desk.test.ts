import { describe, expect, it } from 'vitest'
import type { Change } from '../../web/api/types.ts'
import { changedBetween, changesToShow } from '../../web/desk/open-changes.ts'
import { d } from '../../web/i18n/desk.ts'
import { r } from '../../web/i18n/ribbon.ts'

const change = (id: string, hour: number, acknowledged?: Change['acknowledged']): Change => ({
  id, at: `2026-11-22T${String(hour).padStart(2, '0')}:00:00+08:00`, kind: 'standing', title: { zh: id, en: id }, detail: { zh: '', en: '' }, severity: 'info', ...(acknowledged === undefined ? {} : { acknowledged }),
})
const by = { by: '李值班', at: '2026-11-22T12:00:00+08:00' }

describe('the changes on a desk', () => {
  it('give their room to those that nobody has taken note of, in order of time', () => {
    const { shown, open, hidden } = changesToShow([change('a', 9, by), change('b', 8, null), change('c', 7, by), change('d', 6, null)], 3)
    expect([shown.map(({ id }) => id), open.map(({ id }) => id), hidden]).toEqual([['a', 'b', 'd'], ['b', 'd'], 0])
  })
  it('say how many open ones have no room', () => {
    expect(changesToShow([1, 2, 3].map((hour) => change(String(hour), hour, null)), 2).hidden).toBe(1)
  })
  it('of the past are open to nobody', () => {
    expect(changesToShow([change('a', 9)], 2)).toMatchObject({ open: [], hidden: 0 })
  })
  it('of a time in which the screen heard nothing are counted with both ends', () => {
    const all = [5, 6, 7, 8].map((hour) => change(String(hour), hour))
    expect(changedBetween(all, '2026-11-22T06:00:00+08:00', '2026-11-21T23:00:00Z').map(({ id }) => id)).toEqual(['6', '7'])
  })
})

describe.each([['desk', d.tables], ['time axis', r.tables]])('the texts of the %s', (_, tables) => {
  const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted()
  it('fill the same holes in both languages', () => {
    for (const [key, text] of Object.entries(tables.zh)) expect(holes(Reflect.get(tables.en, key) as string), key).toEqual(holes(text))
  })
})
