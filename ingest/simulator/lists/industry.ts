// Short lists of industry and city: open scenarios, new-type communities, demonstration parks, cluster areas and clusters.
import { DAY } from '../local-time.ts'
import { ROOT, STREETS } from '../places.ts'
import type { ListStream } from '../streams.ts'
import type { ListEntry, ListPlan, Turn } from './list.ts'
import { midnightOf } from './progress.ts'
import type { Schedule } from './schedule.ts'

const quarterly: Schedule = { rhythm: 'quarterly', hour: 17, delayMs: 10 * DAY }

/** Domain, day of opening ('' where it is only planned) and, for one, the day of withdrawal. */
const SCENARIOS: readonly (readonly [domain: string, open: string, withdrawn?: string])[] = [
  ['交通出行', '2024-05-10'], ['交通出行', '2024-11-05'], ['文化旅游', '2024-12-12', '2026-02-10'], ['智慧港口', '2025-03-18'], ['智慧港口', '2025-08-26'], ['医疗健康', '2025-06-12'],
  ['文化旅游', '2025-11-20'], ['绿色低碳', '2026-03-05'], ['养老服务', '2026-05-28'], ['交通出行', '2026-09-08'], ['绿色低碳', ''], ['城市治理', ''], ['低空经济', ''],
]

/** City scenarios open to companies, every quarter in full. */
export function openScenarios(): ListPlan {
  const begin = midnightOf('2024-01-15')
  const entries = SCENARIOS.map(([domain, open, withdrawn], index): ListEntry => {
    const turns: Turn[] = [{ at: begin, status: 'planned' }]
    if (open !== '') turns.push({ at: midnightOf(open), status: 'open' })
    if (withdrawn !== undefined) turns.push({ at: midnightOf(withdrawn), status: 'withdrawn' })
    return { key: `KF-${index + 1}`, name: `${domain}开放场景 ${index + 1}`, area: index % 2 === 0 ? ROOT : STREETS[index * 3]?.code ?? ROOT, group: domain, begin, turns }
  })
  return {
    stream: 'open-scenarios', form: 'list', schedule: quarterly, dates: 'day', entries,
    columns: { key: '场景编号', name: '场景名称', group: '领域', area: '区域代码', status: '状态', since: '状态日期', begin: '入库日期', date: '截止时间' },
    words: { open: '已开放', planned: '拟开放', withdrawn: '已撤回' },
  }
}

interface Site {
  readonly name: string
  readonly street: number
  readonly building: string
  readonly accepted?: string
}

const sites = (stream: ListStream, prefix: string, list: readonly Site[]): ListPlan => {
  const begin = midnightOf('2024-02-01')
  const entries = list.map(({ name, street, building, accepted }, index): ListEntry => ({
    key: `${prefix}-${index + 1}`, name, area: STREETS[street]?.code ?? ROOT, begin,
    turns: [
      { at: begin, status: 'planned' },
      ...(building === '' ? [] : [{ at: midnightOf(building), status: 'building' }]),
      ...(accepted === undefined ? [] : [{ at: midnightOf(accepted), status: 'accepted' }]),
    ],
  }))
  return {
    stream, form: 'list', schedule: quarterly, dates: 'day', entries,
    columns: { key: '编号', name: '名称', area: '街镇代码', status: '状态', since: '状态日期', begin: '入库日期', date: '截止时间' },
    words: { accepted: '已验收', building: '建设中', planned: '谋划' },
  }
}

export const newCommunities = (): ListPlan => sites('new-communities', 'XSQ', [
  { name: '港湾数字社区', street: 2, building: '2024-06-03', accepted: '2026-03-12' },
  { name: '星河商业社区', street: 16, building: '2025-05-06' },
  { name: '芯谷产业社区', street: 19, building: '' },
])

export const demoParks = (): ListPlan => sites('demo-parks', 'SFY', [
  { name: '启明数字公共服务园', street: 17, building: '2024-08-01', accepted: '2025-12-18' },
  { name: '锚湾示范园', street: 2, building: '2025-10-09' },
  { name: '枫林示范园', street: 33, building: '' },
])

export const clusterZones = (): ListPlan => sites('cluster-zones', 'JJQ', [
  { name: '芯谷数字产业集聚区', street: 19, building: '2024-04-01', accepted: '2025-07-22' },
  { name: '临港海洋数据园', street: 5, building: '2025-03-03' },
])

export const nationalClusters = (): ListPlan => sites('national-clusters', 'JQ', [
  { name: '海洋数字装备集群', street: 5, building: '2025-02-10' },
  { name: '工业软件集群', street: 15, building: '' },
])
