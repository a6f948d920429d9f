// The lists to choose from that cells of a form offer, so that codes and words are picked and not typed.
import { columnLetters } from '../formats/xlsx/cell-reference.ts'
import { AREA_COLUMN, BUREAU_COLUMN, CODE_SHEET, FIRST_CODE_ROW, type Codes } from './code-sheet.ts'
import { FIRST_ENTRY_ROW, LAST_READY_ROW } from './entry-sheet.ts'
import type { FormColumn, FormSheet } from './form-columns.ts'

/** A range of cells and the formula of what they may hold. */
export interface DropDown {
  readonly range: string
  readonly formula: string
}

/** Longest list that may stand in a formula itself. */
const LONGEST_LIST = 255

export function dropDownsOf({ columns }: FormSheet, codes: Codes): readonly DropDown[] {
  return columns.flatMap((column, at) => {
    const formula = formulaOf(column, codes)
    const letters = columnLetters(at)
    return formula === undefined ? [] : [{ range: `${letters}${FIRST_ENTRY_ROW}:${letters}${LAST_READY_ROW}`, formula }]
  })
}

function formulaOf({ kind, choices = [] }: FormColumn, { areas, bureaus }: Codes): string | undefined {
  const ofSheet = (column: string, count: number): string | undefined => (count === 0 ? undefined : `'${CODE_SHEET}'!$${column}$${FIRST_CODE_ROW}:$${column}$${FIRST_CODE_ROW + count - 1}`)
  if (kind === 'area') return ofSheet(AREA_COLUMN, areas.length)
  if (kind === 'bureau') return ofSheet(BUREAU_COLUMN, bureaus.length)
  const list = choices.map(({ zh }) => zh).join(',')
  return kind === 'choice' && list.length <= LONGEST_LIST && choices.every(({ zh }) => !/[",]/.test(zh)) ? `"${list}"` : undefined
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export function validationXml(dropDowns: readonly DropDown[]): string {
  if (dropDowns.length === 0) return ''
  const one = ({ range, formula }: DropDown): string =>
    `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="请从列表选取" error="请从下拉列表选取，或见《${CODE_SHEET}》表。" sqref="${range}"><formula1>${escaped(formula)}</formula1></dataValidation>`
  return `<dataValidations count="${dropDowns.length}">${dropDowns.map(one).join('')}</dataValidations>`
}
