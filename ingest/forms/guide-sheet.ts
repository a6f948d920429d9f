// The sheet 填报说明: what the indicator counts, which statuses count, and how the form is handed in.
import type { Row } from 'write-excel-file/node'
import { getCalculation, getWindow } from '../../rules/model/lookup.ts'
import { isRegisterCalculation } from '../../rules/model/measure-schema.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { FormFile } from './code-sheet.ts'
import { FIRST_ENTRY_ROW } from './entry-sheet.ts'
import type { FormSheet } from './form-columns.ts'

export interface GuideOptions {
  readonly model: Model
  readonly indicator: Indicator
  readonly forms: readonly FormSheet[]
}

const UNITS = { percent: { zh: '百分比', en: 'per cent' }, hours: { zh: '小时', en: 'hours' }, count: { zh: '个数', en: 'a count' } } as const

export function guideSheet({ model, indicator, forms }: GuideOptions): FormFile {
  const calculation = getCalculation(model, indicator.calculation)
  const judged = calculation.windows.find(({ judged: isJudged }) => isJudged)
  const window = judged === undefined ? undefined : getWindow(model, judged.id)
  const { numerator, denominator, noun, source, warnings = [] } = indicator
  const lines: readonly (readonly [string, string, string])[] = [
    ['指标', `${indicator.id} ${indicator.zh}`, indicator.en],
    ['单位', UNITS[indicator.unit].zh, UNITS[indicator.unit].en],
    ['口径', calculation.zh, calculation.en],
    ['分子', `${numerator.zh}（${noun.zh}）`, `${numerator.en} (${noun.en})`],
    ...(denominator === undefined ? [] : [['分母', `${denominator.zh}（${noun.zh}）`, `${denominator.en} (${noun.en})`] as const]),
    ...(window === undefined ? [] : [['判级统计期', window.zh, window.en] as const]),
    ['数据来源', source.zh, source.en],
    ...warnings.map(({ zh, en }) => ['注意', zh, en] as const),
    ...forms.flatMap((form) => statusLines(form, isRegisterCalculation(calculation) ? calculation.met.statuses : [])),
    ['如何填报', `自第 ${FIRST_ENTRY_ROW} 行起一行一项；编号用文本，不要用数字格式；没有的内容留空，不填 0。`, `One entry a row from row ${FIRST_ENTRY_ROW}; ids are texts; leave out what is not known, never write 0 for it.`],
    ['如何报送', '保存为 xlsx，在“数据源”页上传；逐行核对结果，未通过的行写明原因，改后整表重新上传即可，不会重复计数。', 'Save as xlsx and upload it on the page of feeds; rows that are not taken are told with their reason; the whole form may be uploaded again, nothing counts twice.'],
    ['说明', `依据 ${model.version}；计算凭据，非评估结论。`, `After ${model.version}; a basis of calculation, no finding.`],
  ]
  return {
    sheet: '说明',
    data: lines.map(([what, zh, en]): Row => [{ value: what, fontWeight: 'bold', alignVertical: 'top' }, { value: zh, wrap: true, alignVertical: 'top' }, { value: en, wrap: true, alignVertical: 'top', textColor: '#808080' }]),
    columns: [{ width: 14 }, { width: 60 }, { width: 60 }],
  }
}

/** Which words of a sheet count. */
function statusLines({ sheet, register, columns }: FormSheet, met: readonly string[]): readonly (readonly [string, string, string])[] {
  const choices = columns.find(({ key }) => key === 'status')?.choices ?? []
  if (register === undefined || choices.length === 0) return []
  const counts = choices.filter(({ value }) => met.includes(value))
  const words = { zh: choices.map(({ zh }) => zh).join('、'), en: choices.map(({ en }) => en).join(', ') }
  const which = counts.length === 0 ? { zh: '', en: '' } : { zh: `；其中计为实现的：${counts.map(({ zh }) => zh).join('、')}`, en: `; of these count: ${counts.map(({ en }) => en).join(', ')}` }
  return [[`《${sheet}》状态`, `${words.zh}${which.zh}`, `${words.en}${which.en}`]]
}
