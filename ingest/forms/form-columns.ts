// The columns of the form in which an indicator is filled in: a list where the model counts a register, counts per area and period where it counts cases.
// Forms are written from them, read by them, and feed templates map them: one place says what stands in which column.
import type { XlsxFormat } from '../formats/format-schema.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import { findRegister, getCalculation } from '../../rules/model/lookup.ts'
import { isRegisterCalculation, type Calculation, type Register } from '../../rules/model/measure-schema.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { statusWord } from './status-words.ts'

/** The field of a fact that a column fills; `name` is for people only and maps to nothing. */
export type FormKey =
  | 'key' | 'name' | 'area' | 'bureau' | 'status' | 'since' | 'lastUsedAt' | 'group'
  | 'population' | 'from' | 'to' | 'numerator' | 'denominator' | 'sumMs' | 'count'

export interface FormChoice extends Bilingual {
  /** As the model has it. */
  readonly value: string
}

export interface FormColumn {
  readonly key: FormKey
  /** The text of the header row, and so the path of a mapping. */
  readonly header: string
  readonly required: boolean
  /** What a cell holds. `minutes` is a duration, with decimals where they are needed; days are written 2026-06-30. */
  readonly kind: 'text' | 'day' | 'choice' | 'area' | 'bureau' | 'whole' | 'minutes'
  readonly choices?: readonly FormChoice[]
  /** What to write, for the row under the header. */
  readonly note: Bilingual
}

/** One sheet to fill in. */
export interface FormSheet {
  /** Name of the sheet. */
  readonly sheet: string
  /** The register that the sheet lists; absent where it holds counts of cases. */
  readonly register?: Register
  readonly columns: readonly FormColumn[]
  /** How a feed reads the sheet: `adapter: {kind: upload, format}`. */
  readonly format: XlsxFormat
}

/** The header of the field that every row of a list takes from the cell of the as-of date: `observedAt: {path: 截止日期}`. */
export const AS_OF = '截止日期'
/** Where the as-of date stands. */
export const AS_OF_CELL = 'B2'
/** Above it: the title, the as-of date and a row of hints. */
export const HEADER_ROW = 4
/** With this the first cell of an example row and of the row of notes begins, and a feed leaves them out. */
export const EXAMPLE = '示例'
export const NOTES = '填写说明'

/** Every sheet of an indicator's form. A share of groups has two: the list that is counted, and the list of the groups that there are. */
export function formSheets(model: Model, indicator: Indicator): readonly FormSheet[] {
  const calculation = getCalculation(model, indicator.calculation)
  if (!isRegisterCalculation(calculation)) return [{ sheet: '填报', columns: caseColumns(calculation, indicator), format: formatOf('填报') }]
  const { register: id, scope } = calculation.facts
  const sheets = [listSheet(model, id, '清单', calculation)]
  return scope === undefined ? sheets : [...sheets, listSheet(model, scope, '名录', calculation)]
}

/** The columns of the sheet that an indicator's own facts come from. */
export function formColumns(model: Model, indicator: Indicator): readonly FormColumn[] {
  return formSheets(model, indicator)[0]?.columns ?? []
}

const formatOf = (sheet: string, cells?: Readonly<Record<string, string>>): XlsxFormat => ({
  kind: 'xlsx', sheet, headerRow: HEADER_ROW, leaveOut: [NOTES, EXAMPLE], ...(cells === undefined ? {} : { cells }),
})

function listSheet(model: Model, id: string, sheet: string, calculation: Calculation): FormSheet {
  const register = findRegister(model, id)
  if (register === undefined) throw new RangeError(`Model ${model.version} has no register "${id}": use one of its registers.`)
  return { sheet, register, columns: listColumns(register, calculation), format: formatOf(sheet, { [AS_OF]: AS_OF_CELL }) }
}

const AREA: FormColumn = {
  key: 'area', header: '区域代码', required: false, kind: 'area', note: { zh: '见《代码》表；全市事项留空', en: 'See sheet 代码; leave empty for the city as a whole' },
}

