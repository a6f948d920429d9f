// Texts of the time axis, which comes when it is asked for.
import { textsOf } from './texts.ts'

const zh = {
  label: '时间轴：拖动以回看，最右端为实时',
  now: '实时',
  live: '返回实时',
  close: '收起时间轴',
  earlier: '前一年',
  later: '后一年',
  play: '逐日播放',
  pause: '停止播放',
  hint: '← → 一天 · PageUp PageDown 一月 · End 或 Esc 实时',
  fell: '等级下降或待更新',
  rose: '等级变化',
  scope: '统计范围调整',
  unread: '变动标记暂时读不到',
  none: '当日无等级或清单变动',
} as const

const en: Readonly<Record<keyof typeof zh, string>> = {
  label: 'Time axis: drag to look back, live is at the right end',
  now: 'Live',
  live: 'Back to live',
  close: 'Close the time axis',
  earlier: 'A year earlier',
  later: 'A year later',
  play: 'Play day by day',
  pause: 'Stop playing',
  hint: '← → a day · PageUp PageDown a month · End or Esc live',
  fell: 'Fell or awaiting data',
  rose: 'Standing changed',
  scope: 'Scope of a list changed',
  unread: 'Marks cannot be read just now',
  none: 'No standing or list changed that day',
}

export const r = textsOf<keyof typeof zh>(zh, en)
