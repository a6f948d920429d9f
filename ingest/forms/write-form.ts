// The Excel form of an indicator: what to fill in, what the words mean, and the codes of the city in force, in one workbook.
import type { Blob } from 'node:buffer'
import type Stream from 'node:stream'
import writeExcelFile, { type Feature } from 'write-excel-file/node'
import type { City } from '../../rules/city/city.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { codesIn, codeSheet } from './code-sheet.ts'
import { dropDownsOf, validationXml, type DropDown } from './drop-downs.ts'
import { entrySheet } from './entry-sheet.ts'
import { formSheets } from './form-columns.ts'
import { guideSheet } from './guide-sheet.ts'

export interface FormOptions {
  readonly model: Model
  /** Its areas and bureaus are the codes that may be filled in. */
  readonly city: City
  readonly indicator: Indicator
  /** The as-of date that the form is handed out with, and at which codes are valid. */
  readonly asOf: Instant
}

/** The workbook as bytes. */
export async function writeForm({ model, city, indicator, asOf }: FormOptions): Promise<Buffer> {
  const codes = codesIn(city, asOf)
  const forms = formSheets(model, indicator)
  const sheets = [...forms.map((form) => entrySheet(form, { indicator, codes, day: city.zone.localDay(asOf) })), codeSheet(codes), guideSheet({ model, indicator, forms })]
  const dropDowns = forms.map((form) => dropDownsOf(form, codes))
  return writeExcelFile(sheets, { fontFamily: '宋体', fontSize: 11, features: [withDropDowns(dropDowns)] }).toBuffer()
}

/** The writer knows no lists to choose from; the format has a place for them, before the margins of the page. */
function withDropDowns(dropDowns: readonly (readonly DropDown[])[]): Feature<Stream | Buffer | Blob> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (content, _sheet, { sheetIndex }) => {
            const xml = validationXml(dropDowns[sheetIndex] ?? [])
            return xml === '' ? content : content.replace(/<pageMargins|<\/worksheet>/, (next) => `${xml}${next}`)
          },
        },
      },
    },
  }
}
