// The data bureau's lists: hub capabilities, the data catalogue and the institutions that own the data.
import type { Instant } from '../../../rules/time/instant.ts'
import { HOUR, MINUTE, localFrom } from '../local-time.ts'
import { BUREAUS } from '../places.ts'
import { between, type Random } from '../random.ts'
import type { ListEntry, ListPlan } from './list.ts'
import { atWork, chanceOf, daysAfter, midnightOf, reachedAt, shuffled, type Curve } from './progress.ts'

const ASSESSMENTS: readonly (readonly [day: string, met: number])[] = [
  ['2024-09-30', 52], ['2025-03-31', 55], ['2025-09-30', 63], ['2026-03-31', 72], ['2026-09-30', 80], ['2027-03-31', 84], ['2027-09-30', 90],
]
const APPLICABLE = 102
const NOT_APPLICABLE = 4

/** Half-yearly assessment of 106 capabilities, 4 of them not applicable. */
export function hubCapabilities(seed: number): ListPlan {
  const order = shuffled(chanceOf(seed, 'hub'), APPLICABLE)
  const statusOf = (rank: number, met: number): string => (rank < met ? 'met' : rank < met + 14 ? 'partial' : 'not-met')
  const entries = Array.from({ length: APPLICABLE + NOT_APPLICABLE }, (_, index): ListEntry => {
    const rank = order[index]
    const turns = ASSESSMENTS.map(([day, met]) => ({ at: midnightOf(day), status: rank === undefined ? 'not-applicable' : statusOf(rank, met) }))
    const number = String(index + 1).padStart(3, '0')
    return { key: `ZS-${number}`, name: `中枢能力项 ${number}`, area: '', begin: midnightOf('2024-09-30'), turns: turns.filter(({ status }, at) => status !== turns[at - 1]?.status) }
  })
  return {
    stream: 'hub-capabilities', form: 'list', schedule: { rhythm: 'half-yearly', hour: 18, delayMs: 6 * 24 * HOUR }, dates: 'day', entries,
    columns: { key: '能力编码', name: '能力名称', status: '评价结论', since: '结论日期', begin: '纳入日期', date: '评价截止' },
    words: { met: '具备', partial: '部分具备', 'not-met': '不具备', 'not-applicable': '不适用' },
  }
}

/** Resources of each bureau: first of those whose whole catalogue is approved one after the other, then of the rest. */
const COMPLETED: readonly (readonly [bureau: string, resources: number])[] = [
  ['cll', 28], ['zfb', 38], ['tyj', 32], ['sfj', 44], ['shw', 46], ['sjj', 120], ['kjj', 52], ['wlj', 58], ['czj', 74], ['yjj', 66], ['zwb', 104],
  ['fgw', 88], ['hbj', 92], ['jyj', 96], ['swj', 84], ['rsj', 118],
]
const COMPLETED_BY: Curve = [['2025-01-01', 4], ['2026-11-10', 16]]
const UNDER_WAY: readonly (readonly [bureau: string, resources: number])[] = [
  ['gxj', 120], ['gaj', 340], ['mzj', 150], ['zrj', 210], ['zjj', 240], ['cgj', 180], ['jtj', 165], ['nyj', 96], ['wjw', 128], ['scj', 72],
]
const UNDER_WAY_APPROVED: Curve = [['2025-01-01', 96], ['2026-11-21', 533], ['2026-11-22', 533], ['2027-12-31', 1701]]
/** Merged into another bureau; its resources leave the catalogue. */
const MERGED = { bureau: 'lsj', resources: 24, end: midnightOf('2026-03-01') } as const

