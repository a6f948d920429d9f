// Database feeds through the whole path into a store: what is read twice counts once, whatever is killed on the way.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readFeedStates, type IntakeCounts } from '../../../../db/feeds/feed-states.ts'
import type { Part } from '../../../../ingest/adapters/adapter.ts'
import type { Feed } from '../../../../ingest/feed-file/feed.ts'
import { runFeed } from '../../../../ingest/intake/run-feed.ts'
import { readModelFile } from '../../../../server/model-file.ts'
import { readArea } from '../../../../server/readings/snapshot.ts'
import { inputsAt } from '../../../../server/readings/value-inputs.ts'
import { Workbench } from '../../../../server/workbench.ts'
import { newStoreDirectory } from '../../../server/store-template.ts'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { NOW, optionsWith } from './reading.ts'

const CITY = `schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas:
  - {code: '990100', kind: city, zh: 甲市, en: Jia}
sources:
  - {indicators: [event_online_disposal_rate], systems: [cases], form: facts}
`

const ROWS = 11

for (const server of EXCHANGE_SERVERS) {
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    let flagger: ExchangeUser
    let place: Awaited<ReturnType<typeof newStoreDirectory>>
    let workbench: Workbench
    const feeds: Partial<Record<'watermark' | 'flag', Feed>> = {}
    const feedText = (id: keyof typeof feeds, mode: string): string => `schema: ctmm-feed/1
id: ${id}
zh: 案件
en: Cases
source: cases
adapter:
  {kind: sql-query, engine: ${server.engine}, host: ${database.host}, port: ${database.port}, database: ${database.database}, user: ${reader.user}, password: {secret: reader}, table: cases, ${mode}}
delivery: full
cadenceMinutes: 10
coverage: {until: received}
columns: [id, filed, closed, gone, updated]
mapping:
  fact: {kind: case, caseType: event}
  key: {path: id}
  observedAt: {path: updated}
  filedAt: {path: filed}
  closedAt: {path: closed}
  online: {constant: true}
  withdrawn: {path: gone, equals: '1'}
  area: {constant: '990100', by: code}
`
    const texts = () => ({
      watermark: feedText('watermark', 'watermark: {time: {column: updated}, key: [id], overlapMinutes: 5}'),
      flag: feedText('flag', `flag: {column: taken, key: [id], unchanged: updated, user: ${flagger.user}, password: {secret: flagger}}`),
    })

    beforeAll(async () => {
      database = await fresh()
      await database.run(`create table cases (id bigint primary key, filed ${server.clock}, closed ${server.clock}, gone integer not null default 0, taken integer not null default 0, updated ${server.clock})`)
      await database.run(`insert into cases (id, filed, updated) values ${Array.from({ length: ROWS }, (_, n) => `(${9_007_199_254_740_993n + BigInt(n)}, '2026-02-28 08:00:00', '2026-02-28 09:${String(10 + n)}:00')`).join(', ')}`)
      reader = await database.user('select on cases')
      flagger = await database.user('select (id, taken, updated), update (taken) on cases')
      place = await newStoreDirectory()
      await killedBetweenCommitAndFlag()
      workbench = await Workbench.open({ location: { kind: 'embedded', directory: place.store }, purpose: 'city', model: await readModelFile(), now: () => NOW })
      for (const id of ['flag', 'watermark'] as const) feeds[id] = await workbench.applyFeed(texts()[id], `${id}.feed.yaml`)
    })
    afterAll(async () => {
      await workbench.close()
      place.remove()
      await database.drop()
    })

    let committed = ''
    /** Runs the feed in a process of its own and kills it when its first part is in the store and its flags are not set. */
    const killedBetweenCommitAndFlag = async (): Promise<void> => {
      writeFileSync(join(place.directory, 'city.yaml'), CITY)
      writeFileSync(join(place.directory, 'flag.feed.yaml'), texts().flag)
      const program = fileURLToPath(new URL('./flag-process.ts', import.meta.url))
      const child = spawn(process.execPath, [program, place.store, join(place.directory, 'flag.feed.yaml'), join(place.directory, 'city.yaml'), String(NOW), `reader=${reader.password}`, `flagger=${flagger.password}`], { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      for await (const chunk of child.stdout) {
        committed += String(chunk)
        if (committed.includes('\n')) break
      }
      child.kill('SIGKILL')
      await exited
    }
    const run = async (id: keyof typeof feeds, onPart?: (part: Part) => void): Promise<IntakeCounts> => {
      const feed = feeds[id]
      if (feed === undefined) throw new Error(`There is no feed ${id}.`)
      const cursor = (await readFeedStates(workbench.store.db)).find((state) => state.feed === id)?.cursor
      return runFeed(feed, async (samples, coverage) => {
        onPart?.({ samples })
        return workbench.deliver(feed, samples, coverage)
      }, { ...optionsWith({ reader, flagger }, { cursor, batchSize: 4 }) })
    }
    const share = async () => readArea(await inputsAt(workbench.store.db, workbench.context, { asOf: NOW }), '990100').values.find((value) => value.indicator === 'event_online_disposal_rate' && value.window.id === 'rolling-12-months')?.quantity
    const taken = async (): Promise<string> => (await database.run('select taken from cases order by id')).map(([flag]) => String(flag)).join('')

    it('reads again what was stored before the process was killed, which changes nothing, and flags it', async () => {
      expect(committed).toMatch(/^committed .*"stored":[1-9]/)
      const { stored }: IntakeCounts = JSON.parse(committed.slice('committed '.length))
      expect(await taken()).toBe('0'.repeat(ROWS))
      expect(await run('flag')).toEqual({ received: ROWS, stored: ROWS - stored, duplicate: stored, rejected: 0 })
      expect(await taken()).toBe('1'.repeat(ROWS))
      expect(await run('flag')).toEqual({ received: 0, stored: 0, duplicate: 0, rejected: 0 })
      expect(await share()).toEqual({ kind: 'share', numerator: 0n, denominator: BigInt(ROWS) })
    })

    it('changes nothing when the same rows come by another way of the same source', async () => {
      expect(await run('watermark')).toEqual({ received: ROWS, stored: 0, duplicate: ROWS, rejected: 0 })
      expect(await share()).toEqual({ kind: 'share', numerator: 0n, denominator: BigInt(ROWS) })
    })

    it('moves the values with what changes, and takes out what is deleted softly', async () => {
      await database.run(`update cases set closed = '2026-02-28 20:00:00', updated = '2026-02-28 21:00:00' where id <= 9007199254740995`, `update cases set gone = 1, updated = '2026-02-28 21:30:00' where id = 9007199254740993`)
      expect(await run('watermark')).toMatchObject({ stored: 3, rejected: 0 })
      expect(await share()).toEqual({ kind: 'share', numerator: 2n, denominator: BigInt(ROWS - 1) })
      // The overlap is read again and again, and stays what it is.
      expect(await run('watermark')).toEqual({ received: 1, stored: 0, duplicate: 1, rejected: 0 })
      expect(await share()).toEqual({ kind: 'share', numerator: 2n, denominator: BigInt(ROWS - 1) })
    })

    it('keeps the cursor with the samples: a delivery that fails is read again', async () => {
      await database.run(`update cases set updated = '2026-03-01 08:00:00', closed = '2026-03-01 08:00:00' where id >= 9007199254740996`)
      let parts = 0
      await expect(run('watermark', () => {
        parts += 1
        if (parts === 2) throw new Error('the disk is full')
      })).rejects.toThrow('the disk is full')
      const { stored } = await run('watermark')
      expect(stored).toBeGreaterThan(0)
      expect(await share()).toEqual({ kind: 'share', numerator: BigInt(ROWS - 1), denominator: BigInt(ROWS - 1) })
    })

    it('keeps what it cannot read as dead letters, each once', async () => {
      await database.run(`insert into cases (id, filed, updated) values (1, null, '2026-03-01 09:00:00')`)
      expect(await run('watermark')).toMatchObject({ stored: 0, rejected: 1 })
      expect(await run('watermark')).toMatchObject({ stored: 0, rejected: 1 })
      expect((await workbench.store.db.selectFrom('dead_letter').select('code').execute()).map(({ code }) => code)).toEqual(['missing'])
    })
  })
}
