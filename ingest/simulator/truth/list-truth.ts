// Counts the lists at an instant: what each keeper knew to be true then, as far as it had been handed over.
import type { Instant } from '../../../rules/time/instant.ts'
import { announcementOf, type ListEntry, type ListPlan } from '../lists/list.ts'
import type { ListPlans } from '../lists/plans.ts'
import type { Report } from '../lists/reports.ts'
import { AREA_CODES, areasAbove } from '../places.ts'
import type { ListStream } from '../streams.ts'
import type { Ledger } from './ledger.ts'

export interface ListView {
  readonly asOf: Instant
  readonly knownAt: Instant
  readonly plans: ListPlans
  readonly reports: (stream: ListStream, until: Instant) => readonly Report[]
}

interface Shown {
  readonly entry: ListEntry
  readonly status: string
}

const SHARES: readonly (readonly [indicator: string, stream: ListStream, met: readonly string[]])[] = [
  ['hub_capability_share', 'hub-capabilities', ['met']],
  ['data_classified_share', 'data-catalogue', ['approved']],
  ['one_thing_annual_share', 'one-thing-annual', ['live']],
  ['one_thing_master_share', 'one-thing-master', ['live']],
  ['online_available_share', 'service-items', ['accept-online', 'fully-online']],
  ['fully_online_share', 'service-items', ['fully-online']],
]

const COUNTS: readonly (readonly [indicator: string, stream: ListStream, met: string])[] = [
  ['proactive_scenarios_count', 'service-scenarios', 'live'],
  ['open_scenarios_count', 'open-scenarios', 'open'],
  ['new_type_communities_count', 'new-communities', 'accepted'],
  ['demo_parks_count', 'demo-parks', 'accepted'],
  ['digital_cluster_zones_count', 'cluster-zones', 'accepted'],
  ['national_digital_clusters_count', 'national-clusters', 'accepted'],
]

/** Share of the groups in a scope list whose entries are all met, or any of them. */
const GROUPS: readonly (readonly [indicator: string, stream: ListStream, scope: ListStream, rule: 'all' | 'any', met: string])[] = [
  ['bureaus_classified_share', 'data-catalogue', 'institutions', 'all', 'approved'],
  ['community_retrofit_share', 'community-works', 'communities', 'all', 'accepted'],
  ['carrier_digital_service_share', 'carrier-services', 'carriers', 'any', 'live'],
  ['community_onestop_share', 'community-services', 'communities', 'any', 'live'],
  ['barrier_free_area_share', 'retrofit-works', 'retrofit-areas', 'all', 'accepted'],
]

const LEFT_OUT = ['not-applicable', 'out-of-scope']
const USED_WITHIN_MS = 92 * 86_400_000

/** Adds every list indicator for every area. */
export function countLists(ledger: Ledger, view: ListView): void {
  const shown = new Map<ListStream, readonly Shown[]>()
  const entriesOf = (stream: ListStream): readonly Shown[] => {
    const known = shown.get(stream) ?? shownAt(stream, view)
    shown.set(stream, known)
    return known
  }
  for (const [indicator, stream, met] of SHARES) {
    for (const { entry, status } of entriesOf(stream)) ledger.add(entry.area, snapshot(indicator), { numerator: met.includes(status) ? 1 : 0, denominator: 1 })
  }
  for (const [indicator, stream, met] of COUNTS) {
    for (const { entry, status } of entriesOf(stream)) ledger.add(entry.area, snapshot(indicator), { value: status === met ? 1 : 0 })
  }
  for (const [indicator, stream, scope, rule, met] of GROUPS) {
    const groups = Map.groupBy(entriesOf(stream), ({ entry }) => entry.group ?? '')
    for (const { entry } of entriesOf(scope)) {
      const works = groups.get(entry.key) ?? []
      const numerator = works.length > 0 && (rule === 'all' ? works.every(({ status }) => status === met) : works.some(({ status }) => status === met)) ? 1 : 0
      ledger.add(entry.area, snapshot(indicator), { numerator, denominator: 1 })
    }
  }
  countDomains(ledger, entriesOf('open-scenarios'))
  countOneForm(ledger, view)
}

const snapshot = (indicator: string) => ({ indicator, population: 'all', window: 'snapshot' }) as const

/** Domains with an open scenario, counted anew in each area: they do not add up. */
function countDomains(ledger: Ledger, scenarios: readonly Shown[]): void {
  for (const area of AREA_CODES) {
    const inArea = scenarios.filter(({ entry, status }) => status === 'open' && areasAbove(entry.area).includes(area))
    ledger.addTo(area, snapshot('open_domains_count'), { value: new Set(inArea.map(({ entry }) => entry.group)).size })
  }
}

/** Departments in use by the last list on or before `asOf`, with a use, in whatever list it is told, that was less than 92 days ago. */
function countOneForm(ledger: Ledger, { asOf, knownAt, plans, reports }: ListView): void {
  const dates = reports('oneform-departments', knownAt).map(({ date }) => date)
  const last = dates.findLast((date) => date <= asOf)
  if (last === undefined) return
  for (const entry of plans['oneform-departments'].entries) {
    const inUse = entry.turns.findLast(({ at }) => at <= last)?.status === 'in-use'
    const uses = dates.map((date) => entry.usedAt?.(date))
    const used = inUse && uses.some((use) => use !== undefined && use <= asOf && asOf - use < USED_WITHIN_MS)
    ledger.add(entry.area, snapshot('oneform_department_coverage'), { numerator: used ? 1 : 0, denominator: 1 })
  }
}

/** The entries in a list at `asOf` with their status. What happened counts from the day it happened, once a report that tells of it has arrived. */
function shownAt(stream: ListStream, { asOf, knownAt, plans, reports }: ListView): readonly Shown[] {
  const plan = plans[stream]
  const told = reports(stream, knownAt).at(-1)?.date ?? -Infinity
  return plan.entries.flatMap((entry) => {
    if (entry.begin > Math.min(asOf, told) || hasEnded(plan, entry, asOf, told)) return []
    const status = entry.turns.findLast(({ at }) => at <= Math.min(asOf, told))?.status ?? entry.turns[0]?.status ?? ''
    return LEFT_OUT.includes(status) ? [] : [{ entry, status }]
  })
}

function hasEnded({ form }: ListPlan, { end }: ListEntry, asOf: Instant, told: Instant): boolean {
  if (end === undefined || end > asOf) return false
  return told >= (form === 'list' ? end : announcementOf(end))
}
