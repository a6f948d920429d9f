// Whether the texts of a column can be a certain field, and how they are read as it.
import type { City } from '../../rules/city/city.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { parseWhole } from '../mapping/exact-number.ts'
import type { Template } from '../templates/template.ts'
import { BLANK_FIT, type Column } from './columns.ts'
import type { PlannedField } from './fields.ts'
import type { Choice, Fit } from './proposal.ts'
import { readDates, type DateHabit } from './read-dates.ts'
import { readNumbers } from './read-numbers.ts'
import { readPlaces } from './read-places.ts'
import { readValues } from './read-values.ts'

export interface ColumnQuestion {
  readonly planned: PlannedField
  readonly template: Template
  readonly city: City
  /** The instant at which areas and bureaus are looked up. */
  readonly at: Instant
  readonly choice?: Choice | undefined
  readonly habit?: DateHabit | undefined
}

export function readColumn(column: Column, { planned, template, city, at, choice = {}, habit }: ColumnQuestion): Fit {
  switch (planned.role) {
    case 'key':
      return readKeys(column, template.feed.delivery === 'list')
    case 'text':
      return column.filled === 0 ? BLANK_FIT : { state: 'fits', says: { zh: `${column.texts.size} 种值`, en: `${column.texts.size} different texts` } }
    case 'instant':
      return readDates(column, city.zone, { chosen: choice.date, habit })
    case 'values':
      return readValues(column, template.values?.[planned.field] ?? [], choice.values)
    case 'area':
    case 'bureau':
      return readPlaces(column, { kind: planned.role, city, at, by: choice.by, chosen: choice.values })
    case 'count':
    case 'duration':
    case 'percent':
      return readNumbers(column, planned.role, choice.unit)
    case 'whole':
      return [...column.texts.keys()].every((text) => typeof parseWhole(text, 1n) !== 'string') ? { state: 'fits', says: { zh: '都是整数', en: 'all are whole numbers' } } : { state: 'fails', says: { zh: '不是整数', en: 'no whole numbers' } }
  }
}

/** A number that most rows share tells nothing apart. */
function readKeys(column: Column, isList: boolean): Fit {
  const { filled, rows, texts } = column
  if (filled === 0) return BLANK_FIT
  const blank = rows - filled
  const without = blank === 0 ? { zh: '', en: '' } : { zh: `；${blank} 行没有编号，会被隔离`, en: `; ${blank} rows have none and will be set aside` }
  const repeated = filled - texts.size
  if (repeated === 0) return { state: 'fits', says: { zh: `${filled} 行各不相同${without.zh}`, en: `different in all ${filled} rows${without.en}` } }
  if (isList) return { state: 'asks', says: { zh: `整份清单中有 ${repeated} 行编号重复：请换一列，或更正清单${without.zh}`, en: `${repeated} rows of the full list repeat a number: choose another column, or correct the list${without.en}` } }
  if (texts.size * 4 < filled) return { state: 'asks', says: { zh: `${filled} 行只有 ${texts.size} 种编号：请确认它是唯一编号`, en: `${filled} rows have but ${texts.size} numbers: confirm that they tell records apart` } }
  return { state: 'fits', says: { zh: `${repeated} 行编号重复出现，视为同一件的变更${without.zh}`, en: `${repeated} rows repeat a number and count as changes of the same record${without.en}` } }
}