function listColumns(register: Register, calculation: Calculation): readonly FormColumn[] {
  const lapses = isRegisterCalculation(calculation) && calculation.activeForDays !== undefined && calculation.facts.register === register.id
  return [
    { key: 'key', header: '编号', required: true, kind: 'text', note: { zh: '每项唯一且不变', en: 'One for each entry, for good' } },
    { key: 'name', header: '名称', required: true, kind: 'text', note: { zh: '供核对，不参与计算', en: 'For people; not counted' } },
    AREA,
    { key: 'bureau', header: '部门代码', required: false, kind: 'bureau', note: { zh: '责任部门，见《代码》表', en: 'The bureau that answers; see sheet 代码' } },
    {
      key: 'status', header: '状态', required: true, kind: 'choice', choices: register.statuses.map((value) => ({ value, ...statusWord(register.id, value) })),
      note: { zh: `填写：${register.statuses.map((value) => statusWord(register.id, value).zh).join('、')}`, en: 'One of the words of the list' },
    },
    { key: 'since', header: '状态起始日期', required: false, kind: 'day', note: { zh: '如 2026-06-30', en: 'The day the status began' } },
    ...(lapses ? [{ key: 'lastUsedAt', header: '最近使用日期', required: true, kind: 'day', note: { zh: '最近一次实际使用', en: 'The day it was last used' } } as const] : []),
    ...(register.group === undefined ? [] : [groupColumn(register, register.group, calculation)]),
  ]
}

function groupColumn(register: Register, group: Bilingual, calculation: Calculation): FormColumn {
  const isOfScope = isRegisterCalculation(calculation) && calculation.facts.scope !== undefined && calculation.facts.register === register.id
  return {
    key: 'group', header: `所属${group.zh}`, required: true, kind: 'text',
    note: isOfScope
      ? { zh: `填写《名录》表中该${group.zh}的编号`, en: 'The key that it has in sheet 名录' }
      : { zh: `${group.zh}用词须固定`, en: 'Always in the same words' },
  }
}

function caseColumns(calculation: Calculation, indicator: Indicator): readonly FormColumn[] {
  const { populations } = calculation
  const { noun, numerator, denominator } = indicator
  const unit = noun.zh.charAt(0)
  return [
    { ...AREA, note: { zh: '见《代码》表；全市合计留空', en: 'See sheet 代码; leave empty for the city as a whole' } },
    ...(populations.length < 2 ? [] : [{
      key: 'population', header: '统计范围', required: true, kind: 'choice', choices: populations.map(({ id: value, zh, en }) => ({ value, zh, en })),
      note: { zh: `填写：${populations.map(({ zh }) => zh).join('、')}`, en: 'One of the words of the list' },
    } as const]),
    { key: 'from', header: '起始日期', required: true, kind: 'day', note: { zh: '含当日', en: 'The first day' } },
    { key: 'to', header: '终止日期', required: true, kind: 'day', note: { zh: '含当日；各期首尾相接，不重叠', en: 'The last day; periods follow each other without gap or overlap' } },
    ...(indicator.quantity === 'mean'
      ? [
          { key: 'sumMs', header: `${numerator.zh}（分钟）`, required: true, kind: 'minutes', note: { zh: '各件用时之和', en: 'Sum over all of them, in minutes' } } as const,
          { key: 'count', header: `${denominator?.zh ?? noun.zh}（${unit}）`, required: true, kind: 'whole', note: { zh: '整数', en: 'A whole number' } } as const,
        ]
      : [
          { key: 'numerator', header: `${numerator.zh}（${unit}）`, required: true, kind: 'whole', note: { zh: '整数，不填百分比', en: 'A whole number, not a percentage' } } as const,
          { key: 'denominator', header: `${denominator?.zh ?? noun.zh}（${unit}）`, required: true, kind: 'whole', note: { zh: '整数', en: 'A whole number' } } as const,
        ]),
  ]
}
