// Chinese texts of items and what they ask; whoever shows one brings them.
import { addTexts } from './index.ts'

export const zhItems = {
  items: { table: '表 {table}' },
  item: {
    breadcrumb: '位置', notFound: '没有编号为 {id} 的能力项。', toItems: '查看全部能力项',
    sentence: '为什么是这个判定',
    indicators: '指标', judged: '判级', monitored: '监测值，不判级',
    capFive: '五级无数值要求，须评估',
    ladder: '各级要求', noNumber: '无数值要求，须评估', qualitative: '另有定性要求', clause: '表 {table} {level} {clause})', printed: '（原文印作 {printed})）',
    met: '数值达标', passed: '已过达标线', notMet: '未达', characteristics: '特征摘要',
    evidence: '这一项没有数值要求', evidenceText: '标准没有为这一能力项规定数字。等级须由证据评估：逐级对照下列特征，备齐制度文件、系统记录与运行结果，并由评估人签认。自评登记尚未开通，此处不显示任何结果。',
    levelsOf: '各级特征', related: '同一能力子域：',
  },
} as const

addTexts(zhItems)
