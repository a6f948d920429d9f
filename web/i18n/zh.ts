// Texts in Chinese, the first language, that every page may need: en.ts holds these and those of zh-overview.ts, zh-items.ts and zh-panels.ts.
import type { zhItems } from './zh-items.ts'
import type { zhOverview } from './zh-overview.ts'
import type { zhPanels } from './zh-panels.ts'

export const zh = {
  product: { name: '城市全域数字化转型成熟度', short: '数字化转型成熟度' },
  skip: '跳到正文',
  nav: { label: '主导航', overview: '总览', items: '能力项', trends: '趋势', feeds: '数据接入', model: '模型' },
  area: {
    label: '区域',
    noLevel: '标准评价的是城市：区域只列指标值与达标线，不判等级。',
    kind: { district: '区县', zone: '功能区', street: '街镇', other: '其他' },
  },
  lang: { switch: 'EN: switch to English' },
  theme: { label: '外观：{name}', system: '跟随系统', light: '浅色', dark: '深色' },
  demo: { mark: '演示数据', text: '模拟城市，不代表任何真实城市' },
  basis: '依据 {model}',
  link: {
    loading: '正在读取', live: '实时', reconnecting: '重新连接中', frozen: '连接中断', past: '回看', failed: '读取失败',
    announce: '连接状态：{state}',
    frozenAt: '画面停在 {at}',
  },
  asOf: {
    button: '选择时点',
    title: '回看历史时点',
    live: '返回实时',
    banner: '回看 {at}',
    by: '按 {at} 所知',
    byNow: '按现在所知',
    provisional: '暂定',
    provisionalHint: '该时刻之前的记录可能仍在入库，稍后再看',
    restated: '追溯修订 {n} 项',
  },
  restated: { word: '追溯修订', short: '修', was: '当日日终为 {value}' },
  manual: { word: '人工填报', partly: '部分人工填报', short: '人工' },
  feeds: {
    label: '数据源', ok: '{n} 正常', late: '{n} 延迟', stopped: '{n} 停更', failing: '{n} 故障', title: '延迟、停更与故障的数据源', all: '查看全部数据源',
    state: { ok: '正常', late: '延迟', stopped: '停更', never: '未接收', failing: '故障', drifting: '漂移', paused: '已暂停' },
  },
  progress: { text: '正在载入历史', from: '已回溯到 {at}', label: '历史数据载入进度' },
  search: { label: '搜索能力项、指标、条款、数据源、部门或区域', placeholder: '搜索能力项、指标、条款' },
  help: { button: '键盘快捷键' },
  level: {
    short: { 0: '一级以下', 1: '一级', 2: '二级', 3: '三级', 4: '四级', 5: '五级' },
    code: { 0: '一级以下', 1: '一级', 2: '二级', 3: '三级', 4: '四级', 5: '五级' },
    steps: '{word}。已证 {proven}，上限 {ceiling}',
    none: '无',
  },
  overview: {
    toNext: '达{level}须补 {n} 项',
    arrow: '→ {level} {bound}',
    allMet: '各级达标线均已达',
    passed: '已过各条达标线',
    bullet: '指标值 {value}；达标线 {bounds}',
    cell: { met: '达标', 'met-over-gap': '本级达标，下级未达', 'not-met': '未达', unknown: '待更新', none: '无数值要求' },
  },
  state: { 'no-data': '无数据', stale: '停更，等级不升不降', 'not-assessable': '不可评', 'insufficient-sample': '样本不足', 'not-covered': '历史未覆盖', ok: '正常' },
  fresh: { staleDays: '停更 {n} 天', stale: '停更', never: '未收到', until: '数据到 {at}', feed: '最早的数据源：{feed}' },
  problem: { title: '暂时读不到数据', advice: '请检查网络，或稍后重试；若持续出现，请联系系统管理员。', retry: '重试' },
  notFound: { title: '没有这一页', back: '返回总览' },
  loading: '正在读取',
} as const

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** Shape that every language must have. */
export type Messages = Texts<typeof zh & typeof zhItems & typeof zhOverview & typeof zhPanels>
