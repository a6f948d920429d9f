// The columns of the form in which an indicator is filled in: a list where the model counts a register, counts per area and period where it counts cases.
// Their headers and words are those by which the feed template of the list knows its columns, so that a filled form is wired by that template as it is.
import type { XlsxFormat } from '../formats/format-schema.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import { commonWords, templates, type Template } from '../templates/template.ts'
import { findRegister, getCalculation } from '../../rules/model/lookup.ts'
import { isRegisterCalculation, type Calculation, type Register } from '../../rules/model/measure-schema.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'

/** The field of a fact that a column fills; `name` is for people only and maps to nothing. */
export type FormKey =
  | 'key' | 'name' | 'area' | 'bureau' | 'status' | 'since' | 'lastUsedAt' | 'group'
  | 'population' | 'from' | 'to' | 'numerator' | 'denominator' | 'sumMs' | 'count'

export interface FormChoice extends Bilingual {
  /** As the model has it; `zh` is what is written into the cell. */
  readonly value: string
}

export interface FormColumn {
  readonly key: FormKey
  /** Fields that read the column, too: institutions are known by their bureau, and one column then says both. */
  readonly also?: readonly FormKey[]
  /** The text of the header row, and so the path of a mapping. */
  readonly header: string
  readonly required: boolean
  /** What a cell holds. `hours` is a duration, with decimals where they are needed; days are written 2026-06-30. */
  readonly kind: 'text' | 'day' | 'choice' | 'area' | 'bureau' | 'whole' | 'hours'
  readonly choices?: readonly FormChoice[]
  /** What to write, for the row under the header. */
  readonly note: Bilingual
}

/** One sheet to fill in. */
export interface FormSheet {
  /** Name of the sheet. */
  readonly sheet: string
  /** The feed template that reads it. */
  readonly template: Template
  /** The register that the sheet lists; absent where it holds counts of cases. */
  readonly register?: Register
  /** Header of the field that every row takes from the cell of the as-of date; absent where rows have dates of their own. */
  readonly asOf?: string
  readonly columns: readonly FormColumn[]
  /** How a feed reads the sheet: `adapter: {kind: upload, format}`. */
  readonly format: XlsxFormat
}

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
  if (!isRegisterCalculation(calculation)) return [caseSheet(calculation, indicator)]
  const { register, scope } = calculation.facts
  const list = listSheet(model, register, { sheet: '清单', calculation })
  return scope === undefined ? [list] : [list, listSheet(model, scope, { sheet: '名录', calculation })]
}

/** The columns of the sheet that an indicator's own facts come from. */
export function formColumns(model: Model, indicator: Indicator): readonly FormColumn[] {
  return formSheets(model, indicator)[0]?.columns ?? []
}

const formatOf = (sheet: string, cells?: Readonly<Record<string, string>>): XlsxFormat => ({
  kind: 'xlsx', sheet, headerRow: HEADER_ROW, leaveOut: [NOTES, EXAMPLE], ...(cells === undefined ? {} : { cells }),
})

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)

/** The name by which a template knows a field best, in Chinese where it has one. */
function headerOf(template: Template, field: string, otherwise: string): string {
  return [...(template.names[field] ?? []), ...(commonWords().names[field] ?? [])].find(isChinese) ?? otherwise
}

interface ListOptions {
  readonly sheet: string
  readonly calculation: Calculation
}

function listSheet(model: Model, id: string, { sheet, calculation }: ListOptions): FormSheet {
  const register = findRegister(model, id)
  const template = templates().find(({ feed: { mapping: { fact } } }) => fact.kind === 'register-entry' && fact.register === id)
  if (register === undefined || template === undefined) throw new RangeError(`There is no register or no template for "${id}" of the model ${model.version}.`)
  const asOf = headerOf(template, 'observedAt', '截止日期')
  return { sheet, template, register, asOf, columns: listColumns(register, template, calculation), format: formatOf(sheet, { [asOf]: AS_OF_CELL }) }
}

