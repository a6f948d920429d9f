// A standing as JSON, with its word and the one sentence that says why.
import { explain } from '../../rules/judge/explain.ts'
import type { Gap } from '../../rules/judge/gap.ts'
import type { JudgedValue } from '../../rules/judge/judged-value.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import { standingWord, stateWithHistory } from '../../rules/judge/word.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Value } from '../../rules/values/value.ts'
import type { Standing as PresentedStanding } from '../schemas/snapshot.ts'
import { toPopulation } from './population.ts'

/** The level an item had when it was last proven. */
export interface ProvenBefore {
  readonly level: number
  readonly at: Instant
}

export interface StandingContext {
  readonly model: Model
  readonly zone: Zone
  readonly judged: readonly JudgedValue[]
  readonly provenBefore: ReadonlyMap<string, ProvenBefore>
}

export function presentStanding({ model, zone, judged, provenBefore }: StandingContext, standing: Standing): PresentedStanding {
  const before = provenBefore.get(standing.item)
  const lastProven = before === undefined ? null : { level: before.level, date: dayText(zone.localDay(before.at)) }
  return {
    item: standing.item,
    proven: standing.proven,
    ceiling: standing.ceiling,
    state: stateWithHistory(model, standing, lastProven),
    lastProven: before === undefined ? null : { level: before.level, at: zone.format(before.at) },
    blockers: standing.blockers.map(({ gap, ...blocker }) => ({ ...blocker, gap: presentGap(gap) })),
    unknowns: standing.unknowns.map((unknown) => ({ ...unknown })),
    sentence: { ...explain(model, standing, judged, { lastProven }) },
    word: { ...standingWord(model, standing, { lastProven }) },
    cells: [...standing.cells],
    requirements: standing.requirements.map(({ gap, ...outcome }) => ({ ...outcome, gap: gap === null ? null : presentGap(gap) })),
  }
}

/** `amount` is whole cases, entries or pieces; for a mean it is the hours to cut, as text. */
function presentGap(gap: Gap): PresentedStanding['blockers'][number]['gap'] {
  return { zh: gap.zh, en: gap.en, amount: gap.kind === 'mean' ? gap.own : Number(gap.exact), own: gap.own }
}

/** The judged values as judging reads them, each with the time it covers in words. */
export function toJudged(values: readonly Value[], zone: Zone): readonly JudgedValue[] {
  return values.filter(({ judged }) => judged).map((value) => ({
    indicator: value.indicator,
    population: toPopulation(value.population),
    state: value.state,
    quantity: value.quantity,
    period: periodOf(value, zone),
  }))
}

/** 2025-11-23 至 2026-11-22 14:05, or 截至 2026-11-22 14:05 for a snapshot. */
function periodOf({ window, asOf, freshness }: Value, zone: Zone): { readonly zh: string; readonly en: string } {
  const minute = (instant: Instant): string => zone.format(instant).slice(0, 16).replace('T', ' ')
  const until = minute(freshness.coveredUntil === null ? asOf : Math.min(freshness.coveredUntil, asOf))
  if (window.from >= window.to) return { zh: `截至 ${until}`, en: `As of ${until}` }
  const from = dayText(zone.localDay(window.from))
  if (window.to < asOf) return { zh: `${from} 至 ${dayText(zone.localDay(window.to))}（截至 ${until}）`, en: `${from} to ${dayText(zone.localDay(window.to))} (as of ${until})` }
  return { zh: `${from} 至 ${until}`, en: `${from} to ${until}` }
}
