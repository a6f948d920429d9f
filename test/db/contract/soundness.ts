// Contract: what was added up can be counted anew, differences are found and mended, and what is sealed stays as it was.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openFindings, readAuditState } from '../../../db/audit/findings.ts'
import { adjustmentsOf, readSeals } from '../../../db/audit/seals.ts'
import type { Db } from '../../../db/open-store.ts'
import { claimPurpose } from '../../../db/purpose.ts'
import { foldAll } from '../../../db/rollups/fold.ts'
import { auditOnce } from '../../../ingest/audit/audit.ts'
import { retain } from '../../../ingest/audit/retention.ts'
import { takeIn, type Intake } from '../../../ingest/intake/intake.ts'
import { changeConfiguration, goOnRebuilding, isRebuilding, rebuildAll, rebuildDays, SealedDaysError } from '../../../ingest/rebuild/rebuild.ts'
import { SealBrokenError } from '../../../ingest/rebuild/repair-identities.ts'
import { ConfigurationChangedError } from '../../../db/purpose.ts'
import { inTransaction } from '../../../db/transactions.ts'
import { addCounts, NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import { busyFacts, START } from './busy-facts.ts'
import { allEdges, at, edgeRules, event, feed, freshIntake, keptSums, nonZero, recordedAt, recountedSums, zone, type World } from './world.ts'
import { seriesText } from '../../../db/rollups/series-keys.ts'

const DAY = 86_400_000

/** Edges with the instant at which they were recorded: the whole history, not only what holds now. */
async function history(db: Db): Promise<ReadonlyMap<string, Counts>> {
  return nonZero((await allEdges(db)).map(({ series, at: instant, recordedAt: recorded, counts }) => [`${seriesText(series)} ${instant} ${recorded}`, counts] as const))
}

async function busyStore(db: Db): Promise<Intake> {
  const intake = await freshIntake(db)
  const facts = busyFacts(11, 160)
  for (let from = 0; from < facts.length; from += 16) {
    const { batch } = await takeIn(intake, feed('busy'), { facts: facts.slice(from, from + 16), rejected: [] })
    await recordedAt(db, batch, START + from * DAY)
  }
  await foldAll(db)
  return intake
}

const drawn = (...numbers: readonly number[]): (() => number) => {
  let next = 0
  return () => numbers[next++ % numbers.length] ?? 0
}

export function soundnessContract(world: () => World): void {
  it('a rebuild derives the very same edges and sums, as they came to be known', async () => {
    const intake = await busyStore(world().db)
    const before = { edges: await history(intake.db), sums: await keptSums(intake.db) }
    const told: number[] = []
    const { identities } = await rebuildAll(intake, ({ done }) => told.push(done))
    expect(identities).toBeGreaterThan(10)
    expect(told.at(-1)).toBe(identities)
    expect(await history(intake.db)).toEqual(before.edges)
    expect(await keptSums(intake.db)).toEqual(before.sums)
    expect(await isRebuilding(intake.db)).toBe(false)
  })

  it('a rebuild that was broken off goes on, and what is taken in meanwhile is counted once', async () => {
    const intake = await busyStore(world().db)
    await expect(rebuildAll({ ...intake, rules: { ...edgeRules, zone: { ...zone, localDay: () => { throw new Error('killed') } } } })).rejects.toThrow('killed')
    expect(await isRebuilding(intake.db)).toBe(true)
    await takeIn(intake, feed('busy'), { facts: busyFacts(12, 40), rejected: [] })
    await goOnRebuilding(intake)
    expect(await isRebuilding(intake.db)).toBe(false)
    const afterwards = { edges: await history(intake.db), sums: await keptSums(intake.db) }
    expect(afterwards.sums).toEqual(await recountedSums(intake.db))
    expect((await rebuildDays(intake, { from: 0, to: 40_000 })).edges).toBe(0)
  })

  it('the auditor finds nothing in a sound store, and whatever was altered behind its back in another', async () => {
    const intake = await busyStore(world().db)
    const sound = await auditOnce(intake, { random: drawn(0, 0.4, 0) })
    expect(sound.findings).toEqual([])
    expect(sound.identities).toBeGreaterThan(10)
    expect(sound.sums).toBe(1)

    await sql`update edge set met = met + 1 where ctid = (select ctid from edge limit 1)`.execute(intake.db)
    expect((await auditOnce(intake, { random: drawn(0) })).findings.map(({ kind }) => kind)).toContain('edges')
    expect((await readAuditState(intake.db)).open).toBeGreaterThan(0)
    await rebuildDays(intake, { from: 0, to: 40_000 })
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
    expect((await auditOnce(intake, { random: drawn(0) })).findings).toEqual([])
    expect((await openFindings(intake.db)).filter(({ kind }) => kind === 'edges')).toEqual([])
  })

  it('a sum that was altered is found by its day, its month or its year, and mended', async () => {
    for (const table of ['rollup_day', 'rollup_month', 'rollup_year']) {
      const intake = await busyStore(world().db)
      await sql`update ${sql.table(table)} set entered = entered + 1`.execute(intake.db)
      expect((await auditOnce(intake, { random: drawn(0.3) })).findings.map(({ kind }) => kind), table).toEqual(['sums'])
      await rebuildDays(intake, { from: 0, to: 40_000 })
      expect(await keptSums(intake.db), table).toEqual(await recountedSums(intake.db))
      expect((await auditOnce(intake, { random: drawn(0.3) })).findings).toEqual([])
    }
  })

  it('other areas make sums anew, and writers that still know the old ones are refused', async () => {
    const intake = await busyStore(world().db)
    await claimPurpose(intake.db, 'city')
    const rules = { ...edgeRules, areasOf: (area: string) => (area === 'city' ? ['city'] : ['city', 'all']), configuration: { derivation: '', areas: 'other' } }
    await inTransaction(intake.db, (db) => changeConfiguration(db, rules, () => Promise.resolve(undefined)))
    const kept = await keptSums(intake.db)
    const entered = (area: string): Counts => [...kept].filter(([name]) => name.includes(`\u0000${area}\u0000\u0000`) && / day \d+$/.test(name)).reduce((sum, [, counts]) => addCounts(sum, counts), NO_COUNTS)
    expect(entered('all').entered).toBeGreaterThan(0)
    expect(entered('east')).toEqual(NO_COUNTS)
    await expect(takeIn(intake, feed('busy'), { facts: busyFacts(13, 5), rejected: [] })).rejects.toThrow(ConfigurationChangedError)
    await takeIn({ ...intake, rules }, feed('busy'), { facts: busyFacts(13, 5), rejected: [] })
  })

  it('days older than the facts are kept are sealed, later corrections stand beside them, and a rebuild refuses them', async () => {
    const intake = await freshIntake(world().db)
    const filedAt = at('2023-02-01T09:00:00')
    const cases = Array.from({ length: 6 }, (_, index) => event(`old${index}`, { filedAt: filedAt + index, closedAt: [filedAt + DAY], online: true }))
    const { batch } = await takeIn(intake, feed('cases'), { facts: cases, rejected: [] })
    await recordedAt(intake.db, batch, filedAt + 2 * DAY)
    await takeIn(intake, feed('cases'), { facts: [event('young', { filedAt: Date.now() - DAY })], rejected: [] })
    const options = { db: intake.db, rules: edgeRules, modelVersion: 'test', now: Date.now(), keptDays: 800 }
    const retained = await retain(options)
    expect(retained).toMatchObject({ expiredCases: 6, expiredStatements: 6, stoppedAt: null })
    expect(retained.sealedDays).toBeGreaterThan(300)
    expect(await retain(options)).toMatchObject({ sealedDays: 0, expiredCases: 0 })

    const before = await keptSums(intake.db)
    expect(await auditOnce(intake, { random: drawn(0) })).toMatchObject({ findings: [], seals: 1, identities: 1 })
    const correct = (key: string, more: Parameters<typeof event>[2]) => takeIn(intake, feed('cases'), { facts: [event(key, { filedAt, closedAt: [] }, { version: 9, ...more })], rejected: [] })
    await correct('old0', { completeness: 'partial' })
    expect(await keptSums(intake.db)).toEqual(before)
    await correct('old1', { completeness: 'full' })
    const after = await keptSums(intake.db)
    expect(after).not.toEqual(before)
    expect(after).toEqual(await recountedSums(intake.db))
    expect((await adjustmentsOf(intake.db, '')).map(({ day }) => day)).toContain(zone.localDay(filedAt))
    for (const sample of [0, 0.1, 0.5]) expect((await auditOnce(intake, { random: drawn(sample) })).findings).toEqual([])

    await expect(rebuildAll(intake)).rejects.toThrow(SealedDaysError)
    await expect(rebuildDays(intake, { from: zone.localDay(filedAt), to: zone.localDay(filedAt) })).rejects.toThrow(SealedDaysError)
    const [last] = (await readSeals(intake.db, '')).slice(-1)
    expect((await rebuildDays(intake, { from: (last?.day ?? 0) + 1, to: 40_000 })).edges).toBe(0)

    await sql`update edge set entered = entered + 1 where day = ${zone.localDay(filedAt)}`.execute(intake.db)
    const [first] = await readSeals(intake.db, '')
    expect(first?.day).toBe(zone.localDay(filedAt))
    expect((await auditOnce(intake, { random: drawn(0) })).findings.map(({ kind }) => kind)).toContain('seal')
  })

  it('a rebuild never touches what is sealed, also where what was said would now give something else', async () => {
    const intake = await freshIntake(world().db)
    const filedAt = at('2023-02-01T09:00:00')
    const { batch } = await takeIn(intake, feed('cases'), { facts: [event('open', { filedAt })], rejected: [] })
    await recordedAt(intake.db, batch, filedAt + DAY)
    await takeIn(intake, feed('cases'), { facts: [event('open', { filedAt, closedAt: [Date.now() - DAY], online: true }, { version: 2 })], rejected: [] })
    await retain({ db: intake.db, rules: edgeRules, modelVersion: 'test', now: Date.now(), keptDays: 800 })
    await sql`delete from edge where day = ${zone.localDay(filedAt)}`.execute(intake.db)
    const [last] = (await readSeals(intake.db, '')).slice(-1)
    await expect(rebuildDays(intake, { from: (last?.day ?? 0) + 1, to: 40_000 })).rejects.toThrow(SealBrokenError)
  })
}
