// Feeds of the invented city in every state, with runs, drifts, versions and what was set aside: what the pages of feeds are looked at with.
import type { DeadLetterGroups, DeadLetterPage, Drift, Feed, FeedRun, FeedVersions, Secrets } from '../../web/api/feed-types.ts'
/** The fake city's present. */
const START = Date.parse('2026-11-22T06:05:32Z')
const HOUR = 3_600_000

const ago = (hours: number): string => new Date(START - hours * HOUR).toISOString()

const base: Omit<Feed, 'id' | 'zh' | 'en'> = {
  source: 'hotline-12345', adapter: 'sql-query', bureau: 'B01', contact: '热线运行科', phone: '0000-88002001', catalogueCode: '990100-RX-0001', application: 'SQ-2026-0117', purpose: '计算平均响应时间与年度办结率', expires: '2027-12-31',
  expiry: { daysLeft: 404, state: 'ok' }, state: 'ok', coveredUntil: ago(0), lagMinutes: 4, lastReceivedAt: ago(0), received: 983_210, stored: 951_002, duplicate: 32_108, rejected: 100, cadenceMinutes: 15, cadenceClock: 'natural', yearNotHeld: null,
  reads: 'scheduled', nextRunAt: ago(-0.2), lastRun: null, failures: 0, problem: null, link: null, pausedAt: null, pausedBecause: null, drifts: [],
}

export const FEEDS: readonly Feed[] = [
  { ...base, id: 'hotline-12345', zh: '12345 热线工单', en: '12345 hotline orders' },
  { ...base, id: 'offline-ledger', zh: '区级线下台账', en: 'District off-platform ledger', source: 'ledger', adapter: 'upload', bureau: 'B02', contact: '数字城管科', state: 'late', coveredUntil: ago(60), lagMinutes: 3_600, cadenceMinutes: 1_440, reads: 'asked', nextRunAt: null, rejected: 0, expires: '2026-12-01', expiry: { daysLeft: 9, state: 'soon' } },
  { ...base, id: 'one-form', zh: '一表通使用登记', en: 'One-form use register', source: 'one-form', adapter: 'http-push', state: 'stopped', coveredUntil: ago(987), lagMinutes: 59_220, cadenceMinutes: 10_080, reads: 'delivered', nextRunAt: null, phone: null, contact: null, rejected: 3 },
  { ...base, id: 'city-events', zh: '城市管理案件', en: 'City-management cases', source: 'city-management', bureau: 'B02', state: 'failing', failures: 3, lagMinutes: 42, problem: { code: 'unreachable', zh: '10.0.0.5:3306 的数据库没有应答。请核对数据库是否运行、防火墙是否放行。', en: 'No database answers at 10.0.0.5:3306. See whether it runs and whether a firewall lets this machine through.' } },
  { ...base, id: 'service-items', zh: '政务服务事项', en: 'Service items', source: 'service-items', adapter: 'http-poll', bureau: 'B03', state: 'drifting', drifts: [{ id: 7, kind: 'field-gone', field: '网办深度', holds: true, beganAt: ago(5) }] },
  { ...base, id: 'grid-events', zh: '网格事件', en: 'Grid events', source: 'grid', adapter: 'mqtt', bureau: 'B03', reads: 'listening', nextRunAt: null, link: { state: 'connected', at: ago(30) } },
  { ...base, id: 'hub-list', zh: '中枢能力清单', en: 'Hub capability list', source: 'hub', adapter: 'manual', bureau: 'B03', state: 'never', coveredUntil: null, lagMinutes: null, lastReceivedAt: null, received: 0, stored: 0, duplicate: 0, rejected: 0, reads: 'delivered', nextRunAt: null, cadenceMinutes: 264_960 },
  { ...base, id: 'carriers', zh: '产业载体名录', en: 'Carrier register', source: 'carriers', bureau: 'B03', state: 'paused', pausedAt: ago(20), pausedBecause: '来源系统迁移，12 月 1 日恢复', expires: '2026-11-01', expiry: { daysLeft: -21, state: 'expired' } },
]

