// Texts of the help on keys, which comes when it is asked for.
import { textsOf } from './texts.ts'

const zh = { title: '键盘快捷键', close: '关闭', enable: '启用单键快捷键', search: '搜索', overview: '总览', items: '能力项', trends: '趋势', feeds: '数据接入', model: '模型', time: '时间轴', help: '本说明', escape: '关闭弹层；回看时返回实时' } as const

const en: Readonly<Record<keyof typeof zh, string>> = { title: 'Keyboard shortcuts', close: 'Close', enable: 'Single-key shortcuts on', search: 'Search', overview: 'Overview', items: 'Items', trends: 'Trends', feeds: 'Feeds', model: 'Model', time: 'Time axis', help: 'This help', escape: 'Close a dialog; looking back, return to live' }

export const k = textsOf<keyof typeof zh>(zh, en)