function listColumns(register: Register, template: Template, calculation: Calculation): readonly FormColumn[] {
  const mapped = template.feed.mapping
  const header = (field: string, otherwise: string): string => headerOf(template, field, otherwise)
  const choices = register.statuses.map((value) => statusChoice(template, value))
  const ofScope = isRegisterCalculation(calculation) && calculation.facts.scope !== undefined && calculation.facts.register === register.id
  const all: readonly (FormColumn | undefined)[] = [
    { key: 'key', header: header('key', '编号'), required: true, kind: 'text', note: { zh: '每项唯一，以后不变', en: 'One for each entry, for good' } },
    { key: 'name', header: '名称', required: false, kind: 'text', note: { zh: '供核对，不参与计算', en: 'For people; not counted' } },
    'area' in mapped ? { key: 'area', header: header('area', '区域代码'), required: true, kind: 'area', note: { zh: '从《代码》表选取', en: 'From sheet 代码' } } : undefined,
    'bureau' in mapped ? { key: 'bureau', header: header('bureau', '部门代码'), required: false, kind: 'bureau', note: { zh: '从《代码》表选取', en: 'From sheet 代码' } } : undefined,
    { key: 'status', header: header('status', '状态'), required: true, kind: 'choice', choices, note: { zh: `填：${choices.map(({ zh }) => zh).join('、')}`, en: `One of: ${choices.map(({ en }) => en).join(', ')}` } },
    'since' in mapped ? { key: 'since', header: header('since', '状态日期'), required: false, kind: 'day', note: { zh: '该状态自何日起，如 2026-06-30', en: 'The day the status began' } } : undefined,
    'lastUsedAt' in mapped ? { key: 'lastUsedAt', header: header('lastUsedAt', '最近使用日期'), required: true, kind: 'day', note: { zh: '最近一次实际使用', en: 'The day it was last used' } } : undefined,
    'group' in mapped
      ? { key: 'group', header: header('group', register.group?.zh ?? '分组'), required: true, kind: 'text', note: ofScope ? { zh: '须与《名录》表一致', en: 'As in sheet 名录' } : { zh: '用词须固定', en: 'Always in the same words' } }
      : undefined,
  ]
  const byHeader = Map.groupBy(all.filter((column) => column !== undefined), (column) => column.header)
  return [...byHeader.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const place = others.find(({ kind }) => kind === 'area' || kind === 'bureau')
    return [{ ...first, ...(others.length === 0 ? {} : { also: others.map(({ key }) => key) }), ...(place === undefined ? {} : { kind: place.kind, note: place.note }) }]
  })
}

/** The word that people write for a status, one of those that the template knows. */
function statusChoice({ values, feed }: Template, value: string): FormChoice {
  const known = values?.['status']?.find(({ ours }) => ours === value)
  const mapped = 'status' in feed.mapping ? Object.entries(feed.mapping.status.enum ?? {}).find(([text, ours]) => ours === value && isChinese(text))?.[0] : undefined
  const word = mapped ?? known?.texts.find(isChinese) ?? known?.zh ?? value
  return { value, zh: word, en: known?.en ?? value }
}

function caseSheet(calculation: Calculation, indicator: Indicator): FormSheet {
  const template = templates().find(({ indicators, feed: { adapter, mapping: { fact } } }) => fact.kind === 'measurement' && adapter.kind !== 'manual' && indicators.includes(indicator.code))
  if (template === undefined) throw new RangeError(`There is no template for reported figures of ${indicator.code}.`)
  return { sheet: '填报', template, columns: caseColumns(calculation, indicator, template), format: formatOf('填报') }
}

/** The fields of a measurement that hold what an indicator is made of. */
export const quantityFieldsOf = ({ quantity }: Indicator): readonly ('numerator' | 'denominator' | 'sumMs' | 'count')[] => (quantity === 'mean' ? ['sumMs', 'count'] : ['numerator', 'denominator'])

function caseColumns({ populations }: Calculation, { noun, numerator, denominator, quantity }: Indicator, template: Template): readonly FormColumn[] {
  const header = (field: string, otherwise: string): string => headerOf(template, field, otherwise)
  const choices = populations.map(({ id: value, zh, en }): FormChoice => {
    const known = template.values?.['population']?.find(({ ours }) => ours === value)
    return { value, zh: known?.texts.find(isChinese) ?? zh, en }
  })
  const amount = (key: 'numerator' | 'denominator' | 'count', otherwise: string, what: Bilingual): FormColumn => ({
    key, header: header(key, otherwise), required: true, kind: 'whole', note: { zh: `${what.zh}（${noun.zh}），整数`, en: `${what.en} (${noun.en}), a whole number` },
  })
  return [
    { key: 'area', header: '区域代码', required: true, kind: 'area', note: { zh: '从《代码》表选取', en: 'From sheet 代码' } },
    ...(choices.length < 2 ? [] : [{ key: 'population', header: header('population', '统计范围'), required: true, kind: 'choice', choices, note: { zh: `填：${choices.map(({ zh }) => zh).join('、')}`, en: `One of: ${choices.map(({ en }) => en).join(', ')}` } } as const]),
    { key: 'from', header: header('from', '起始日期'), required: true, kind: 'day', note: { zh: '含当日，如 2026-06-01', en: 'The first day' } },
    { key: 'to', header: header('to', '截止日期'), required: true, kind: 'day', note: { zh: '不含当日，如 2026-07-01；下一期自此日起', en: 'The day after the last one: the next period begins on it' } },
    ...(quantity === 'mean'
      ? [
          { key: 'sumMs', header: header('sumMs', '用时合计'), required: true, kind: 'hours', note: { zh: `${numerator.zh}，小时，可有小数`, en: `${numerator.en}, in hours` } } as const,
          amount('count', '件数', denominator ?? noun),
        ]
      : [amount('numerator', '分子', numerator), amount('denominator', '分母', denominator ?? noun)]),
  ]
}
