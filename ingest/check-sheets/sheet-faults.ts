// Why a row of an answered check sheet is not taken, in both languages, each with what to do next.
import type { Bilingual } from '../mapping/rejection.ts'

export const sheetFaults = {
  unknown: { zh: '编号不存在：请勿新增行或改动编号。', en: 'There is no letter of this number: add no rows and leave the numbers alone.' },
  twice: { zh: '同一编号在本单中出现两次：请保留一行。', en: 'The number stands twice in this sheet: keep one row.' },
  settled: { zh: '该条已经办结，无需再处理。', en: 'This letter has been settled already: nothing is left to do.' },
  altered: { zh: '数据源、字段或收到的值与库中不一致：请勿改动这些列；若该条已有新原因，请重新导出校核单。', en: 'Feed, field or value are not those of the letter: leave these columns alone; where the letter has another reason by now, take a new sheet.' },
  'no-feed': { zh: '该数据源已停用，无法按其映射处理。', en: 'The feed is not in force any more, so nothing can be mapped with it.' },
  'no-verdict': { zh: '填写了更正值但没有处理意见：请选择“更正”。', en: 'There is a correction without a verdict: choose 更正.' },
  'other-verdict': { zh: '处理意见只能是：更正、确认无误、作废。', en: 'The verdict must be 更正, 确认无误 or 作废.' },
  contradiction: { zh: '“确认无误”或“作废”时更正值应留空；如需更正，请选择“更正”。', en: 'With 确认无误 or 作废 the correction stays empty; choose 更正 to correct it.' },
  'no-value': { zh: '处理意见为“更正”但更正值为空：请填写更正值。', en: 'The verdict is 更正, but 更正值 is empty: fill it in.' },
  'no-path': { zh: '该问题不是单个来源字段造成的，无法在本单更正：请在来源系统更正后重报，或选择“作废”。', en: 'No single column of the source is at fault, so it cannot be corrected here: correct it at the source and deliver it again, or choose 作废.' },
  'no-original': { zh: '该样本未能完整读取或含有无法保存的字符，不能在本单更正：请在来源系统更正后重报。', en: 'The sample could not be read or kept whole, so it cannot be corrected here: correct it at the source and deliver it again.' },
  'whole-list': { zh: '全量清单须整表应用：已记录更正意见，请在来源更正后整表重新交付。', en: 'A full list is applied whole or not at all: the correction is noted; correct it at the source and deliver the whole list again.' },
} as const satisfies Record<string, Bilingual>
