// The form of a feed that people fill in: a field for every column that its mapping reads, apart from those that the form states itself.
import { AS_OF, ENTRY } from '../../ingest/adapters/manual/entry-sample.ts'
import { columnsRead } from '../../ingest/feed-file/column-problems.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { fieldsOf, type PlacedField } from '../../ingest/feed-file/field-problems.ts'
import { isNeeded, wordsOf } from '../../ingest/wiring/fields.ts'
import type { City } from '../../rules/city/city.ts'
import type { FormField } from '../schemas/entries.ts'

type Named = NonNullable<FormField['choices']>[number]

export function formOf(feed: Feed, city: City): FormField[] {
  const { mapping } = feed
  const fields = fieldsOf(mapping)
  const columns = new Set(columnsRead(feed).map(({ column }) => column))
  return [...columns].filter((column) => column !== AS_OF && column !== ENTRY).flatMap((column) => {
    const placed = fields.find(({ spec }) => spec.path === column)
    return placed === undefined ? [] : [fieldOf(column, placed, feed, city)]
  })
}

function fieldOf(path: string, { name, spec }: PlacedField, { mapping }: Feed, city: City): FormField {
  const words = wordsOf(name)
  const head = { path, field: name, zh: words.zh, en: words.en, required: isNeeded(name, mapping) || Reflect.get(spec, 'empty') === 'reject' }
  const choice = (choices: Named[]): FormField => ({ ...head, kind: 'choice', choices })
  switch (words.role) {
    case 'instant':
      return { ...head, kind: 'date', format: (spec.date ?? mapping.dates ?? { format: 'ISO' }).format }
    case 'area':
    case 'bureau':
      return spec.enum === undefined ? choice(places(words.role, Reflect.get(spec, 'by'), city)) : choice(texts(spec.enum))
    case 'count':
    case 'duration':
    case 'percent':
    case 'whole':
      return { ...head, kind: 'number' }
    case 'values':
      return spec.enum === undefined ? { ...head, kind: 'text' } : choice(texts(spec.enum))
    case 'key':
    case 'text':
      return { ...head, kind: 'text' }
  }
}

const texts = (dictionary: Readonly<Record<string, unknown>>): Named[] => Object.keys(dictionary).map((text) => ({ value: text, zh: text, en: text }))

function places(kind: 'area' | 'bureau', by: unknown, { areas, bureaus }: City): Named[] {
  const all = kind === 'area' ? areas : bureaus
  return all.filter(({ validTo }) => validTo === undefined).map(({ code, zh, en }) => ({ value: by === 'name' ? zh : code, zh, en }))
}
