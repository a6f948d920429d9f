// Looks for what speaks against a comparison, the plainest reason first.
import { ruleOf } from '../edges/plan.ts'
import { getCalculation, getWindow } from '../model/lookup.ts'
import { isRegisterCalculation } from '../model/measure-schema.ts'
import type { Zone } from '../time/zone.ts'
import type { Value } from '../values/value.ts'
import type { Basis } from './basis.ts'
import type { ComparisonQuestion, Side } from './compare-values.ts'
import { festivalMoved, scopeChange, unknownSide, type Days, type Incomparable } from './incomparable.ts'

/** Undefined where the two may be compared. */
export function reasonAgainst(question: ComparisonQuestion): Incomparable | undefined {
  const { now, base } = question
  const unknown = unknownSide(now.value, base?.value)
  // Of a time before the records nothing is known, and that they begin later says why.
  if (unknown !== undefined && now.value.state === 'ok' && base?.value.state === 'no-data') return historyBegins(question, base.value) ?? unknown
  if (unknown !== undefined || base === undefined) return unknown
  return otherCalculation(now, base) ?? historyBegins(question, base.value) ?? otherPeriod(question, base.value) ?? otherScope(question, base.value) ?? otherFestival(question, base.value)
}

function otherCalculation(now: Side, base: Side): Incomparable | undefined {
  const [ours, theirs] = [now.value.calculation, base.value.calculation]
  if (ours !== theirs) return { code: 'other-calculation', zh: `口径不同（${theirs} 与 ${ours}）`, en: `Computed in another way (${theirs} and ${ours})` }
  if (now.version === base.version) return undefined
  return { code: 'other-calculation', zh: `口径不同（模型 ${base.version} 与 ${now.version}）`, en: `Computed by another model (${base.version} and ${now.version})` }
}

function historyBegins({ city, recordedFrom }: ComparisonQuestion, base: Value): Incomparable | undefined {
  if (recordedFrom === undefined || base.window.from >= recordedFrom) return undefined
  const from = city.zone.format(recordedFrom).slice(0, 10)
  return { code: 'history-begins', zh: `记录自 ${from} 起，未覆盖基期窗口`, en: `The records begin on ${from}, within the earlier window` }
}

/** Within the same year a period may have ended: what has begun anew is no continuation. */
function otherPeriod({ model, basis, now }: ComparisonQuestion, base: Value): Incomparable | undefined {
  const isPeriod = 'period' in ruleOf(getWindow(model, base.window.id))
  if (!CONTINUED.has(basis) || !isPeriod || now.value.window.from === base.window.from) return undefined
  return basis === 'yesterday-same-time'
    ? { code: 'other-period', zh: '统计周期已更替，昨日同时属于上一周期', en: 'A new period has begun: the same time yesterday belongs to the one before' }
    : { code: 'other-period', zh: '统计周期已更替，基期属于较早的周期', en: 'A new period has begun: the earlier instant belongs to another one' }
}

/** Bases that speak of one and the same period. */
const CONTINUED: ReadonlySet<Basis> = new Set<Basis>(['yesterday-same-time', 'month-before', 'year-start'])

function otherScope({ model, city, now }: ComparisonQuestion, base: Value): Incomparable | undefined {
  const { calculation, quantity } = now.value
  if (!isRegisterCalculation(getCalculation(model, calculation)) || quantity === undefined || base.quantity === undefined) return undefined
  return scopeChange(quantity, base.quantity, city.policies.listChangePercent)
}

function otherFestival({ model, city, basis, now }: ComparisonQuestion, base: Value): Incomparable | undefined {
  const isState = ruleOf(getWindow(model, base.window.id)).kind === 'snapshot'
  return basis !== 'year-before' || isState || !city.policies.springFestival ? undefined : festivalMoved(daysOf(now.value, city.zone), daysOf(base, city.zone))
}

const daysOf = ({ window }: Value, zone: Zone): Days => ({ from: zone.localDay(window.from), to: zone.localDay(window.to) })
