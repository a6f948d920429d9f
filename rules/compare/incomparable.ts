// Why two values may not be set against each other, each reason in a closed vocabulary and in words.
import { withSeparators } from '../exact/display.ts'
import type { Quantity } from '../facts/fact.ts'
import type { Text } from '../model/text-schema.ts'
import { dayText, yearOf } from '../time/calendar.ts'
import type { LocalDay } from '../time/instant.ts'
import { festivalDaysWithin, springFestivalOf } from '../time/spring-festival.ts'
import type { Value, ValueState } from '../values/value.ts'

/**
 * `unknown`: one of the two is not known. `other-calculation`: 口径不同. `history-begins`: the records begin within the earlier window.
 * `other-period`: the window began anew in between. `scope-changed`: 统计范围调整. `spring-festival`: 春节错月.
 */
export type IncomparableCode = 'unknown' | 'other-calculation' | 'history-begins' | 'other-period' | 'scope-changed' | 'spring-festival'

export interface Incomparable extends Text {
  readonly code: IncomparableCode
}

const STATES: Readonly<Record<Exclude<ValueState, 'ok'>, Text>> = {
  'no-data': { zh: '暂无数据', en: 'has no data' },
  stale: { zh: '数据停更', en: 'is no longer updated' },
  'not-assessable': { zh: '不可评', en: 'is not assessable' },
  'insufficient-sample': { zh: '样本不足', en: 'has too small a sample' },
  'not-covered': { zh: '数据未覆盖整个窗口', en: 'has data for a part of its window only' },
}

/** One of the two is unknown; `base` is undefined where the city had no such value at all. */
export function unknownSide(now: Value, base: Value | undefined): Incomparable | undefined {
  if (now.state !== 'ok') return { code: 'unknown', zh: `本期${STATES[now.state].zh}`, en: `This period ${STATES[now.state].en}` }
  if (base === undefined) return { code: 'unknown', zh: '基期没有该窗口的数值', en: 'The earlier period has no value of this window' }
  return base.state === 'ok' ? undefined : { code: 'unknown', zh: `基期${STATES[base.state].zh}`, en: `The earlier period ${STATES[base.state].en}` }
}

/** A list whose denominator grew or shrank by more than so many per cent of the smaller one. */
export function scopeChange(now: Quantity, base: Quantity, changePercent: number): Incomparable | undefined {
  if (now.kind !== 'share' || base.kind !== 'share') return undefined
  const [more, less] = now.denominator > base.denominator ? [now.denominator, base.denominator] : [base.denominator, now.denominator]
  if ((more - less) * 100n <= BigInt(changePercent) * less) return undefined
  const [from, to] = [withSeparators(base.denominator), withSeparators(now.denominator)]
  const [zh, en] = now.denominator > base.denominator ? ['清单扩容', 'the list grew'] : ['清单缩减', 'the list shrank']
  return { code: 'scope-changed', zh: `统计范围调整（${zh}）：分母由 ${from} 变为 ${to}，变动超过 ${changePercent}%（本地口径）`, en: `Its scope changed: ${en} from ${from} to ${to}, by more than ${changePercent}% (local policy)` }
}

/** A window longer than this holds one festival or two and is not moved by it. */
const LONGEST_MOVED_DAYS = 183

export interface Days {
  readonly from: LocalDay
  readonly to: LocalDay
}

/** Two years whose windows hold unlike parts of the Spring Festival; January and February together hold all of it in every year. */
export function festivalMoved(now: Days, base: Days): Incomparable | undefined {
  if (now.to - now.from >= LONGEST_MOVED_DAYS) return undefined
  const [ours, theirs] = [festivalDaysWithin(now.from, now.to), festivalDaysWithin(base.from, base.to)]
  if (ours === undefined || theirs === undefined) {
    return { code: 'spring-festival', zh: '春节日期未载明，不能判断是否春节错月', en: 'The date of the Spring Festival is not held for one of the years, so the two cannot be compared' }
  }
  if (ours === theirs) return undefined
  const dates = [...new Set([now, base].map(({ to }) => springFestivalOf(yearOf(to))))].flatMap((day) => (day === undefined ? [] : [dayText(day)]))
  return { code: 'spring-festival', zh: `春节错月（春节分别为 ${dates.join('、')}）：1-2 月须合并比较`, en: `The Spring Festival moved (${dates.join(', ')}): compare January and February together` }
}
