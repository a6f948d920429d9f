// A city with a history, told by its own API: every reading at many instants as text, so that two stores can be compared byte for byte.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { acknowledge } from '../../../db/desk/acknowledgements.ts'
import { confirmShiftNote, insertShiftNote } from '../../../db/desk/shift-notes.ts'
import type { Db, StoreLocation } from '../../../db/open-store.ts'
import { foldAll } from '../../../db/rollups/fold.ts'
import { STORE_TABLES } from '../../../db/store-tables.ts'
import { beginUndo, finishUndo } from '../../../ingest/undo/undo.ts'
import { buildApp } from '../../../server/app.ts'
import { Workbench } from '../../../server/workbench.ts'
import { draft } from '../../rules/draft-model.ts'
import { DAY, events, HOUR, iso, local, NOON, openSmallCity, order, type SmallCity } from '../../server/small-city.ts'

export const LATER = NOON + 40 * DAY
/** When the city is asked: long after everything was recorded, which the database's own clock dates. */
const TOLD_AT = Date.parse('2099-06-01T00:00:00Z')

/** A city that has seen late rows, corrections, reopened orders, a list that lost entries, refused samples and standings that changed. */
export async function cityWithHistory(): Promise<SmallCity> {
  const city = await openSmallCity()
  await city.push('events', [...events('E', { count: 30, online: 18, until: NOON - 2 * HOUR }), ...events('F', { count: 12, online: 3, until: NOON - 9 * DAY, street: '西一街' }), { id: 'bad' }])
  await city.push('orders', Array.from({ length: 24 }, (_, index) => order(`O${index}`, NOON - (index + 2) * 11 * HOUR, { ...(index % 5 === 0 ? {} : { hours: index % 7 }), complex: index % 6 === 0 ? '1' : '0', area: index % 3 === 0 ? '990902001' : '990901001' })))
  await city.push('scenarios', ['a', 'b', 'c', 'd'].map((no) => ({ no, date: '2026-03-01', area: '990901', state: '已开放', domain: `d-${no}` })))
  await city.settled()
  await city.moveTo(NOON + DAY)
  // The scenario b has left the list, two orders are corrected, one late batch, text that needs care on its way.
  await city.push('scenarios', ['a', 'c', 'd'].map((no) => ({ no, date: '2026-03-09', area: '990901', state: '已开放', domain: `d-${no}` })))
  await city.push('orders', [order('O1', NOON - 33 * HOUR, { hours: 30 }), order('O2', NOON - 44 * HOUR, { hours: 2, closed: local(NOON - 2 * HOUR), reopened: local(NOON - HOUR) })])
  await city.push('orders', [order('很长的"编号",\\ (1)\n二', NOON - 5 * DAY, { hours: 1 }), order('late', NOON - 45 * DAY, { hours: 50 })])
  await city.push('catalogue', [{ no: 'r1', date: '2026-02-01', area: '990900', state: 'approved', owner: 'zwb' }, { no: 'r2', date: 'soon', area: 'nowhere', state: null, owner: '' }])
  await city.push('one-form', [{ date: '2026-03-10', area: '990900', used: 42, all: 50, rate: 84 }, { date: '2026-03-11', area: '990900', used: null, all: 50, rate: 'much' }])
  // A wrong file, most of which was there already, taken back again.
  await city.push('events', [...events('E', { count: 30, online: 18, until: NOON - 2 * HOUR }), ...events('W', { count: 7, online: 0, until: NOON - 3 * HOUR })])
  const { repair } = city.workbench
  const { id } = await repair.db.selectFrom('intake_batch').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  const { undo } = await beginUndo(repair, { feed: 'events', scope: { kind: 'batches', from: id, to: id }, because: 'wrong file', by: '李' })
  await finishUndo(repair, { undo, feed: 'events' })
  await city.settled()
  // What people at the desk have written.
  await acknowledge(repair.db, ['feed/ledger/never/ever', '很长的 "名称"'], { by: '李 值班', at: NOON + DAY })
  const note = await insertShiftNote(repair.db, { handedOverBy: '李 值班', beganAt: NOON, handedOverAt: NOON + DAY, note: '第一行\n第二行 "引号"', openChanges: [{ id: 'x', at: iso(NOON), zh: '变动', en: 'A change', severity: 'warn' }] })
  await confirmShiftNote(repair.db, note.id, { by: '王 接班', at: NOON + DAY })
  // What comes after this is still waiting to be added to the sums when the backup is taken.
  await foldAll(city.workbench.store.db)
  await city.moveTo(LATER)
  await city.push('events', events('G', { count: 9, online: 9, until: LATER - DAY }))
  await city.settled()
  await city.assessor.stop()
  city.clock.now = TOLD_AT
  return city
}

const INDICATORS = ['event_online_disposal_rate', 'appeal_mean_response_hours', 'appeal_annual_completion_rate', 'open_scenarios_count', 'open_domains_count', 'oneform_department_coverage']
const AREAS = ['990900', '990901', '990901001', '990902', '990902001', 'park']

/** Every reading of the store at many instants, and as known at every instant at which something was recorded. */
export async function tellingOf(workbench: Workbench): Promise<ReadonlyMap<string, string>> {
  const app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  const told = new Map<string, string>()
  const tell = async (path: string): Promise<void> => {
    const { statusCode, body } = await app.inject({ method: 'GET', url: `/api/v1${path}` })
    told.set(path, `${statusCode} ${body}`)
  }
  try {
    const { rows } = await sql<{ at: string }>`select to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from intake_batch order by recorded_at`.execute(workbench.store.db)
    const instants = [NOON - 50 * DAY, NOON - DAY, NOON, NOON + DAY, LATER - DAY + HOUR, LATER].map((at) => encodeURIComponent(iso(at)))
    for (const area of AREAS) {
      for (const asOf of instants) {
        await tell(`/standings?area=${area}&asOf=${asOf}`)
        await tell(`/levels?area=${area}&asOf=${asOf}`)
      }
    }
    for (const { at } of rows) await tell(`/levels?asOf=${instants.at(-1) ?? ''}&knownAt=${encodeURIComponent(at)}`)
    for (const indicator of INDICATORS) {
      await tell(`/indicators/${indicator}/series?from=2026-01-20&to=2026-04-10`)
      await tell(`/indicators/${indicator}/series?from=2026-01-20&to=2026-04-10&area=990901`)
      await tell(`/indicators/${indicator}/areas?asOf=${instants[2] ?? ''}`)
    }
    for (const path of ['/feeds', '/dead-letters?limit=1000', `/changes?asOf=${instants.at(-1) ?? ''}`, '/city', '/city/file']) await tell(path)
  } finally {
    await app.close()
  }
  return told
}

/** Opens a restored store as a server would. */
export const openRestored = (location: StoreLocation): Promise<Workbench> => Workbench.open({ location, purpose: 'city', model: draft, now: () => TOLD_AT })

/** Every row of every table as text, in order of the text; numbers of transactions left out. */
export async function rowsOf(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, readonly string[]>()
  for (const { name } of STORE_TABLES) {
    const { rows } = await sql<{ text: string }>`select (to_jsonb(one) - 'transaction_id')::text as text from ${sql.table(name)} as one order by 1`.execute(db)
    tables.set(name, rows.map(({ text }) => text))
  }
  return tables
}

/** As `rowsOf`, each table as the number of its rows and a digest. */
export async function digestsOf(db: Db): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await rowsOf(db))].map(([table, texts]) => [table, `${texts.length} ${hash('sha256', texts.join('\n'))}`]))
}
