// Three processes contend for the days to close, and every leader is killed in the middle of its work: each day is closed once.
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { fc } from '../services/properties.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL } from '../services/server-stores.ts'
import { startChild, type Child } from './jobs-children.ts'
import { CITY, DAY, FEEDS, HOUR, NOON } from './small-city.ts'

const MISSED_DAYS = 5
/** A close takes about a dozen statements, and every one of them is a place to die at. */
const STATEMENTS_OF_A_CLOSE = 14

onServerStore(POSTGRESQL, (fresh) => {
  const children: Child[] = []
  let database: ServerDatabase | undefined
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill('SIGKILL')
    await database?.drop()
  })

  describe('five days that were slept through', () => {
    it('are closed once each by three processes whose leaders are killed again and again', async () => {
      database = await fresh()
      const { url } = database
      const workbench = await Workbench.open({ location: { kind: 'server', url }, purpose: 'city', model: draft, now: () => NOON })
      const { db } = workbench.store
      await workbench.applyCity(CITY, 'city.yaml')
      const feed = await workbench.applyFeed(FEEDS.events, 'events.feed.yaml')
      await workbench.deliver(feed, [{ position: 1, record: { id: '1', street: '东一街', filed: '2026-03-09 10:00:00', closed: '2026-03-09 11:00:00', online: '是', updated: '2026-03-09 11:00:00' } }])
      await sql`insert into job_run (job, period, state, token, attempts, started_at, finished_at) values ('day-close', '2026-03-10', 'done', 0, 1, now(), now())`.execute(db)

      // Where each process dies, one after the other, so that every run of the test dies elsewhere and says where.
      const [places = []] = fc.sample(fc.array(fc.integer({ min: 1, max: STATEMENTS_OF_A_CLOSE }), { minLength: 9, maxLength: 9 }), 1)
      const told = `processes die at their statements ${places.join(', ')}`
      const start = (): Child => {
        const child = startChild('closing-process.ts', [url, String(NOON + (MISSED_DAYS + 1) * DAY + HOUR), String(places.shift() ?? '')])
        children.push(child)
        return child
      }
      for (let contender = 0; contender < 3; contender++) start()
      const doneDays = async (): Promise<number> => (await sql<{ done: number }>`select count(*)::integer as done from job_run where state = 'done'`.execute(db)).rows[0]?.done ?? 0
      while ((await doneDays()) < MISSED_DAYS + 1) {
        for (const dead of children.filter(({ alive }) => !alive())) {
          children.splice(children.indexOf(dead), 1)
          start()
        }
        // A day at which several have died is left alone for a while, which goes by here.
        await sql`update job_run set started_at = started_at - interval '1 hour' where state = 'running' and started_at > now() - interval '1 hour'`.execute(db)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const { rows: leaders } = await sql<{ token: number }>`select token from lease where name = 'assess'`.execute(db)
      expect(leaders[0]?.token, told).toBeGreaterThan(MISSED_DAYS)

      const { rows: runs } = await sql<{ period: string; attempts: number; error: string | null }>`select period, attempts, error from job_run where period > '2026-03-10' order by period`.execute(db)
      expect(runs.map(({ period }) => period), told).toEqual(['2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15'])
      expect(runs.every(({ error }) => error === null), told).toBe(true)
      const { rows: standings } = await sql<{ day: string; items: number; rows: number }>`
        select to_char(as_of at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS.MS') as day, count(distinct item)::integer as items, count(*)::integer as rows
        from standing where cause = 'day-close' group by 1 order by 1`.execute(db)
      expect(standings.map(({ day }) => day), told).toEqual(runs.map(({ period }) => `${period} 23:59:59.999`))
      for (const { items, rows } of standings) expect([rows, items], told).toEqual([10, 10])
      await workbench.close()
    }, 120_000)
  })
})
