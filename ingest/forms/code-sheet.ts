// The sheet of codes: areas and bureaus of the city that are valid on the day of the form.
import type { Row, Sheet } from 'write-excel-file/node'
import type { Blob } from 'node:buffer'
import type Stream from 'node:stream'
import type { City, Validity } from '../../rules/city/city.ts'
import type { Instant } from '../../rules/time/instant.ts'

export type FormFile = Sheet<Stream | Buffer | Blob>

export interface Code {
  readonly code: string
  readonly zh: string
  /** Name of what it belongs to. */
  readonly of: string
}

export interface Codes {
  readonly areas: readonly Code[]
  readonly bureaus: readonly Code[]
}

export const CODE_SHEET = '代码'
export const FIRST_CODE_ROW = 3
export const AREA_COLUMN = 'A'
export const BUREAU_COLUMN = 'E'

/** What may be filled in at an instant, in the order of the city file. */
export function codesIn(city: City, at: Instant): Codes {
  const isValid = ({ validFrom = -Infinity, validTo = Infinity }: Validity): boolean => validFrom <= at && at < validTo
  return {
    areas: city.areas.filter(isValid).map(({ code, zh, parent }) => ({ code, zh, of: parent === undefined ? '' : (city.area(parent)?.zh ?? parent) })),
    bureaus: city.bureaus.filter(isValid).map(({ code, zh, uscc }) => ({ code, zh, of: uscc ?? '' })),
  }
}

export function codeSheet({ areas, bureaus }: Codes): FormFile {
  const head = (value: string): Row[number] => ({ value, fontWeight: 'bold', backgroundColor: '#DDEBF7' })
  const text = (value: string): Row[number] => (value === '' ? null : { value, type: String, format: '@' })
  const rows = Array.from({ length: Math.max(areas.length, bureaus.length) }, (_, index): Row => {
    const [area, bureau] = [areas[index], bureaus[index]]
    return [
      ...(area === undefined ? [null, null, null] : [text(area.code), text(area.zh), text(area.of)]),
      null,
      ...(bureau === undefined ? [] : [text(bureau.code), text(bureau.zh), text(bureau.of)]),
    ]
  })
  return {
    sheet: CODE_SHEET,
    data: [
      [{ value: '填报时从本表选取代码；本表请勿改动。', textColor: '#808080' }],
      [head('区域代码'), head('区域'), head('上级区域'), null, head('部门代码'), head('部门'), head('统一社会信用代码')],
      ...rows,
    ],
    columns: [{ width: 16 }, { width: 22 }, { width: 22 }, { width: 4 }, { width: 16 }, { width: 34 }, { width: 24 }],
    stickyRowsCount: FIRST_CODE_ROW - 1,
  }
}
