// What a text of a source may become, for a field of a feed file: the statuses of its list, places of the city, or the forms of a figure.
import { parseDocument } from 'yaml'
import type { City, Model, Words } from '../api/types.ts'

export interface AllowedValue extends Words {
  readonly value: string
}

export interface Question {
  /** The feed file. */
  readonly text: string
  readonly field: string
  readonly city: City
  readonly model: Model
}

const FORMS: readonly AllowedValue[] = [
  { value: 'increment', zh: '期间新增', en: 'increment of a period' },
  { value: 'to-date', zh: '累计至今', en: 'to date' },
  { value: 'snapshot', zh: '某时的状况', en: 'snapshot' },
]

/** Empty where the field is free text. */
export function allowedValues({ text, field, city, model }: Question): readonly AllowedValue[] {
  const file = parseDocument(text)
  const at = (key: string): unknown => file.getIn(['mapping', ...key.split('/')])
  switch (field) {
    case 'status': {
      const register = model.registers?.find(({ id }) => id === at('fact/register'))
      return (register?.statuses ?? []).map((value) => ({ value, zh: value, en: value }))
    }
    case 'area':
      return city.areas.map(({ code, zh, en }) => ({ value: at('area/by') === 'name' ? zh : code, zh, en }))
    case 'bureau':
      return city.bureaus.map(({ code, zh, en }) => ({ value: at('bureau/by') === 'name' ? zh : code, zh, en }))
    case 'form':
      return FORMS
    default:
      return []
  }
}
