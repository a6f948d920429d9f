// A backup taken from any store and restored into any other gives the same answers, to the byte, and the city goes on from there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compressed, readBackupFile, writeBackupFile } from '../../../db/backup/backup-file.ts'
import { restoreBackup } from '../../../db/backup/restore-backup.ts'
import { backupLines } from '../../../db/backup/take-backup.ts'
import { openStore, type Db, type StoreLocation } from '../../../db/open-store.ts'
import { events, order, type SmallCity, NOON, HOUR } from '../../server/small-city.ts'
import { serverDatabase } from '../../services/server-database.ts'
import { cityWithHistory, LATER, openRestored, rowsOf, tellingOf } from './told-city.ts'

interface Place {
  readonly name: string
  make(): Promise<{ readonly location: StoreLocation; remove(): Promise<void> }>
}

const home = mkdtempSync(join(tmpdir(), 'ctmm-backup-'))
let number = 0
const embedded: Place = {
  name: 'the embedded store',
  make: () => Promise.resolve({ location: { kind: 'embedded', directory: join(home, `store-${++number}`) }, remove: () => Promise.resolve() }),
}
function server(name: string, variable: string): readonly Place[] {
  const url = process.env[variable]
  if (url === undefined) return []
  return [{
    name,
    async make() {
      const database = await serverDatabase(url)
      return { location: { kind: 'server', url: database.url }, remove: database.drop }
    },
  }]
}
const postgres = server('PostgreSQL', 'TEST_POSTGRES_URL')
const timescale = server('TimescaleDB', 'TEST_TIMESCALE_URL')

/** Round by every store that is here, and back. */
const route: readonly Place[] = [...postgres, ...timescale, embedded, ...timescale, ...postgres]

let city: SmallCity
let told: ReadonlyMap<string, string>
let rows: Awaited<ReturnType<typeof rowsOf>>
const places: (() => Promise<void>)[] = []

beforeAll(async () => {
  city = await cityWithHistory()
  told = await tellingOf(city.workbench)
  rows = await rowsOf(city.workbench.store.db)
}, 180_000)
afterAll(async () => {
  await city.close()
  for (const remove of places) await remove()
  rmSync(home, { recursive: true, force: true })
})

async function backUp(db: Db): Promise<string> {
  const file = join(home, `${++number}.backup`)
  await writeBackupFile(file, compressed(backupLines(db, { product: 'test' })))
  return file
}

describe('a city with a history', () => {
  it('has something to lose', () => {
    expect(told.size).toBeGreaterThan(80)
    expect([...told].filter(([, text]) => !text.startsWith('200 '))).toEqual([])
    for (const table of ['revision', 'edge', 'rollup_day', 'unfolded', 'standing', 'dead_letter', 'feed_state', 'list_date', 'list_delivery', 'said_again', 'retraction', 'undo', 'undone_batch', 'acknowledgement', 'shift_note']) expect(rows.get(table)?.length, table).toBeGreaterThan(0)
  })

  it(`answers alike after ${['the embedded store', ...route.map(({ name }) => name)].join(' -> ')}`, { timeout: 300_000 }, async () => {
    let file = await backUp(city.workbench.store.db)
    for (const place of route) {
      const { location, remove } = await place.make()
      places.push(remove)
      const store = await openStore(location)
      await restoreBackup(store.db, readBackupFile(file), { purpose: 'city' })
      expect(await rowsOf(store.db), place.name).toEqual(rows)
      await store.close()

      const workbench = await openRestored(location)
      try {
        expect(await tellingOf(workbench), place.name).toEqual(told)
        expect(await rowsOf(workbench.store.db), `${place.name}, opened and read`).toEqual(rows)
        file = await backUp(workbench.store.db)
      } finally {
        await workbench.close()
      }
    }
  })

  it.each([embedded, ...postgres, ...timescale])('goes on in $name: the same again is known, something new is counted', { timeout: 120_000 }, async (place) => {
    const { location, remove } = await place.make()
    places.push(remove)
    const store = await openStore(location)
    await restoreBackup(store.db, readBackupFile(await backUp(city.workbench.store.db)), { purpose: 'city' })
    await store.close()
    const workbench = await openRestored(location)
    try {
      const feed = (id: string) => workbench.context.feeds.find((one) => one.id === id) ?? expect.unreachable(id)
      const samples = (records: readonly object[]) => records.map((record, index) => ({ position: index, record: { ...record } }))
      expect(await workbench.deliver(feed('events'), samples(events('E', { count: 30, online: 18, until: NOON - 2 * HOUR })))).toMatchObject({ received: 30, stored: 0, duplicate: 30, rejected: 0 })
      expect(await workbench.deliver(feed('orders'), samples([order('O1', NOON - 33 * HOUR, { hours: 30 }), order('new', LATER - HOUR, { hours: 0 })]))).toMatchObject({ received: 2, stored: 1, duplicate: 1 })
      const after = await rowsOf(workbench.store.db)
      const grown = [...after].filter(([table, texts]) => texts.length !== rows.get(table)?.length).map(([table]) => table)
      expect(grown).toEqual(expect.arrayContaining(['intake_batch', 'identity', 'revision', 'edge']))
      expect(new Set(after.get('identity')?.map((text) => JSON.parse(text).id)).size).toBe((rows.get('identity')?.length ?? 0) + 1)
    } finally {
      await workbench.close()
    }
  })
})