/** 2,841 resources of 26 bureaus at the end of the story, reported every morning as changes. */
export function dataCatalogue(seed: number): ListPlan {
  const entries: ListEntry[] = []
  const add = (bureau: string, number: number, approvedDay: Instant | undefined, approval: Approval): void => {
    const random = chanceOf(seed, `resource-${bureau}`, number)
    const { begin, turns } = resourceLife(random, approvedDay, approval)
    const code = String(number + 1).padStart(5, '0')
    const end = bureau === MERGED.bureau ? { end: MERGED.end } : {}
    entries.push({ key: `${bureau.toUpperCase()}-${code}`, name: `数据资源 ${code}`, area: '', bureau, group: bureau, begin, turns, ...end })
  }
  COMPLETED.forEach(([bureau, resources], rank) => {
    const done = reachedAt(COMPLETED_BY, rank) ?? 0
    const start = midnightOf('2024-03-01')
    for (let number = 0; number < resources; number++) add(bureau, number, daysAfter(start, ((done - start) / (24 * HOUR)) * ((number + 1) / resources)), 'waits')
  })
  const total = UNDER_WAY.reduce((sum, [, resources]) => sum + resources, 0)
  const ranks = shuffled(chanceOf(seed, 'resources'), total).values()
  for (const [bureau, resources] of UNDER_WAY) {
    for (let number = 0; number < resources; number++) add(bureau, number, reachedAt(UNDER_WAY_APPROVED, ranks.next().value ?? 0), 'fixed')
  }
  for (let number = 0; number < MERGED.resources; number++) add(MERGED.bureau, number, number < 10 ? midnightOf('2024-11-20') : undefined, 'old')
  return {
    stream: 'data-catalogue', form: 'changes', schedule: { rhythm: 'daily', hour: 6, delayMs: 10 * MINUTE }, dates: 'second', entries,
    columns: { key: '资源编码', name: '资源名称', bureau: '部门代码', status: '审定状态', since: '状态时间', begin: '编目时间', end: '下架时间', date: '统计时间' },
    words: { approved: '已审定', reviewing: '审核中', draft: '草拟' },
  }
}

/** Whether the approval of a new resource `waits` for it or comes on a `fixed` day; `old` resources are never new. */
type Approval = 'waits' | 'fixed' | 'old'

/** Drafted, reviewed, approved. One resource in six is new during the story. */
function resourceLife(random: Random, approvedDay: Instant | undefined, approval: Approval): Pick<ListEntry, 'begin' | 'turns'> {
  const recent = daysAfter(midnightOf('2025-01-02'), between(random, 0, 660))
  const inTime = approval === 'waits' || (approval === 'fixed' && (approvedDay === undefined || recent < daysAfter(approvedDay, -20)))
  const isNew = random() < 0.18 && inTime
  const created = isNew ? recent : daysAfter(midnightOf('2023-01-01'), between(random, 0, 40))
  const createdAt = atWork(random, created)
  const approvedAt = approvedDay === undefined ? undefined : atWork(random, Math.max(approvedDay, daysAfter(created, between(random, 2, 9))))
  const reviewedAt = approvedAt === undefined ? undefined : daysAfter(approvedAt, -between(random, 1.6, 40))
  const turns = [{ at: createdAt, status: 'draft' }]
  if (reviewedAt !== undefined && reviewedAt > createdAt) turns.push({ at: reviewedAt, status: 'reviewing' })
  if (approvedAt !== undefined) turns.push({ at: approvedAt, status: 'approved' })
  return { begin: createdAt, turns }
}

/** The institutions of the city: all bureaus but the district governments, the tax service out of scope. */
export function institutions(): ListPlan {
  const begin = midnightOf('2024-01-01')
  const entries = BUREAUS.filter(({ code }) => !code.startsWith('gov-')).map(({ code, zh }): ListEntry => ({
    key: code, name: zh, area: '', bureau: code, group: code, begin,
    turns: [{ at: begin, status: code === 'sww' ? 'out-of-scope' : 'in-scope' }],
    ...(code === MERGED.bureau ? { end: localFrom('2026-02-28 09:00') } : {}),
  }))
  return {
    stream: 'institutions', form: 'list', schedule: { rhythm: 'monthly', hour: 9, delayMs: 24 * HOUR }, dates: 'day', entries,
    columns: { key: '机构代码', name: '机构名称', bureau: '机构代码', group: '机构代码', status: '纳入范围', begin: '登记日期', date: '名录日期' },
    words: { 'in-scope': '是', 'out-of-scope': '否' },
  }
}
