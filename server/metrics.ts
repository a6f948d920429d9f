// What an operator watches: intake by feed, assess looks, viewers.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { readAuditState } from '../db/audit/findings.ts'
import { countWaiting } from '../db/feeds/dead-letters.ts'
import { readFeedStates } from '../db/feeds/feed-states.ts'
import { ALL_ROLES } from './roles.ts'
import type { Services } from './services.ts'

export interface Metrics {
  readonly registry: Registry
  readonly viewers: Gauge
  readonly refused: Counter
}

export function createMetrics(services: Services): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'ctmm_' })
  const feedSamples = new Gauge({
    name: 'ctmm_feed_samples',
    help: 'Samples of a feed by what became of them; received = stored + duplicate + rejected',
    labelNames: ['feed', 'outcome'],
    registers: [registry],
    async collect() {
      for (const state of await readFeedStates(services.workbench.store.db)) {
        for (const outcome of ['received', 'stored', 'duplicate', 'rejected'] as const) feedSamples.set({ feed: state.feed, outcome }, state[outcome])
      }
    },
  })
  const coverage = new Gauge({
    name: 'ctmm_feed_covered_until_seconds',
    help: 'How far a feed has been read completely, as Unix time',
    labelNames: ['feed'],
    registers: [registry],
    async collect() {
      for (const { feed, coveredUntil } of await readFeedStates(services.workbench.store.db)) if (coveredUntil !== null) coverage.set({ feed }, coveredUntil / 1000)
    },
  })
  const waiting = new Gauge({
    name: 'ctmm_dead_letters_waiting',
    help: 'Samples of a feed that could not become facts and wait for mending',
    labelNames: ['feed'],
    registers: [registry],
    async collect() {
      const { db } = services.workbench.store
      const counts = await countWaiting(db)
      for (const { feed } of await readFeedStates(db)) waiting.set({ feed }, counts.get(feed) ?? 0)
    },
  })
  const look = new Histogram({
    name: 'ctmm_assess_look_seconds',
    help: 'Duration of a look of the assess loop',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  services.assessor?.onLook((ms) => look.observe(ms / 1000))
  const audit = new Gauge({
    name: 'ctmm_audit_open',
    help: 'Differences between what was said and what is counted; anything but 0 needs a person',
    registers: [registry],
    async collect() {
      audit.set((await readAuditState(services.workbench.store.db)).open)
    },
  })
  const role = new Gauge({ name: 'ctmm_role', help: '1 for every role of this process', labelNames: ['role'], registers: [registry] })
  for (const name of services.roles ?? ALL_ROLES) role.set({ role: name }, 1)
  const leader = new Gauge({
    name: 'ctmm_leader',
    help: '1 while this process records standings and runs jobs, 0 while another one does',
    registers: [registry],
    collect(): void {
      leader.set(services.leadership?.lease() === undefined ? 0 : 1)
    },
  })
  return {
    registry,
    viewers: new Gauge({ name: 'ctmm_live_viewers', help: 'Open live connections', registers: [registry] }),
    refused: new Counter({ name: 'ctmm_samples_requests_refused_total', help: 'Pushes refused as a whole', labelNames: ['reason'], registers: [registry] }),
  }
}
