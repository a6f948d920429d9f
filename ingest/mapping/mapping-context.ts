// What compiling a mapping needs beside the mapping: the city, the texts that mean nothing, and one parser per column and date form.
import type { City } from '../../rules/city/city.ts'
import type { FeedModel } from '../feed-file/feed-scope.ts'
import { allowedTexts } from '../feed-file/scope-problems.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { compileDate } from './date-format.ts'
import type { DateFault, DateParser } from './date-format.ts'
import type { FeedMapping } from './mapping-schema.ts'
import type { DateFormat } from './vocabulary.ts'

export interface MappingContext {
  readonly city: City
  readonly blanks: ReadonlySet<string>
  /** Statuses of the register or populations of the indicator; undefined where no model says which there are. */
  readonly allowed: ReadonlySet<string> | undefined
  /** The form of dates where a field declares none. */
  readonly dates: DateFormat
  /** A parser that remembers the last text of its column: several fields of a fact often read one column. */
  parserFor(path: string, date: DateFormat): DateParser
}

const ISO_DATES: DateFormat = { format: 'ISO' }

export function mappingContext(mapping: FeedMapping, city: City, model?: FeedModel): MappingContext {
  const parsers = new Map<string, DateParser>()
  return {
    city,
    blanks: new Set(mapping.blanks),
    allowed: model === undefined ? undefined : allowedTexts(mapping, model),
    dates: mapping.dates ?? ISO_DATES,
    parserFor(path, date) {
      const id = JSON.stringify([path, date.format, date.zone, date.endOfDay])
      const known = parsers.get(id)
      if (known !== undefined) return known
      const parser = remembering(compileDate(date, city.zone))
      parsers.set(id, parser)
      return parser
    },
  }
}

function remembering(parse: DateParser): DateParser {
  let lastText: string | undefined
  let last: Instant | DateFault = 'unreadable-date'
  return (text) => {
    if (text !== lastText) {
      last = parse(text)
      lastText = text
    }
    return last
  }
}
