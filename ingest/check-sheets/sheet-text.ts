// The words of a check sheet (校核单), and texts as a workbook can hold them.

export const SHEET = '校核单'
export const GUIDE = '说明'

/** The headers of the sheet; the original record's own columns follow. */
export const COLUMNS = {
  letter: '编号', feed: '数据源', feedName: '数据源名称', catalogueCode: '目录编码', position: '位置', key: '业务主键', field: '字段', path: '来源列',
  value: '收到的值', reason: '原因', advice: '建议', corrected: '更正值', verdict: '处理意见',
} as const

export type ColumnName = keyof typeof COLUMNS

export const COLUMN_NAMES = ['letter', 'feed', 'feedName', 'catalogueCode', 'position', 'key', 'field', 'path', 'value', 'reason', 'advice', 'corrected', 'verdict'] as const satisfies readonly ColumnName[]

/** Before the name of a column of the original record. */
export const ORIGINAL = '原文·'

export const VERDICTS = { corrected: '更正', confirmed: '确认无误', void: '作废' } as const
export type Verdict = keyof typeof VERDICTS

export const verdictOf = (text: string): Verdict | undefined => (['corrected', 'confirmed', 'void'] as const).find((verdict) => VERDICTS[verdict] === text || verdict === text.toLowerCase())

/** What a cell holds at most is 32,767; a longer text is cut. */
const LONGEST = 32_000

/**
 * A text as a cell holds it: characters that XML cannot carry are written _xHHHH_, as spreadsheets do, and so is what looks like one, so that the
 * text comes back as it was.
 */
export function cellOf(text: string): string {
  const whole = text.toWellFormed()
  const short = whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1).toWellFormed()}…` : whole
  return short
    .replaceAll(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (character) => (isSound(character) ? character : `_x${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`))
}

/** Of the control characters XML carries tab, line feed and those above 0x7e; of a carriage return a reader would make a line feed. */
const isSound = (character: string): boolean => character === '\t' || character === '\n' || (character >= '\u007f' && character <= '\u009f')
