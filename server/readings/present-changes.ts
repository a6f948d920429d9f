// The present changes of areas for everybody who asks: closed days are dear to read and serve everyone for a while, today is read anew.
import type { Instant } from '../../rules/time/instant.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Change, ChangeDay } from '../schemas/trends.ts'
import type { Workbench } from '../workbench.ts'
import { changesOfClosedDays, changesOfToday, DAYS_BACK, newestFirst } from './changes.ts'
import { readFeedsNow } from './feeds-now.ts'

const KEEP_CLOSED_MS = 60_000
/** A year takes a second to read; what is restated meanwhile is marked a little later. */
const KEEP_YEAR_MS = 600_000
/** Many viewers who hear of one event ask at once. */
const KEEP_TODAY_MS = 1_000
const MOST_KEPT = 200

interface Kept<T> {
  readonly until: Instant
  readonly answer: Promise<T>
}

export class PresentChanges {
  private readonly workbench: Workbench
  private readonly kept = new Map<string, Kept<readonly Change[]>>()

  constructor(workbench: Workbench) {
    this.workbench = workbench
  }

  /** Newest first. */
  async read(area: string): Promise<readonly Change[]> {
    const { workbench } = this
    const { db } = workbench.store
    const now = workbench.now()
    const [closed, today] = await Promise.all([
      this.closedDays(area, DAYS_BACK, KEEP_CLOSED_MS),
      this.keep(`today ${area}`, KEEP_TODAY_MS, async () => changesOfToday(db, workbench.context, { area, now, feeds: await readFeedsNow(db) })),
    ])
    return newestFirst([...closed, ...today])
  }

  /** Standings and lists that changed on closed days, by local day, oldest first; `days` 2-400 back from yesterday. */
  async byDay(area: string, days: number): Promise<readonly ChangeDay[]> {
    const closed = await this.closedDays(area, days, KEEP_YEAR_MS)
    return [...Map.groupBy(closed, ({ at }) => at.slice(0, 10))].map(([day, changes]) => ({
      day,
      fell: changes.filter(({ kind, severity }) => kind === 'standing' && severity !== 'info').length,
      rose: changes.filter(({ kind, severity }) => kind === 'standing' && severity === 'info').length,
      scope: changes.filter(({ kind }) => kind === 'register').length,
      titles: changes.map(({ title }) => title),
    }))
  }

  /** What was read under another configuration means nothing any more. */
  forget(): void {
    this.kept.clear()
  }

  private closedDays(area: string, daysBack: number, keepMs: number): Promise<readonly Change[]> {
    const { workbench } = this
    const now = workbench.now()
    const today = dayText(workbench.context.city.zone.localDay(now))
    return this.keep(`${today} ${daysBack} ${area}`, keepMs, () => changesOfClosedDays(workbench.store.db, workbench.context, { area, now, daysBack }))
  }

  private keep(key: string, ms: number, read: () => Promise<readonly Change[]>): Promise<readonly Change[]> {
    const now = this.workbench.now()
    const found = this.kept.get(key)
    if (found !== undefined && found.until > now) return found.answer
    if (this.kept.size >= MOST_KEPT) this.kept.clear()
    const answer = read()
    this.kept.set(key, { until: now + ms, answer })
    answer.catch(() => this.kept.delete(key))
    return answer
  }
}
