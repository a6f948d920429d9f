// Closed values: what each text of a column means, by what is known of it or by what a person said.
import type { KnownValue } from '../templates/template.ts'
import { BLANK_FIT, type Column } from './columns.ts'
import { plainName } from './plain-name.ts'
import type { Fit, ReadValue } from './proposal.ts'

/** A column with more different texts is no list of statuses. */
const MOST_VALUES = 60

export function readValues(column: Column, known: readonly KnownValue[], chosen: Readonly<Record<string, string>> = {}): Fit {
  if (column.texts.size === 0) return BLANK_FIT
  if (column.texts.size > MOST_VALUES) return { state: 'fails', says: { zh: `有 ${column.texts.size} 种不同的值，不像状态`, en: `${column.texts.size} different values are no statuses` } }
  const meanings = new Map(known.flatMap(({ ours, texts }) => [ours, ...texts].map((text) => [plainName(text), ours])))
  const allowed = new Set(known.map(({ ours }) => ours))
  const values = [...column.texts].map(([text, rows]): ReadValue => {
    const said = Object.hasOwn(chosen, text) ? chosen[text] : undefined
    return { text, rows, ours: said !== undefined && allowed.has(said) ? said : (meanings.get(plainName(text)) ?? null) }
  })
  const open = values.filter(({ ours }) => ours === null)
  if (open.length === 0) return { state: 'fits', values, says: { zh: `${values.length} 种值都已对照`, en: `all ${values.length} values are known` } }
  const names = open.slice(0, 5).map(({ text }) => text)
  return { state: 'asks', values, says: { zh: `请对照这些值的含义：${names.join('、')}`, en: `say what these values mean: ${names.join(', ')}` } }
}

/** The dictionary of a mapping: what was met, and for meanings that were not met every text that is known for them. */
export function dictionaryOf(values: readonly ReadValue[], known: readonly KnownValue[]): Readonly<Record<string, string>> {
  const met = values.flatMap(({ text, ours }) => (ours === null ? [] : [[text, ours] as const]))
  const meanings = new Set(met.map(([, ours]) => ours))
  const texts = new Set(met.map(([text]) => text))
  const others = known.filter(({ ours }) => !meanings.has(ours)).flatMap(({ ours, texts: known }) => known.map((text) => [text, ours] as const))
  return Object.fromEntries([...met, ...others.filter(([text]) => !texts.has(text))])
}
