// Ledgers kept by streets, parks and their bureaus: communities, carriers and barrier-free areas, with what was done in each.
import { DAY } from '../local-time.ts'
import { STREETS } from '../places.ts'
import { between } from '../random.ts'
import type { ListEntry, ListPlan, Turn } from './list.ts'
import { chanceOf, daysAfter, midnightOf, reachedAt, shuffled, type Curve } from './progress.ts'
import type { Schedule } from './schedule.ts'

const IN_SCOPE_WORDS = { 'in-scope': '是', 'out-of-scope': '否' }
const WORK_WORDS = { accepted: '已验收', 'in-progress': '在建', 'not-started': '未开工', 'not-applicable': '不适用' }
const SERVICE_WORDS = { live: '运行', planned: '计划', retired: '停用' }
const monthly: Schedule = { rhythm: 'monthly', hour: 18, delayMs: 6 * DAY }
const quarterly: Schedule = { rhythm: 'quarterly', hour: 18, delayMs: 8 * DAY }
const ledgerColumns = { key: '台账编号', name: '名称', area: '街镇代码', status: '状态', since: '状态日期', begin: '登记日期', date: '截止时间' }

interface Place {
  readonly code: string
  readonly area: string
}

/** 222 communities in 40 streets and towns, five or six each. */
const COMMUNITIES: readonly Place[] = STREETS.flatMap(({ code }, index) =>
  Array.from({ length: index < 22 ? 6 : 5 }, (_, number) => ({ code: `${code}${String(number + 1).padStart(3, '0')}`, area: code })))

/** The list of communities, every quarter in full; one began in mid-2025, two villages are out of scope. */
export function communities(): ListPlan {
  const old = midnightOf('2021-01-01')
  const villages = [STREETS.at(-1), STREETS.at(-2)].map((street) => ({ code: `${street?.code ?? ''}201`, area: street?.code ?? '' }))
  const entries = [...COMMUNITIES, ...villages].map(({ code, area }, index): ListEntry => {
    const begin = index === 100 ? midnightOf('2025-06-20') : old
    return { key: code, name: `社区 ${code}`, area, group: code, begin, turns: [{ at: begin, status: index < COMMUNITIES.length ? 'in-scope' : 'out-of-scope' }] }
  })
  return {
    stream: 'communities', form: 'list', schedule: quarterly, dates: 'day', entries, words: IN_SCOPE_WORDS,
    columns: { key: '社区代码', name: '社区名称', group: '社区代码', area: '街镇代码', status: '纳入统计', begin: '设立日期', date: '截止时间' },
  }
}

const RETROFITTED: Curve = [['2025-01-01', 68], ['2026-10-25', 147], ['2026-11-01', 147], ['2028-03-31', 222]]
const WORKS = ['物业', '充电', '停车', '楼宇']

/** Four kinds of works in each community, reported monthly as changes. */
export function communityWorks(seed: number): ListPlan {
  const entries = placesWithWorks(seed, 'community-works', { places: COMMUNITIES, works: WORKS, done: RETROFITTED, prefix: 'GZ' })
  return { stream: 'community-works', form: 'changes', schedule: monthly, dates: 'day', entries, words: WORK_WORDS, columns: { ...ledgerColumns, group: '社区代码' } }
}

interface Works {
  readonly places: readonly Place[]
  readonly works: readonly string[]
  /** Places all of whose works are accepted. */
  readonly done: Curve
  readonly prefix: string
}

/** A place is done when the last of its works is accepted; its others come up to a year earlier. The first work always applies. */
function placesWithWorks(seed: number, list: string, { places, works, done, prefix }: Works): readonly ListEntry[] {
  const order = shuffled(chanceOf(seed, list), places.length)
  const begin = midnightOf('2021-05-01')
  return places.flatMap(({ code, area }, index) => {
    const finished = reachedAt(done, order[index] ?? 0)
    return works.map((work, number): ListEntry => {
      const random = chanceOf(seed, `${list}-${code}`, number)
      const applies = number === 0 || random() > 0.12
      const accepted = finished === undefined ? undefined : number === 0 ? finished : daysAfter(finished, -between(random, 3, 360))
      const started = accepted === undefined ? undefined : daysAfter(accepted, -between(random, 70, 170))
      const turns: Turn[] = [{ at: begin, status: applies ? 'not-started' : 'not-applicable' }]
      if (applies && started !== undefined && started > begin) turns.push({ at: started, status: 'in-progress' })
      if (applies && accepted !== undefined) turns.push({ at: accepted, status: 'accepted' })
      return { key: `${prefix}-${code}-${number + 1}`, name: `${work}改造`, area, group: code, begin, turns }
    })
  })
}

const ONE_STOP: Curve = [['2025-01-01', 14], ['2026-10-25', 60], ['2026-11-01', 60], ['2027-12-31', 120]]
const SERVICES = ['托幼', '助老', '阅读', '康复']

