// The government-service bureau's lists: service items, the two one-thing lists, proactive scenarios and one-form departments.
import type { Instant } from '../../../rules/time/instant.ts'
import { DAY, HOUR, MINUTE, localFrom } from '../local-time.ts'
import { BUREAUS, DISTRICTS, ROOT, bureauOf } from '../places.ts'
import { between } from '../random.ts'
import type { ListEntry, ListPlan, Turn } from './list.ts'
import { atWork, chanceOf, daysAfter, midnightOf, reachedAt, shuffled, type Curve } from './progress.ts'

const ITEMS = 2038
const ITEMS_ACCEPTED: Curve = [['2025-01-01', 1880], ['2026-05-20', 2038]]
const ITEMS_FULLY: Curve = [['2025-01-01', 1390], ['2026-11-20', 1912], ['2027-12-31', 2010]]
const ITEM_OWNERS = ['rsj', 'scj', 'gaj', 'zrj', 'zjj', 'mzj', 'wjw', 'jtj', 'jyj', 'fgw', 'hbj', 'swj', 'nyj', 'wlj', 'gxj', 'shw', 'yjj', 'sfj', 'cll', 'tyj']

/** 2,038 service items of the city and its districts, reported every morning as changes; the deepest come first on both curves. */
export function serviceItems(seed: number): ListPlan {
  const order = shuffled(chanceOf(seed, 'service-items'), ITEMS)
  const entries = order.map((rank, index): ListEntry => {
    const random = chanceOf(seed, 'service-item', index)
    const district = random() < 0.44 ? undefined : DISTRICTS[index % DISTRICTS.length]
    const begin = midnightOf('2022-09-01')
    const acceptedDay = reachedAt(ITEMS_ACCEPTED, rank)
    const fullyDay = reachedAt(ITEMS_FULLY, rank)
    const turns: Turn[] = [{ at: begin, status: random() < 0.5 ? 'offline' : 'consult-online' }]
    if (acceptedDay !== undefined) turns.push({ at: atWork(random, acceptedDay), status: 'accept-online' })
    if (fullyDay !== undefined) turns.push({ at: atWork(random, Math.max(fullyDay, daysAfter(acceptedDay ?? fullyDay, 3))), status: 'fully-online' })
    const number = String(index + 1).padStart(6, '0')
    return {
      key: `SX-${number}`, name: `政务服务事项 ${number}`, area: district?.code ?? ROOT,
      bureau: district?.government ?? ITEM_OWNERS[index % ITEM_OWNERS.length] ?? 'zwb', begin, turns,
    }
  })
  return {
    stream: 'service-items', form: 'changes', schedule: { rhythm: 'daily', hour: 6, delayMs: 15 * MINUTE }, dates: 'second', entries,
    columns: { key: 'implement_code', name: 'item_name', area: 'area_code', bureau: 'dept_code', status: 'online_depth', since: 'depth_since', begin: 'publish_time', date: 'stat_time' },
    words: { offline: '0', 'consult-online': '1', 'accept-online': '2', 'fully-online': '3', 'on-site-by-law': '9' },
  }
}

const ONE_THING_WORDS = { live: '已上线', trial: '试运行', building: '建设中', planned: '未启动', 'not-applicable': '不适用' }
const oneThingColumns = { key: '事项编码', name: '事项名称', bureau: '牵头部门', status: '进展', since: '进展日期', begin: '列入日期', date: '统计时间' }
const LEADS = ['市民政局', '市人社局', '市教育局', '市卫健委', '市市监局', '市公安局', '市住建局', '市资规局', '市残联', '市交通局']

interface Batch {
  readonly name: string
  readonly items: number
  readonly begin: string
  readonly end?: string
  readonly live: Curve
}

/** The list of 2025, then two batches of 2026; the second enlarged the list five weeks before the story ends. */
const BATCHES: readonly Batch[] = [
  { name: '2025', items: 13, begin: '2024-03-01', end: '2026-01-09 17:00', live: [['2025-01-01', 5], ['2025-12-20', 13]] },
  { name: '2026-1', items: 12, begin: '2026-01-09', live: [['2026-01-09', 3], ['2026-09-10', 12]] },
  { name: '2026-2', items: 9, begin: '2026-10-16', live: [['2026-10-16', 3], ['2026-11-19', 6], ['2027-06-30', 9]] },
]

/** The annual list, sent whole every Friday; one item cannot apply to the city. */
export function oneThingAnnual(): ListPlan {
  const entries = BATCHES.flatMap(({ name, items, begin, end, live }) => Array.from({ length: items }, (_, rank) => ({
    ...oneThing(`NDQD-${name}-${rank + 1}`, rank, midnightOf(begin), reachedAt(live, rank)),
    ...(end === undefined ? {} : { end: localFrom(end) }),
  })))
  const begin = midnightOf('2026-01-09')
  entries.push({ key: 'NDQD-2026-1-99', name: '一件事 99', area: '', bureau: LEADS[9] ?? '', begin, turns: [{ at: begin, status: 'not-applicable' }] })
  return {
    stream: 'one-thing-annual', form: 'list', schedule: { rhythm: 'weekly', weekday: 5, hour: 17, delayMs: HOUR }, dates: 'day', entries,
    columns: oneThingColumns, words: ONE_THING_WORDS,
  }
}

