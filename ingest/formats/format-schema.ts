// What a feed file says about files: how their bytes become rows and records.
import Type from 'typebox'
import type { Static } from 'typebox'

const closed = { additionalProperties: false } as const

const Encoding = Type.Enum(['utf-8', 'gb18030'], { description: 'GBK and GB2312 files are read as gb18030.' })
const Column = Type.String({ minLength: 1, maxLength: 200 })
const HeaderRow = Type.Integer({ minimum: 1, maximum: 1_000, description: 'The row of the header; rows above it are titles. 1 when left out.' })
const LeaveOut = Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
  minItems: 1, maxItems: 20, description: 'Rows whose first filled cell begins with one of these texts are no records, such as 合计 or 填表人.',
})

export const CsvFormat = Type.Object(
  {
    kind: Type.Literal('csv'),
    encoding: Encoding,
    delimiter: Type.Optional(Type.Enum([',', ';', '\t', '|'])),
    headerRow: Type.Optional(HeaderRow),
    leaveOut: Type.Optional(LeaveOut),
  },
  closed,
)

export const XlsxFormat = Type.Object(
  {
    kind: Type.Literal('xlsx'),
    sheet: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 31 }), Type.Integer({ minimum: 1, maximum: 255 })], {
      description: 'Name of the sheet, or its number among the visible ones from the left; the first visible one when left out.',
    })),
    headerRow: Type.Optional(HeaderRow),
    headerRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 3, description: 'Rows that the header takes; merged cells above each other are joined by "/". 1 when left out.' })),
    leaveOut: Type.Optional(LeaveOut),
    serialDates: Type.Optional(Type.Array(Column, { minItems: 1, maxItems: 100, description: 'Columns whose plain numbers are dates of the spreadsheet: the date format was lost on the way.' })),
    cells: Type.Optional(Type.Record(Column, Type.String({ pattern: '^[A-Z]{1,3}[1-9][0-9]{0,3}$' }), {
      description: 'Single cells above the header that belong to every row, such as {截止日期: B2}.',
    })),
    fillMerged: Type.Optional(Type.Boolean({ description: 'A cell merged over several rows stands for each of them.' })),
  },
  closed,
)

export const JsonFormat = Type.Object(
  {
    kind: Type.Literal('json'),
    encoding: Type.Optional(Encoding),
    at: Type.Optional(Type.String({ pattern: '^(/[^/]+)+$', maxLength: 200, description: 'JSON Pointer to the list of records; without it the file is a list, or {"samples": [...]}.' })),
  },
  closed,
)

export const NdjsonFormat = Type.Object({ kind: Type.Literal('ndjson'), encoding: Type.Optional(Encoding) }, closed)

/** A file that holds records by itself. */
export const PlainFormat = Type.Union([CsvFormat, XlsxFormat, JsonFormat, NdjsonFormat])

/** A glob: * stands for any characters, ? for one. Never a regular expression. */
export const Glob = Type.String({ minLength: 1, maxLength: 120, pattern: '^[^/\\\\\\u0000-\\u001f]+$', description: 'File names: * stands for any characters, ? for one.' })

export const ZipFormat = Type.Object(
  {
    kind: Type.Literal('zip'),
    of: PlainFormat,
    names: Type.Optional(Glob),
  },
  closed,
)

export const FileFormat = Type.Union([CsvFormat, XlsxFormat, JsonFormat, NdjsonFormat, ZipFormat])

export type CsvFormat = Static<typeof CsvFormat>
export type XlsxFormat = Static<typeof XlsxFormat>
export type JsonFormat = Static<typeof JsonFormat>
export type NdjsonFormat = Static<typeof NdjsonFormat>
export type PlainFormat = Static<typeof PlainFormat>
export type ZipFormat = Static<typeof ZipFormat>
export type FileFormat = Static<typeof FileFormat>
export type Encoding = Static<typeof Encoding>

/** Whether records of this format are rows under a header, so that a column is a name and never a path. */
export function hasHeader(format: FileFormat): boolean {
  const { kind } = format.kind === 'zip' ? format.of : format
  return kind === 'csv' || kind === 'xlsx'
}
