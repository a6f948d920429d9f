// Chinese texts of the overview's panels; they come with them.
import { addTexts } from './index.ts'

export const zhOverview = {
  overview: {
    title: '总览',
    indicators: '数值指标',
    indicatorsNote: '{items} 项能力 · {indicators} 个指标 · {requirements} 条达标线',
    table: '{domain}：数值指标的指标值、达标线、差距与时效',
    column: { indicator: '指标', value: '指标值', bullet: '达标线', gap: '差距', fresh: '数据到' },
    axis: '越靠右越好',
    matrix: '各级数值要求',
    matrixArea: '各级达标线通过情况',
    matrixTable: '能力项在五个等级上的数值要求是否达到',
    row: '能力项',
    cellLabel: '{item} {level}：{state}',
    cellCount: '，达标 {met}/{all}',
    city: '全市数值项',
    local: '本地口径，非标准规定',
    reach: '数值达{level}及以上',
    belowOne: '未达一级',
    unproven: '尚无等级得证',
    of: '{n} / {all} 项',
    others: '其余 {n} 项能力没有数值要求，等级须由证据评估。',
    expand: '按能力域展开',
    othersNote: '自评登记尚未开通：此处不显示任何自评结果。',
  },
} as const

addTexts(zhOverview)