const MASTER_LIVE: Curve = [['2025-01-01', 58], ['2026-11-19', 111], ['2027-12-20', 153]]

/** The master list of 153 items, reported every Friday as changes. */
export function oneThingMaster(seed: number): ListPlan {
  const entries = shuffled(chanceOf(seed, 'one-thing'), 153).map((rank, index) => oneThing(`ZTQD-${index + 1}`, index, midnightOf('2023-06-01'), reachedAt(MASTER_LIVE, rank)))
  return {
    stream: 'one-thing-master', form: 'changes', schedule: { rhythm: 'weekly', weekday: 5, hour: 17, delayMs: HOUR }, dates: 'day', entries,
    columns: oneThingColumns, words: ONE_THING_WORDS,
  }
}

function oneThing(key: string, index: number, begin: Instant, live: Instant | undefined): ListEntry {
  const steps: readonly Turn[] = live === undefined
    ? []
    : [{ at: daysAfter(live, -110), status: 'building' }, { at: daysAfter(live, -30), status: 'trial' }, { at: live, status: 'live' }]
  const kept = steps.filter(({ at }) => at > begin)
  const before = steps.findLast(({ at }) => at <= begin)
  return { key, name: `一件事 ${index + 1}`, area: '', bureau: LEADS[index % LEADS.length] ?? '', begin, turns: [{ at: begin, status: before?.status ?? 'planned' }, ...kept] }
}

const SCENARIOS = 27
const SCENARIOS_LIVE: Curve = [['2025-01-01', 6], ['2026-10-20', 19], ['2027-09-30', 23]]

/** Proactive service scenarios, reported monthly as changes; two have been retired. */
export function serviceScenarios(): ListPlan {
  const entries = Array.from({ length: SCENARIOS }, (_, rank): ListEntry => {
    const live = reachedAt(SCENARIOS_LIVE, rank)
    const begin = midnightOf('2022-06-01')
    const turns: Turn[] = [{ at: begin, status: 'planned' }]
    if (live !== undefined) turns.push({ at: daysAfter(live, -75), status: 'pilot' }, { at: live, status: 'live' })
    else if (rank % 2 === 0) turns.push({ at: midnightOf('2026-08-03'), status: 'pilot' })
    if (rank === 2 || rank === 4) turns.push({ at: midnightOf(rank === 2 ? '2026-03-16' : '2026-06-08'), status: 'retired' })
    return { key: `CJ-${rank + 1}`, name: `主动服务场景 ${rank + 1}`, area: '', bureau: LEADS[rank % LEADS.length] ?? '', begin, turns }
  })
  return {
    stream: 'service-scenarios', form: 'changes', schedule: { rhythm: 'monthly', hour: 18, delayMs: 3 * DAY }, dates: 'day', entries,
    columns: { key: '场景编号', name: '场景名称', bureau: '责任部门', status: '状态', since: '状态日期', begin: '入库日期', date: '统计时间' },
    words: { live: '运行', pilot: '试点', planned: '策划', retired: '下线' },
  }
}

const IN_USE: Curve = [['2025-01-01', 9], ['2026-09-20', 22]]
const FALLEN_ASLEEP = midnightOf('2026-07-20') + 10 * HOUR

/** Departments that use the one-form system, sent whole every Monday until the feed fell silent on 12 October 2026. */
export function oneFormDepartments(seed: number): ListPlan {
  const departments = BUREAUS.filter(({ code }) => !code.startsWith('gov-') && code !== 'lsj' && code !== 'sww')
  const order = shuffled(chanceOf(seed, 'one-form'), departments.length)
  const begin = midnightOf('2024-06-01')
  const entries = departments.map(({ code, zh }, index): ListEntry => {
    const rank = order[index] ?? 0
    const inUse = reachedAt(IN_USE, rank)
    const turns: readonly Turn[] = inUse === undefined
      ? [{ at: begin, status: 'not-in-use' }]
      : [{ at: begin, status: 'not-in-use' }, { at: inUse, status: 'in-use' }].filter(({ at }, turn) => turn === 1 || at < inUse)
    const usedAt = (date: Instant): Instant | undefined => {
      if (inUse === undefined || date < inUse) return undefined
      const daysAgo = between(chanceOf(seed, 'one-form-use', Math.floor(date / DAY) * 64 + index), 0.3, 6)
      const used = Math.floor((date - daysAgo * DAY) / MINUTE) * MINUTE
      return rank === 3 ? Math.min(used, FALLEN_ASLEEP) : used
    }
    return { key: bureauOf(code).uscc, name: zh, area: '', bureau: code, begin, turns, usedAt }
  })
  return {
    stream: 'oneform-departments', form: 'list', dates: 'second', entries,
    schedule: { rhythm: 'weekly', weekday: 1, hour: 9, delayMs: HOUR, silentAfter: localFrom('2026-10-12 12:00') },
    columns: { key: 'dept_uscc', name: 'dept_name', status: 'use_flag', used: 'last_use_at', date: 'stat_time' },
    words: { 'in-use': 'Y', 'not-in-use': 'N' },
  }
}
