// The present changes of areas for everybody who asks: closed days are dear to read and serve everyone for a while, today is read anew.
import { dayText } from '../../rules/time/calendar.ts'
import type { Change, ChangeDay } from '../schemas/trends.ts'
import type { Workbench } from '../workbench.ts'
import { changesOfClosedDays, changesOfToday, DAYS_BACK, newestFirst } from './changes.ts'
import { readFeedsNow } from './feeds-now.ts'
import { keepAnswers } from './kept-answers.ts'

const KEEP_CLOSED_MS = 60_000
/** A year is dear to read; what is restated meanwhile is marked a little later. */
const KEEP_YEAR_MS = 600_000
/** Many viewers who hear of one event ask at once. */
const KEEP_TODAY_MS = 1_000
const MOST_KEPT = 200

export class PresentChanges {
  private readonly workbench: Workbench
  private readonly kept = keepAnswers<readonly Change[]>({ most: MOST_KEPT })

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
      this.kept.get(`today ${area}`, { now, forMs: KEEP_TODAY_MS }, async () => changesOfToday(db, workbench.context, { area, now, feeds: await readFeedsNow(db) })),
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
    return this.kept.get(`${today} ${daysBack} ${area}`, { now, forMs: keepMs }, () => changesOfClosedDays(workbench.store.db, workbench.context, { area, now, daysBack }))
  }
}
