// A small model, city and reading for component tests: one item with numbers, one without, one with two populations.
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach } from 'vitest'
import { computed, defineComponent, h, provide, ref, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Feed } from '../../web/api/feed-types.ts'
import type { Area, City, Indicator, Model, Requirement, Snapshot, Standing, Value } from '../../web/api/types.ts'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { dashboardKey } from '../../web/composables/useDashboard.ts'
import type { LinkState } from '../../web/composables/useLive.ts'
import { useUrlState } from '../../web/composables/useUrlState.ts'
import '../../web/i18n/zh-items.ts'
import '../../web/i18n/zh-overview.ts'
import '../../web/i18n/zh-panels.ts'
import { readingOf } from '../../web/live/reading.ts'

const both = (zh: string, en = zh): { zh: string; en: string } => ({ zh, en })
const nothing = both('')

const indicator = (id: string, code: string, item: string, more: Partial<Indicator> = {}): Indicator => ({
  id, code, item, ...both(`指标${id}`, `Indicator ${id}`), unit: 'percent', quantity: 'share', direction: 'atLeast', calculation: 'event-online/1', staleAfterDays: 1,
  noun: both('件', 'events'), numerator: both('线上闭环', 'closed online'), denominator: both('应处置', 'to be handled'), ...more,
})
const requirement = (id: string, item: string, level: number, name: string, bound: string, more: Partial<Requirement> = {}): Requirement => ({
  id, item, level, indicator: name, bound, table: 11, clause: 'a', printed: 'a', operator: 'ge', unit: 'percent', population: 'all', populationText: both('全部事件', 'all events'),
  window: 'rolling-12-months', calculation: 'event-online/1', qualitative: level > 2, ...more,
})

export const model: Model = {
  version: 'CTMM-TEST',
  standard: { ...both('标准', 'Standard'), number: 'GB/T', status: both('报批稿', 'draft') },
  levels: [1, 2, 3, 4, 5].map((level) => ({ level, ...both(`级${level}`, `Level name ${level}`) })),
  domains: [
    { id: 'D1', ...both('智慧高效治理', 'Governance'), subdomains: [{ id: 'S1', clause: '8.4.1', table: 11, ...both('常态管理', 'Routine'), items: [{ id: 'C27', ...both('运行管理', 'Run management') }, { id: 'C28', ...both('处置流程', 'Disposal process') }] }] },
    { id: 'D2', ...both('民生', 'People'), subdomains: [{ id: 'S2', clause: '8.4.3', table: 13, ...both('民意速办', 'Appeals'), items: [{ id: 'C32', ...both('互动响应', 'Interactive response') }] }] },
  ],
  indicators: [
    indicator('I13', 'event_online_disposal_rate', 'C28'),
    indicator('I15', 'appeal_mean_response_hours', 'C32', { unit: 'hours', quantity: 'mean', direction: 'atMost', calculation: 'appeal-response/1' }),
  ],
  windows: [{ id: 'rolling-12-months', kind: 'rolling-months', ...both('滚动 12 个月', 'Rolling 12 months') }, { id: 'rolling-30-days', kind: 'rolling-days', ...both('滚动 30 天', 'Rolling 30 days') }],
  calculations: [{ id: 'event-online/1', indicator: 'I13', ...both('口径说明', 'How it is computed') }],
  requirements: [
    requirement('Q25', 'C28', 1, 'I13', '40'), requirement('Q26', 'C28', 2, 'I13', '60'), requirement('Q27', 'C28', 3, 'I13', '80'), requirement('Q28', 'C28', 4, 'I13', '90', { printed: 'd' }),
    requirement('Q31', 'C32', 1, 'I15', '24', { operator: 'le', unit: 'hours', population: 'excluding-complex' }), requirement('Q32', 'C32', 2, 'I15', '12', { operator: 'le', unit: 'hours' }),
  ],
  characteristics: [{ id: 'C28.3a', item: 'C28', level: 3, clause: 'a', printed: 'a', table: 11, ...both('事件线上流转', 'Events travel online') }, { id: 'C27.1a', item: 'C27', level: 1, clause: 'a', printed: 'a', table: 11, ...both('有值守', 'Someone is on duty') }],
}

export const city: City = {
  name: both('滨海市', 'Binhai'), zone: 'Asia/Shanghai', demo: true, configured: true, root: 'c', bureaus: [],
  areas: [{ code: 'c', kind: 'city', parent: null, ...both('滨海市', 'Binhai') }, { code: 'd1', kind: 'district', parent: 'c', ...both('港东区', 'Gangdong') }, { code: 'z1', kind: 'zone', parent: 'c', ...both('高新区', 'High-tech zone') }],
}