const run = (id: number, more: Partial<FeedRun>): FeedRun => ({
  id, feed: 'hotline-12345', trigger: 'schedule', state: 'done', beganAt: ago(id / 4), endedAt: ago(id / 4 - 0.01), received: 412, stored: 398, duplicate: 14, rejected: 0, coveredUntil: ago(id / 4), cancelAsked: false, problem: null, backFill: null, ...more,
})
const RUNS: readonly FeedRun[] = [
  run(1, { trigger: 'back-fill', state: 'running', endedAt: null, received: 210_000, stored: 209_900, duplicate: 100, backFill: { from: ago(8_760), to: ago(0), months: 12, done: 4, current: '2026-07' } }),
  run(2, {}), run(3, { state: 'failed', received: 0, stored: 0, duplicate: 0, problem: { code: 'unreachable', zh: '10.0.0.5:3306 的数据库没有应答。', en: 'No database answers at 10.0.0.5:3306.' } }), run(4, { trigger: 'asked', rejected: 3 }), run(5, { trigger: 'catch-up' }),
]
const DRIFTS: readonly Drift[] = [{
  id: 7, feed: 'service-items', zh: '“网办深度”这一列不见了', en: 'The column 网办深度 is gone', kind: 'field-gone', field: '网办深度', holds: true, advice: { zh: '请责任部门核实是否改名；确认后按新的样子接收。', en: 'Have the bureau see whether it was renamed; confirm it to go on.' },
  bureau: { code: 'B03', zh: '市政务服务局', en: 'Service bureau' }, contact: '事项管理科', phone: '0000-88002003', beganAt: ago(5), seenAt: ago(0.2), endedAt: null, endedBecause: null,
}]
const VERSIONS: FeedVersions = {
  id: 'hotline-12345', removed: false,
  versions: [
    { version: 2, appliedAt: ago(240), digest: 'b', inForce: true, changes: [{ at: '/mapping/area', before: null, after: '{path: area_code}', zh: '新增 区域：取自 area_code', en: 'Area added: from area_code' }] },
    { version: 1, appliedAt: ago(720), digest: 'a', inForce: false, changes: [] },
  ],
}
const TEXT = 'schema: ctmm-feed/1\nid: hotline-12345\nmapping:\n  fact: {kind: case, caseType: appeal}\n  area: {path: area_code, by: name}\n'
const SECRETS: Secrets = { secrets: [{ name: 'database-10-0-0-5-password', changedAt: ago(720), feeds: ['hotline-12345'], keyId: 'k', problem: null }], missing: [] }
const area = { zh: '城市文件中没有该区域', en: 'The city file has no such area' }
const advice = { zh: '请在城市文件中登记该区域或别名，或更正来源数据。', en: 'Add the area or an alias to the city file, or correct the source.' }
const GROUPS: DeadLetterGroups = {
  feed: 'hotline-12345', waiting: 100, settled: { replayed: 12, dismissed: 3, answered: 4, 'delivered-again': 0, undone: 0 },
  groups: [{ code: 'unknown-area', field: 'area', path: 'area_code', count: 100, first: ago(300), last: ago(1), reason: area, advice, values: [{ value: '东港新城', count: 80 }, { value: '老城', count: 20 }], shapes: [{ shape: '字', count: 100 }], confirmed: 2, replayable: true }],
}
const LETTERS: DeadLetterPage = {
  deadLetters: [1, 2].map((id) => ({ id, feed: 'hotline-12345', recordedAt: ago(id), position: String(id), sample: JSON.stringify({ order_no: `RX${id}`, area_code: '东港新城', accept_time: '2026-11-20 08:30:00' }), field: 'area', path: 'area_code', value: '东港新城', code: 'unknown-area', reason: area, advice, settled: null, answer: null })), next: null,
}

/** What the API answers below /feeds, /drifts, /secrets, /runs and /wiring; undefined for what it does not have. */
export function feedAnswer(path: string): unknown {
  const [, collection, id, leaf, part] = path.split('/')
  if (path === '/feeds') return { feeds: FEEDS }
  if (path === '/drifts') return { drifts: DRIFTS }
  if (path === '/secrets') return SECRETS
  if (path === '/wiring/templates') return { templates: [] }
  if (collection === 'runs') return RUNS.find((one) => String(one.id) === id)
  if (collection !== 'feeds') return undefined
  switch (leaf) {
    case 'runs': return { runs: id === 'hotline-12345' ? RUNS : [] }
    case 'versions': return part === undefined ? VERSIONS : { ...VERSIONS.versions[0], text: TEXT }
    case 'undos': return { undoings: [] }
    case 'tokens': return { auth: 'token', tokens: [{ id: 1, label: '一表通平台', createdAt: ago(900), revokedAt: null, lastUsedAt: ago(987) }] }
    case 'entries': return { feed: id, evidence: 'optional', form: [{ path: 'count', field: 'value', zh: '数量', en: 'Count', required: true, kind: 'number' }], entries: [] }
    case 'dead-letters': return part === 'groups' ? GROUPS : LETTERS
    default: return undefined
  }
}
