// Chinese texts of items and what they ask; whoever shows one brings them.
import { addTexts } from './index.ts'

export const zhItems = {
  items: {
    title: '能力项', intro: '5 个能力域 · {subdomains} 个能力子域 · {items} 个能力项', filter: '筛选能力项', count: '{n} 项', numeric: '只看有数值要求的',
    all: '全部', none: '没有匹配的能力项。', evidence: '无数值要求，须由证据评估', table: '表 {table}',
  },
  item: {
    breadcrumb: '位置', notFound: '没有编号为 {id} 的能力项。', toItems: '查看全部能力项',
    sentence: '为什么是这个判定',
    indicators: '指标', judged: '判级', monitored: '监测值，不判级',
    capFive: '五级无数值要求，须评估',
    asTable: '以表格查看', value: '数值',
    ladder: '各级要求', noNumber: '无数值要求，须评估', qualitative: '另有定性要求', clause: '表 {table} {level} {clause})', printed: '（原文印作 {printed})）',
    met: '数值达标', passed: '已过达标线', notMet: '未达', characteristics: '特征摘要',
    why: '为什么是这个数', tree: { window: '统计窗口', calculation: '口径', model: '模型', open: '在办，仍可转为达标', waiting: '其中尚未首次联系', freshness: '截至最早的数据源', later: '其后为暂定', population: '统计范围', sum: '累计时长', hours: '{n} 小时', total: '数量' },
    evidence: '这一项没有数值要求', evidenceText: '标准没有为这一能力项规定数字。等级须由证据评估：逐级对照下列特征，备齐制度文件、系统记录与运行结果，并由评估人签认。自评登记尚未开通，此处不显示任何结果。',
    levelsOf: '各级特征', related: '同一能力子域：',
  },
} as const

addTexts(zhItems)
