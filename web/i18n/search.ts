// Texts of what a search finds, which come once somebody searches.
import { textsOf } from './texts.ts'

const zh = {
  none: '没有匹配的内容。可搜能力项、指标、等级、条款（如 8.4.1、表 11、Q27）、勘误、数据源、部门、区域与页面。',
  count: '{n} 条结果',
  'kind.page': '页面', 'kind.item': '能力项', 'kind.level': '等级', 'kind.indicator': '指标', 'kind.clause': '条款与达标线', 'kind.erratum': '勘误', 'kind.bureau': '部门', 'kind.feed': '数据源', 'kind.area': '区域',
} as const

const en: Readonly<Record<keyof typeof zh, string>> = {
  none: 'Nothing matches. Search items, indicators, levels, clauses (8.4.1, table 11, Q27), errata, feeds, bureaus, areas and pages.',
  count: '{n} results',
  'kind.page': 'Pages', 'kind.item': 'Items', 'kind.level': 'Levels', 'kind.indicator': 'Indicators', 'kind.clause': 'Clauses and bounds', 'kind.erratum': 'Errata', 'kind.bureau': 'Bureaus', 'kind.feed': 'Feeds', 'kind.area': 'Areas',
}

export const q = textsOf<keyof typeof zh>(zh, en)