/** One-stop services in communities, reported monthly as changes although weekly was agreed: this feed is often late. */
export function communityServices(seed: number): ListPlan {
  const entries = placesWithServices(seed, 'community-services', { places: COMMUNITIES, services: SERVICES, served: ONE_STOP, prefix: 'YZ' })
  return { stream: 'community-services', form: 'changes', schedule: { ...monthly, delayMs: 5 * DAY }, dates: 'day', entries, words: SERVICE_WORDS, columns: { ...ledgerColumns, group: '社区代码' } }
}

/** 66 carriers, one of them out of scope; two closed down during the story. */
const CARRIERS: readonly Place[] = Array.from({ length: 66 }, (_, index) => ({ code: `ZT${String(index + 1).padStart(3, '0')}`, area: STREETS[(index * 7) % STREETS.length]?.code ?? '' }))
const CLOSED = new Map([[63, midnightOf('2025-09-30') + quarterly.hour * 3_600_000], [64, midnightOf('2026-06-30') + quarterly.hour * 3_600_000]])

/** The register of carriers, every quarter in full. */
export function carriers(): ListPlan {
  const begin = midnightOf('2022-01-01')
  const entries = CARRIERS.map(({ code, area }, index): ListEntry => {
    const end = CLOSED.get(index)
    return { key: code, name: `产业载体 ${code}`, area, group: code, begin, turns: [{ at: begin, status: index === 65 ? 'out-of-scope' : 'in-scope' }], ...(end === undefined ? {} : { end }) }
  })
  return {
    stream: 'carriers', form: 'list', schedule: quarterly, dates: 'day', entries, words: IN_SCOPE_WORDS,
    columns: { key: '载体编号', name: '载体名称', group: '载体编号', area: '街镇代码', status: '在册', begin: '登记日期', date: '截止时间' },
  }
}

const CARRIERS_SERVED: Curve = [['2025-01-01', 2], ['2026-09-20', 9], ['2027-12-31', 24]]

/** Digital public services in carriers, reported quarterly as changes. */
export function carrierServices(seed: number): ListPlan {
  const entries = placesWithServices(seed, 'carrier-services', { places: CARRIERS.slice(0, 63), services: ['政务自助', '数据服务'], served: CARRIERS_SERVED, prefix: 'FW' })
  return { stream: 'carrier-services', form: 'changes', schedule: quarterly, dates: 'day', entries, words: SERVICE_WORDS, columns: { ...ledgerColumns, group: '载体编号' } }
}

interface Services {
  readonly places: readonly Place[]
  readonly services: readonly string[]
  /** Places with at least one service running. */
  readonly served: Curve
  readonly prefix: string
}

/** The first service of a place starts when the place counts as served; others follow, and one in ten of those stops again. */
function placesWithServices(seed: number, list: string, { places, services, served, prefix }: Services): readonly ListEntry[] {
  const order = shuffled(chanceOf(seed, list), places.length)
  const begin = midnightOf('2022-01-01')
  return places.flatMap(({ code, area }, index) => {
    const first = reachedAt(served, order[index] ?? 0)
    if (first === undefined) return []
    return services.flatMap((service, number): ListEntry[] => {
      const random = chanceOf(seed, `${list}-${code}`, number)
      if (number > 0 && random() < 0.5) return []
      const live = number === 0 ? first : daysAfter(first, between(random, 20, 400))
      const turns: Turn[] = [{ at: begin, status: 'planned' }, { at: live, status: 'live' }]
      if (number > 0 && random() < 0.1) turns.push({ at: daysAfter(live, between(random, 130, 300)), status: 'retired' })
      return [{ key: `${prefix}-${code}-${number + 1}`, name: `${service}服务`, area, group: code, begin, turns }]
    })
  })
}

const AREAS: readonly Place[] = STREETS.map(({ code }) => ({ code, area: code }))

/** The streets and towns that count as areas, every quarter in full. */
export function retrofitAreas(): ListPlan {
  const begin = midnightOf('2021-01-01')
  const entries = STREETS.map(({ code, zh }): ListEntry => ({ key: code, name: zh, area: code, group: code, begin, turns: [{ at: begin, status: 'in-scope' }] }))
  return {
    stream: 'retrofit-areas', form: 'list', schedule: quarterly, dates: 'day', entries, words: IN_SCOPE_WORDS,
    columns: { key: '街镇代码', name: '街镇名称', group: '街镇代码', area: '街镇代码', status: '纳入统计', begin: '设立日期', date: '截止时间' },
  }
}

const AREAS_DONE: Curve = [['2025-01-01', 13], ['2026-09-20', 29], ['2027-12-31', 40]]

/** Three kinds of works in each street or town, reported quarterly as changes. */
export function retrofitWorks(seed: number): ListPlan {
  const entries = placesWithWorks(seed, 'retrofit-works', { places: AREAS, works: ['无障碍', '适老', '适幼'], done: AREAS_DONE, prefix: 'WZA' })
  return { stream: 'retrofit-works', form: 'changes', schedule: quarterly, dates: 'day', entries, words: WORK_WORDS, columns: { ...ledgerColumns, group: '街镇' } }
}
