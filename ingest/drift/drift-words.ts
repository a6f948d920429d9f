// A drift in words: what differs, and what whoever owns the source can do about it.
import type { Bilingual } from '../mapping/rejection.ts'
import type { Drift } from './drift.ts'

export interface DriftWords extends Bilingual {
  readonly advice: Bilingual
}

const AGREE: Bilingual = { zh: '若来源确已调整，请确认，之后按新样式接收；否则请来源恢复。', en: 'If the source was changed on purpose, confirm it and it is taken as it is now; otherwise let the source be mended.' }
const REMAP: Bilingual = { zh: '若来源确已调整，请修改数据源文件的映射；否则请来源恢复。', en: 'If the source was changed on purpose, change the mapping of the feed file; otherwise let the source be mended.' }

export function driftWords(drift: Drift): DriftWords {
  const { field } = drift
  switch (drift.kind) {
    case 'field-gone':
      return { zh: `字段“${field}”不再出现`, en: `The field "${field}" no longer comes`, advice: REMAP }
    case 'field-renamed':
      return { zh: `字段“${field}”疑似改名为“${drift.detail.to}”`, en: `The field "${field}" seems to be called "${drift.detail.to}" now`, advice: REMAP }
    case 'field-retyped':
      return { zh: `字段“${field}”由${TYPES[drift.detail.from]?.zh ?? drift.detail.from}变为${TYPES[drift.detail.to]?.zh ?? drift.detail.to}，例如“${drift.detail.example}”`, en: `The field "${field}" held ${TYPES[drift.detail.from]?.en ?? drift.detail.from} and now holds ${TYPES[drift.detail.to]?.en ?? drift.detail.to}, such as "${drift.detail.example}"`, advice: AGREE }
    case 'new-value':
      return {
        zh: `字段“${field}”出现未登记的取值：${drift.detail.values.join('、')}`, en: `The field "${field}" has values that nobody has listed: ${drift.detail.values.join(', ')}`,
        advice: { zh: '仅含这些取值的记录被隔离；请在映射中登记取值，再重放隔离数据。', en: 'Only the records with these values are kept apart: list the values in the mapping, then replay them.' },
      }
    case 'scale-jump':
      return { zh: `字段“${field}”的数量级突变：以往约 ${short(drift.detail.before)}，本次 ${short(drift.detail.after)}`, en: `The field "${field}" is of another size: about ${short(drift.detail.before)} before, ${short(drift.detail.after)} now`, advice: AGREE }
    case 'frozen':
      return {
        zh: `连续 ${drift.detail.deliveries} 次交付内容完全相同，而以往会变化`, en: `${drift.detail.deliveries} deliveries in a row were the same, where it used to move`,
        advice: { zh: '请来源核对其统计任务是否停止；确实未变时请确认。', en: 'Let the source see whether its own job has stopped; confirm where nothing has changed indeed.' },
      }
    case 'count-fell':
      return { zh: field === '' ? `数量骤降：以往约 ${short(drift.detail.before)} 条，本次 ${short(drift.detail.after)} 条` : `字段“${field}”骤降：以往约 ${short(drift.detail.before)}，本次 ${short(drift.detail.after)}`, en: field === '' ? `Far fewer rows: about ${short(drift.detail.before)} before, ${short(drift.detail.after)} now` : `The field "${field}" fell: about ${short(drift.detail.before)} before, ${short(drift.detail.after)} now`, advice: AGREE }
    case 'contract':
      return { zh: drift.detail.zh, en: drift.detail.en, advice: REMAP }
    case 'rejections':
      return {
        zh: `${drift.detail.received} 条中有 ${drift.detail.rejected} 条因同一原因被隔离：${drift.detail.zh}`, en: `${drift.detail.rejected} of ${drift.detail.received} records were kept apart for one reason: ${drift.detail.en}`,
        advice: { zh: '其余记录照常接收，但数据时效不再推进；请来源更正，或修改映射后重放。', en: 'The others are taken, but the feed counts as no further read: let the source correct them, or change the mapping and replay them.' },
      }
  }
}

export const TYPES: Readonly<Record<string, Bilingual>> = {
  number: { zh: '数字', en: 'numbers' },
  date: { zh: '日期', en: 'dates' },
  flag: { zh: '是否值', en: 'yes or no' },
  text: { zh: '文本', en: 'text' },
  nested: { zh: '嵌套结构', en: 'nested values' },
}

/** Four significant digits at most; whole numbers as they are. */
const short = (value: number): string => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))))