export const eventValue: Value = {
  indicator: 'event_online_disposal_rate', population: 'all', calculation: 'event-online/1', window: { id: 'rolling-12-months', from: '2025-11-23T00:00:00+08:00', to: '2026-11-22T14:05:00+08:00' },
  judged: true, numerator: 783_180, denominator: 983_210, open: 5_120, state: 'ok', freshness: { coveredUntil: '2026-11-22T08:00:00+08:00', staleAt: null, oldestFeed: 'offline-ledger', feedName: { zh: '区级线下台账', en: 'District off-line ledgers' } }, display: { text: '79.66', unit: '%' },
}
/** A value that was another one when its day was over. */
export const restated: Value = { ...eventValue, restated: { state: 'ok', numerator: 780_870, denominator: 983_210, display: { text: '79.42', unit: '%' } } }
const { open: _open, ...withoutOpen } = eventValue
export const monthValue: Value = { ...withoutOpen, judged: false, window: { ...eventValue.window, id: 'rolling-30-days' }, display: { text: '82.04', unit: '%' } }

export const standing: Standing = {
  item: 'C28', proven: 2, ceiling: 2, state: 'proven', lastProven: null, unknowns: [], blockers: [{ requirement: 'Q27', indicator: 'I13', level: 3 }],
  word: both('数值达二级', 'Level 2 by numbers'), sentence: both('为什么是二级', 'Why level 2'), cells: ['met', 'met', 'not-met', 'not-met', 'none'],
  requirements: [
    { requirement: 'Q25', outcome: 'met', state: 'ok', gap: null }, { requirement: 'Q26', outcome: 'met', state: 'ok', gap: null },
    { requirement: 'Q27', outcome: 'not-met', state: 'ok', gap: { ...both('还差 3,388 件', '3,388 events short'), amount: 3_388 } },
    { requirement: 'Q28', outcome: 'not-met', state: 'ok', gap: { ...both('还差 101,709 件', '101,709 events short'), amount: 101_709 } },
  ],
}
const unknownStanding: Standing = {
  item: 'C32', proven: null, ceiling: 5, state: 'stale', lastProven: { level: 2, at: '2026-10-12T00:00:00+08:00' }, unknowns: [], blockers: [], sentence: nothing, word: both('待更新（最近判定二级，10-12）', 'Awaiting data'),
  cells: ['unknown', 'unknown', 'none', 'none', 'none'], requirements: ['Q31', 'Q32'].map((id) => ({ requirement: id, outcome: 'unknown', state: 'stale', gap: null })),
}

export const snapshot: Snapshot = {
  area: 'c', asOf: '2026-11-22T14:05:32+08:00', model: 'CTMM-TEST', progress: null, feeds: { ok: 17, late: 1, stopped: 1, failing: 0, drifting: 0, paused: 0 }, values: [eventValue, monthValue], standings: [standing, unknownStanding],
}

export interface Stage {
  /** Address with query, such as /?area=d1. */
  readonly path?: string
  readonly props?: Readonly<Record<string, unknown>>
  readonly shown?: Snapshot | undefined
  readonly link?: LinkState
  readonly place?: City
  /** Another model than the small one. */
  readonly standard?: Model
}

// A page that is left ticking would tick when its document has gone.
enableAutoUnmount(afterEach)

/** Mounts a component below a dashboard of the fixture and waits until it has settled. */
export async function mountIn(component: Component, stage: Stage = {}): Promise<VueWrapper> {
  const { path = '/', props = {}, link = 'live', place = city, standard = model } = stage
  const shown = 'shown' in stage ? stage.shown : snapshot
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] })
  await router.push(path)
  const Host = defineComponent({
    setup() {
      const url = useUrlState()
      const area = computed<Area>(() => place.areas.find((one) => one.code === url.area.value) ?? { code: place.root, kind: 'city', parent: null, ...place.name })
      provide(dashboardKey, {
        city: place, catalogue: catalogueOf(standard), url, area, isCity: computed(() => area.value.code === place.root),
        reading: computed(() => (shown === undefined ? undefined : readingOf(shown))), link: ref(link), behind: ref(false), desk: ref(0), theme: ref<'light' | 'dark'>('light'),
      })
      return () => h(component, props)
    },
  })
  const wrapper = mount(Host, { attachTo: document.body, global: { plugins: [router] } })
  await flushPromises()
  return wrapper
}

/** A feed that is well, but for what is said. */
export function feedOf(id: string, more: Partial<Feed> = {}): Feed {
  return {
    id, zh: `数据源 ${id}`, en: `Feed ${id}`, source: 'hotline', adapter: 'sql-query', bureau: null, contact: '热线科', catalogueCode: '990100-RX-0001', purpose: '计算平均响应时间', expires: null,
    phone: '0000-88002001', application: null, expiry: null, state: 'ok', coveredUntil: '2026-11-22T14:00:00+08:00', lagMinutes: 5, lastReceivedAt: '2026-11-22T14:00:00+08:00', received: 1_000, stored: 900, duplicate: 90, rejected: 10,
    cadenceMinutes: 15, cadenceClock: 'natural', yearNotHeld: null, reads: 'scheduled', nextRunAt: null, lastRun: null, failures: 0, problem: null, link: null, pausedAt: null, pausedBecause: null, drifts: [], ...more,
  }
}
