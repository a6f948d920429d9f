// The states of a value as tables name them.
import type { ValueState } from '../../rules/values/value.ts'
import type { Bilingual } from '../schemas/common.ts'

export const STATE_NAMES: Readonly<Record<ValueState, Bilingual>> = {
  ok: { zh: '正常', en: 'ok' },
  'no-data': { zh: '无数据', en: 'no data' },
  stale: { zh: '停更', en: 'stale' },
  'insufficient-sample': { zh: '样本不足', en: 'sample too small' },
  'not-assessable': { zh: '不可评', en: 'not assessable' },
  'not-covered': { zh: '历史未覆盖', en: 'history not covered' },
}
