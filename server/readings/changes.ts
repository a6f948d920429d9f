// What changed that matters: standings by the day, lists that grew or shrank, feeds that stopped. Not every hundredth of a point.
import type { Db } from '../../db/open-store.ts'
import { standingHistory } from '../../db/standings/standings.ts'
import { judge } from '../../rules/judge/judge.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import { standingWord } from '../../rules/judge/word.ts'
import { findItem, getIndicator } from '../../rules/model/lookup.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Value } from '../../rules/values/value.ts'
import type { Change } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { changeId } from './change-id.ts'
import { wordOf } from './grounds.ts'
import { judgedOf } from './cells.ts'
import { dailyReadings } from './daily-readings.ts'
import { feedChanges, type FeedsNow } from './feed-changes.ts'
import { toJudged } from './present-standing.ts'
import { displayOf } from './present-value.ts'
import { readCoverage } from './value-inputs.ts'

/** Closed days that are looked back on when nobody asks for more. */
export const DAYS_BACK = 30

export interface ChangesQuestion {
  readonly area: string
  readonly now: Instant
  readonly knownAt?: Instant | undefined
}

/** Changes of an area, newest first. Days before today are compared close to close; today's standings are those that were recorded. */
export async function readChanges(db: Db, context: CityContext, question: ChangesQuestion & { readonly limit: number; readonly feeds?: FeedsNow | undefined }): Promise<Change[]> {
  return newestFirst([...(await changesOfClosedDays(db, context, question)), ...(await changesOfToday(db, context, question))]).slice(0, question.limit)
}

export const newestFirst = (changes: readonly Change[]): Change[] => changes.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))

/** Standings and lists that changed from one day's close to the next, in order of time; `daysBack` 2-400. Reading many days is dear. */
export async function changesOfClosedDays(db: Db, context: CityContext, { area, now, knownAt, daysBack = DAYS_BACK }: ChangesQuestion & { readonly daysBack?: number }): Promise<Change[]> {
  const { zone } = context.city
  const today = zone.localDay(now)
  const changes: Change[] = []
  let before: Day | undefined
  const days = { area, wanted: judgedOf(context, context.model.indicators), from: today - daysBack, to: today - 1, now, knownAt }
  for (const reading of await dailyReadings(db, context, days)) {
    const values = reading.values.filter((value) => value !== undefined)
    const day: Day = { area, at: reading.at, values, standings: judge(context.model, toJudged(values, zone)) }
    if (before !== undefined) changes.push(...standingChanges(context, before, day), ...listChanges(context, before, day))
    before = day
  }
  return changes
}

/** How feeds are doing, and the standings that were recorded since midnight. */
export async function changesOfToday(db: Db, context: CityContext, { area, now, knownAt, feeds }: ChangesQuestion & { readonly feeds?: FeedsNow | undefined }): Promise<Change[]> {
  const { zone } = context.city
  return [
    ...feedChanges(context, { coverage: await readCoverage(db, context, knownAt), now, known: feeds }),
    ...(await recordedToday(db, context, { area, now, knownAt, since: zone.startOfDay(zone.localDay(now)) })),
  ]
}

interface Day {
  readonly area: string
  readonly at: Instant
  /** The judged values, on every day in the same order. */
  readonly values: readonly Value[]
  readonly standings: readonly Standing[]
}

function standingChanges(context: CityContext, before: Day, after: Day): Change[] {
  return after.standings.flatMap((standing, index): Change[] => {
    const was = before.standings[index]
    if (was === undefined || was.state === 'unproven' || (was.proven === standing.proven && was.ceiling === standing.ceiling && was.state === standing.state)) return []
    return [standingChange(context, after, was, standing)]
  })
}

function standingChange({ model, city }: CityContext, { area, at }: Day, was: Standing, is: Standing): Change {
  const item = findItem(model, is.item)
  const from = standingWord(model, was, { form: 'short' })
  const to = standingWord(model, is, { form: 'short' })
  const fell = (is.proven ?? 0) < (was.proven ?? 0)
  const blocked = is.blockers.map(({ gap }) => gap)
  return {
    id: standingId({ area, is, day: dayText(city.zone.localDay(at)) }),
    at: city.zone.format(at), kind: 'standing', item: is.item,
    title: { zh: `${item?.zh ?? is.item} ${from.zh} → ${to.zh}`, en: `${item?.en ?? is.item}: ${from.en} → ${to.en}` },
    detail: blocked.length === 0
      ? { zh: '数值要求无未达项', en: 'No numeric requirement is missed' }
      : { zh: blocked.map(({ zh }) => zh).join('；'), en: blocked.map(({ en }) => en).join('; ') },
    severity: fell || is.state === 'stale' ? 'warn' : 'info',
  }
}

