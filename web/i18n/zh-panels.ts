// Chinese texts of the list of items and of panels that come after the first reading; whoever shows one brings them.
import { addTexts } from './index.ts'

export const zhPanels = {
  items: {
    title: '能力项', intro: '5 个能力域 · {subdomains} 个能力子域 · {items} 个能力项', filter: '筛选能力项', count: '{n} 项', numeric: '只看有数值要求的',
    all: '全部', none: '没有匹配的能力项。', evidence: '无数值要求，须由证据评估',
  },
  item: {
    asTable: '以表格查看', value: '数值',
    why: '为什么是这个数', tree: { window: '统计窗口', calculation: '口径', model: '模型', open: '在办，仍可转为达标', waiting: '其中尚未首次联系', freshness: '截至最早的数据源', later: '其后为暂定', population: '统计范围', sum: '累计时长', hours: '{n} 小时', total: '数量' },
  },
} as const

addTexts(zhPanels)