/** What a standing became, on a local day: told live and told by the close of that day it is one change. */
function standingId({ area, is, day, occurrence = 1 }: { readonly area: string; readonly is: Pick<Standing, 'item' | 'proven' | 'ceiling'> & { readonly state: string }; readonly day: string; readonly occurrence?: number }): string {
  return changeId({ kind: 'standing', subject: `${area}/${is.item}`, what: `${is.proven ?? 'none'}-${is.ceiling}-${is.state}`, at: day, occurrence })
}

/** A list that grew lowers a share overnight without anyone doing worse: that is said, not left to be guessed. */
function listChanges({ model, city }: CityContext, before: Day, after: Day): Change[] {
  return after.values.flatMap((value, index): Change[] => {
    const was = before.values[index]
    const indicator = getIndicator(model, value.indicator)
    if (was === undefined || indicator.evidence === 'event' || value.state !== 'ok' || was.state !== 'ok') return []
    const [from, to] = [was.quantity, value.quantity]
    if (from?.kind !== 'share' || to?.kind !== 'share' || from.denominator === to.denominator) return []
    return [{
      id: changeId({ kind: 'register', subject: `${after.area}/${indicator.code}`, what: String(to.denominator), at: dayText(city.zone.localDay(after.at)) }),
      at: city.zone.format(after.at), kind: 'register', item: indicator.item, indicator: indicator.code,
      title: { zh: `${indicator.zh} 统计范围调整：${from.denominator} → ${to.denominator} ${indicator.noun.zh}`, en: `${indicator.en}: scope changed from ${from.denominator} to ${to.denominator} ${indicator.noun.en}` },
      detail: scopeDetail(model, was, value),
      severity: to.denominator > from.denominator ? 'warn' : 'info',
    }]
  })
}

function scopeDetail(model: CityContext['model'], was: Value, is: Value): Change['detail'] {
  const from = displayOf(model, was.indicator, was.population, was.quantity)
  const to = displayOf(model, is.indicator, is.population, is.quantity)
  return { zh: `${from.text}% → ${to.text}%，清单变化所致`, en: `${from.text}% → ${to.text}%, because the list changed` }
}

async function recordedToday(db: Db, { model, city }: CityContext, question: { readonly area: string; readonly since: Instant; readonly now: Instant; readonly knownAt?: Instant | undefined }): Promise<Change[]> {
  // The first change of today is one from yesterday's close.
  const kept = await standingHistory(db, { area: question.area, from: question.since - 1, to: question.now, knownAt: question.knownAt, limit: 200 })
  const earlier = new Map<string, (typeof kept)[number]>()
  const changes: Change[] = []
  const seen = new Map<string, number>()
  const day = dayText(city.zone.localDay(question.now))
  for (const is of [...kept].reverse()) {
    const was = earlier.get(is.item)
    earlier.set(is.item, is)
    if (is.cause === 'day-close') continue
    const item = findItem(model, is.item)
    const from = wordOf(was?.grounds)
    const to = wordOf(is.grounds)
    // From nothing known to something known is loading, not news.
    if (was === undefined || was.state === 'unproven' || from === undefined || to === undefined) continue
    // The first record of a store repeats what yesterday's close, written after it, already says.
    if (was.proven === is.proven && was.ceiling === is.ceiling && was.state === is.state) continue
    const first = standingId({ area: question.area, is, day })
    const occurrence = (seen.get(first) ?? 0) + 1
    seen.set(first, occurrence)
    changes.push({
      id: standingId({ area: question.area, is, day, occurrence }),
      at: city.zone.format(is.asOf), kind: 'standing', item: is.item,
      title: { zh: `${item?.zh ?? is.item} ${from.zh} → ${to.zh}`, en: `${item?.en ?? is.item}: ${from.en} → ${to.en}` },
      detail: { zh: '实时判定', en: 'Judged live' },
      severity: (is.proven ?? 0) < (was.proven ?? 0) ? 'warn' : 'info',
    })
  }
  return changes
}
