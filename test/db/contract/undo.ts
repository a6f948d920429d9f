// Contract: what is taken back counts as never delivered from then on, and readings of before still know it.
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, it } from 'vitest'
import { adjustmentsOf } from '../../../db/audit/seals.ts'
import { kindHistory } from '../../../db/facts/kind-history.ts'
import { revisionsOfKind } from '../../../db/facts/revisions.ts'
import { countDeadLetters, readDeadLetters } from '../../../db/feeds/dead-letters.ts'
import { addToRun, beginRun, endRun, forgetOldRuns } from '../../../db/feeds/feed-runs.ts'
import { countKeysOf } from '../../../db/feeds/kept-keys.ts'
import { settleLetters } from '../../../db/feeds/settle-letters.ts'
import { coverageKnownAt, readFeedStates } from '../../../db/feeds/feed-states.ts'
import { migrate, migrations } from '../../../db/migrate.ts'
import type { Db } from '../../../db/open-store.ts'
import { totalsAt } from '../../../db/rollups/totals.ts'
import { findUndo, openUndos } from '../../../db/undo/queue.ts'
import type { UndoScope } from '../../../db/undo/scope.ts'
import { auditOnce } from '../../../ingest/audit/audit.ts'
import { retain } from '../../../ingest/audit/retention.ts'
import type { Delivery } from '../../../ingest/intake/delivery.ts'
import { takeIn, takeInTogether, type Intake } from '../../../ingest/intake/intake.ts'
import { rebuildAll } from '../../../ingest/rebuild/rebuild.ts'
import { beginUndo, continueUndo, finishUndo } from '../../../ingest/undo/undo.ts'
import { seriesText } from '../../../db/rollups/series-keys.ts'
import type { Counts } from '../../../rules/edges/edge.ts'
import type { Fact, MeasurementFact } from '../../../rules/facts/fact.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { fc, runs } from '../../services/properties.ts'
import { busyFacts, START } from './busy-facts.ts'
import { refolded, storedEdges } from './recount.ts'
import { allEdges, at, edgeRules, entry, event, feed, freshIntake, intakeOf, keptSums, named, nonZero, recordedAt, recountedSums, refusedSample, zone, type World } from './world.ts'

const DAY = 86_400_000

async function undo(intake: Intake, feedId: string, scope: UndoScope = { kind: 'all' }) {
  const begun = await beginUndo(intake, { feed: feedId, scope, because: 'wrong file', by: null })
  await finishUndo(intake, { undo: begun.undo, feed: feedId })
  return (await findUndo(intake.db, begun.undo)) ?? expect.unreachable()
}

const only = (batch: number): UndoScope => ({ kind: 'batches', from: batch, to: batch })

const deliver = (intake: Intake, to: Feed, facts: readonly Fact[], more: Partial<Delivery> = {}) => takeIn(intake, to, { facts, rejected: [], ...more })

/** The database's clock, to the millisecond below. */
async function now(db: Db): Promise<number> {
  const { rows } = await sql<{ at: number }>`select clock_timestamp() as at`.execute(db)
  return rows[0]?.at ?? expect.unreachable()
}

/** Totals by what was known at an instant, while it happened and long after. */
async function totalsKnownAt(db: Db, knownAt: number): Promise<readonly unknown[]> {
  const read: unknown[] = []
  for (const asOf of [START + 2 * DAY, day(3), START + 900 * DAY]) read.push(await named(db, await totalsAt(db, { asOf, knownAt }, zone)))
  return read
}

async function history(db: Db): Promise<ReadonlyMap<string, Counts>> {
  return nonZero((await allEdges(db)).map(({ series, at: instant, recordedAt: recorded, counts }) => [`${seriesText(series)} ${instant} ${recorded}`, counts] as const))
}

async function isSound(intake: Intake): Promise<void> {
  expect(await storedEdges(intake.db)).toEqual(await refolded(intake.db))
  expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
}

const list = feed('list', 'list')
const changes = feed('changes', 'changes')
const day = (number: number): number => at(`2026-05-0${number}T00:00:00`)

/** One thing that happens to the store. Undos name deliveries of the feed by their place. */
type Step =
  | { readonly kind: 'deliver'; readonly feed: Feed; readonly facts: readonly Fact[] }
  | { readonly kind: 'undo'; readonly feed: Feed; readonly from: number; readonly to: number }

const cases: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('deliver' as const),
  feed: fc.constantFrom(feed('one'), feed('two')),
  facts: fc.uniqueArray(fc.record({ key: fc.constantFrom('a', 'b'), version: fc.integer({ min: 1, max: 2 }), online: fc.boolean() }), { minLength: 1, maxLength: 4, selector: ({ key, version, online }) => `${key}${version}${online}` })
    .map((drawn) => drawn.map(({ key, version, online }) => event(key, { filedAt: START, closedAt: [START + version * DAY], online }, { version }))),
})

const listed: fc.Arbitrary<Step> = fc.record({
  date: fc.integer({ min: 1, max: 3 }), version: fc.integer({ min: 1, max: 2 }), status: fc.constantFrom('approved', 'approved', 'draft'), keys: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 3 }),
}).map(({ date, version, status, keys }) => ({ kind: 'deliver', feed: list, facts: keys.map((key) => entry(key, { observedAt: day(date), version, status })) }))

const changed: fc.Arbitrary<Step> = fc.record({ key: fc.constantFrom('x', 'y'), date: fc.integer({ min: 1, max: 4 }), version: fc.integer({ min: 1, max: 2 }), gone: fc.boolean() })
  .map(({ key, date, version, gone }) => ({
    kind: 'deliver', feed: changes,
    // As bare as what silence says.
    facts: [gone ? entry(key, { observedAt: day(date), version, area: null, bureau: null, status: 'withdrawn', withdrawn: true }) : entry(key, { observedAt: day(date), version, status: 'approved' })],
  }))

const taken: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('undo' as const), feed: fc.constantFrom(feed('one'), feed('two'), list, list, changes), from: fc.nat(3), to: fc.nat(3) })

/** Runs the steps, then only the deliveries that nothing took back, in a store that never saw the others. */
async function comparesWithNothing(db: Db, steps: readonly Step[]): Promise<void> {
  const intake = await freshIntake(db)
  const delivered: { readonly feed: Feed; readonly facts: readonly Fact[]; readonly batch: number; undone: boolean }[] = []
  for (const step of steps) {
    if (step.kind === 'deliver') {
      const { batch } = await deliver(intake, step.feed, step.facts)
      delivered.push({ feed: step.feed, facts: step.facts, batch, undone: false })
      continue
    }
    const own = delivered.filter((one) => one.feed.id === step.feed.id)
    const [from, to] = [own[Math.min(step.from, step.to)]?.batch, own[Math.max(step.from, step.to)]?.batch ?? own.at(-1)?.batch]
    if (from === undefined || to === undefined) continue
    const before = await now(db)
    const known = await totalsKnownAt(db, before)
    await undo(intake, step.feed.id, { kind: 'batches', from, to })
    for (const one of own) if (one.batch >= from && one.batch <= to) one.undone = true
    expect(await totalsKnownAt(db, before)).toEqual(known)
  }
  await isSound(intake)
  const recorded = await history(db)
  await rebuildAll(intake)
  expect(await history(db)).toEqual(recorded)
  expect((await auditOnce(intake, { random: () => 0 })).findings).toEqual([])
  const edges = await storedEdges(db)
  const naive = await freshIntake(db)
  for (const one of delivered) if (!one.undone) await deliver(naive, one.feed, one.facts)
  expect(edges).toEqual(await storedEdges(naive.db))
}

export function undoContract(world: () => World): void {
  it('leaves what would be there had it never been delivered, whatever was delivered and taken back by whom', { timeout: 1_800_000 }, async () => {
    const steps = fc.array(fc.oneof({ arbitrary: cases, weight: 3 }, { arbitrary: listed, weight: 4 }, { arbitrary: changed, weight: 2 }, { arbitrary: taken, weight: 4 }), { minLength: 6, maxLength: 18 })
    await fc.assert(fc.asyncProperty(steps, (drawn) => comparesWithNothing(world().db, drawn)), { numRuns: runs(40) })
  })

  it('of the whole feed leaves nothing, though sums were folded meanwhile; what was known before is known as before', async () => {
    const intake = await freshIntake(world().db)
    const facts = busyFacts(5, 90)
    for (let from = 0; from < facts.length; from += 30) await deliver(intake, feed('busy'), facts.slice(from, from + 30))
    const sums = await keptSums(intake.db)
    const before = await now(intake.db)
    const known = await totalsKnownAt(intake.db, before)
    expect(await undo(intake, 'busy')).toMatchObject({ batches: 3, identities: new Set(facts.map(({ kind, key, ...fact }) => `${kind} ${'caseType' in fact ? fact.caseType : ''} ${key}`)).size, statements: facts.length, expired: 0 })
    expect(await storedEdges(intake.db)).toEqual(new Map())
    expect(await keptSums(intake.db)).toEqual(new Map())
    expect(sums.size).toBeGreaterThan(0)
    expect(await totalsKnownAt(intake.db, before)).toEqual(known)
    expect(known.some((totals) => totals instanceof Map && totals.size > 0)).toBe(true)
  })

  it('and the same delivered again is stored anew and counts once; it may be taken back and delivered once more', async () => {
    const intake = await freshIntake(world().db)
    const facts = busyFacts(6, 40)
    await deliver(intake, feed('busy'), facts)
    const [edges, sums] = [await storedEdges(intake.db), await keptSums(intake.db)]
    for (let again = 0; again < 2; again++) {
      await undo(intake, 'busy')
      expect(await deliver(intake, feed('busy'), facts)).toMatchObject({ received: 40, stored: 40, duplicate: 0 })
      expect(await deliver(intake, feed('busy'), facts)).toMatchObject({ stored: 0, duplicate: 40 })
      expect(await storedEdges(intake.db)).toEqual(edges)
      expect(await keptSums(intake.db)).toEqual(sums)
    }
    await isSound(intake)
    const recorded = await history(intake.db)
    await rebuildAll(intake)
    expect(await history(intake.db)).toEqual(recorded)
  })

  it('leaves what another feed of the source says too, and what a later delivery of the same feed repeats', async () => {
    const intake = await freshIntake(world().db)
    const [both, mine, twice] = [event('both', { filedAt: START }), event('mine', { filedAt: START }), event('twice', { filedAt: START })]
    const first = await deliver(intake, feed('one'), [both, mine, twice])
    await deliver(intake, feed('two'), [both])
    // The wrong file, then the right one, which says most of it again.
    await deliver(intake, feed('one'), [twice])
    expect(await undo(intake, 'one', only(first.batch))).toMatchObject({ identities: 3, statements: 1 })
    expect(await deliver(intake, feed('three'), [both, twice])).toMatchObject({ stored: 0, duplicate: 2 })
    expect(await deliver(intake, feed('three'), [mine])).toMatchObject({ stored: 1 })
    for (const id of ['one', 'two', 'three']) await undo(intake, id)
    expect(await storedEdges(intake.db)).toEqual(new Map())
  })

  it('takes back what was said seventeen times when everything is taken back, and not before', async () => {
    const intake = await freshIntake(world().db)
    const said = [event('often', { filedAt: START })]
    const batches: number[] = []
    for (let time = 0; time < 20; time++) batches.push((await deliver(intake, feed('one'), said)).batch)
    const last = batches.at(-1) ?? expect.unreachable()
    await undo(intake, 'one', { kind: 'batches', from: batches[0] ?? 0, to: last - 1 })
    expect((await storedEdges(intake.db)).size).toBeGreaterThan(0)
    await undo(intake, 'one', only(last))
    expect(await storedEdges(intake.db)).toEqual(new Map())
  })

  it('of a full list takes back what it withdrew by silence, and lists of later dates then say what it had said for them', async () => {
    const intake = await freshIntake(world().db)
    const of = (number: number, keys: readonly string[]) => keys.map((key) => entry(key, { observedAt: day(number), status: 'approved' }))
    const listedOn = async (number: number): Promise<number> => {
      const totals = await named(intake.db, await totalsAt(intake.db, { asOf: day(number) + 1 }, zone))
      return [...totals].find(([name]) => name.startsWith('data-classified/1') && name.includes('\u0000city\u0000'))?.[1].entered ?? 0
    }
    await deliver(intake, list, of(1, ['a', 'b']))
    const second = await deliver(intake, list, of(2, ['a']))
    await deliver(intake, list, of(3, ['a']))
    expect([await listedOn(1), await listedOn(2), await listedOn(3)]).toEqual([2, 1, 1])
    // The third list had nothing to withdraw as long as the second had done so.
    await undo(intake, 'list', only(second.batch))
    expect([await listedOn(1), await listedOn(2), await listedOn(3)]).toEqual([2, 2, 1])
    await undo(intake, 'list')
    expect([await listedOn(1), await listedOn(2), await listedOn(3)]).toEqual([0, 0, 0])
    expect(await deliver(intake, list, of(2, ['a']))).toMatchObject({ stored: 1 })
    expect(await listedOn(3)).toBe(1)
  })

  it('of one of two deliveries of the very same list changes nothing, and of both takes it back', async () => {
    const intake = await freshIntake(world().db)
    const facts = ['a', 'b'].map((key) => entry(key, { observedAt: day(1), status: 'approved' }))
    const [one, two] = [await deliver(intake, list, facts), await deliver(intake, list, facts)]
    const edges = await storedEdges(intake.db)
    expect(await undo(intake, 'list', only(one.batch))).toMatchObject({ statements: 0 })
    expect(await storedEdges(intake.db)).toEqual(edges)
    // A third time, while only the second holds.
    const three = await deliver(intake, list, facts)
    expect(three).toMatchObject({ stored: 0, duplicate: 2 })
    await undo(intake, 'list', only(two.batch))
    expect(await storedEdges(intake.db)).toEqual(edges)
    await undo(intake, 'list', only(three.batch))
    expect(await storedEdges(intake.db)).toEqual(new Map())
  })

  it('goes on where it was broken off, whoever does so, and twice at once does it once', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, feed('busy'), busyFacts(8, 60))
    const { undo: id, identities } = await beginUndo(intake, { feed: 'busy', scope: { kind: 'all' }, because: 'wrong', by: 'Li' })
    expect(await continueUndo(intake, { undo: id, feed: 'busy', most: 7 })).toMatchObject({ identities: 7 })
    expect(await openUndos(intake.db)).toMatchObject([{ id, feed: 'busy', because: 'wrong', by: 'Li', identities, done: 7, endedAt: null }])
    // Meanwhile the source says some of it again: that is new.
    const again = busyFacts(8, 5)
    await deliver(intake, feed('busy'), again)
    const others = await Promise.all([world().again(), world().again()])
    await Promise.all(others.map(({ db }) => finishUndo(intakeOf(db), { undo: id, feed: 'busy' })))
    expect(await openUndos(intake.db)).toEqual([])
    expect(await findUndo(intake.db, id)).toMatchObject({ done: identities, endedAt: expect.any(Number) })
    await isSound(intake)
    const edges = await storedEdges(intake.db)
    await Promise.all(others.map((other) => other.close()))
    const naive = await freshIntake(world().db)
    await deliver(naive, feed('busy'), again)
    expect(edges).toEqual(await storedEdges(naive.db))
  })

  it('beside deliveries of other processes at the same time leaves sound sums', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, feed('wrong'), busyFacts(9, 80))
    const other = await world().again()
    const facts = busyFacts(9, 120)
    const writer = intakeOf(other.db)
    const writing = (async () => {
      for (let from = 0; from < facts.length; from += 10) await deliver(writer, feed('right'), facts.slice(from, from + 10))
    })()
    const { undo: id } = await beginUndo(intake, { feed: 'wrong', scope: { kind: 'all' }, because: 'wrong', by: null })
    while ((await continueUndo(intake, { undo: id, feed: 'wrong', most: 4 })) !== undefined);
    await writing
    await isSound(intake)
    const edges = await storedEdges(intake.db)
    await other.close()
    const naive = await freshIntake(world().db)
    await deliver(naive, feed('right'), facts)
    expect(edges).toEqual(await storedEdges(naive.db))
  })

  it('takes measurements back: readings of before know them, trends see them come and go', async () => {
    const intake = await freshIntake(world().db)
    const of = (version: number, value: bigint): MeasurementFact => ({
      kind: 'measurement', indicator: 'oneform_department_coverage', population: 'all', form: 'snapshot', source: 's', key: 'k', observedAt: START, to: START, version, area: null, bureau: null, quantity: { kind: 'share', numerator: value, denominator: 9n },
    })
    const kind = 'measurement:oneform_department_coverage'
    const { batch } = await deliver(intake, feed('figures'), [of(1, 3n)])
    const wrong = await deliver(intake, feed('figures'), [of(2, 8n)])
    await recordedAt(intake.db, batch, START)
    await recordedAt(intake.db, wrong.batch, START + DAY)
    const numerators = async (knownAt?: number) => (await revisionsOfKind(intake.db, kind, knownAt)).map(({ stored: { fact } }) => fact).map((fact) => /"numerator":"(\d)"/.exec(JSON.stringify(fact))?.[1])
    const before = await now(intake.db)
    await undo(intake, 'figures', only(wrong.batch))
    expect([await numerators(START + 1), await numerators(before), await numerators()]).toEqual([['3'], expect.arrayContaining(['3', '8']), ['3']])
    expect((await kindHistory(intake.db, kind)).map(({ turn }) => turn)).toEqual(['said', 'said', 'taken-back'])
  })

  it('moves the feed back to how far the others say it was read, as known since', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, feed('busy'), [event('a', { filedAt: START })], { coveredUntil: START + DAY })
    const wrong = await deliver(intake, feed('busy'), [event('b', { filedAt: START })], { coveredUntil: START + 9 * DAY })
    await deliver(intake, feed('busy'), [event('c', { filedAt: START })], { coveredUntil: START + 2 * DAY })
    const before = await now(intake.db)
    await undo(intake, 'busy', only(wrong.batch))
    expect(await readFeedStates(intake.db)).toMatchObject([{ coveredUntil: START + 2 * DAY, received: 3, stored: 3 }])
    expect((await coverageKnownAt(intake.db, before)).get('busy')).toBe(START + 9 * DAY)
    expect((await coverageKnownAt(intake.db, (await now(intake.db)) + 1)).get('busy')).toBe(START + 2 * DAY)
    await undo(intake, 'busy')
    expect(await readFeedStates(intake.db)).toMatchObject([{ coveredUntil: null }])
  })

  it('settles the letters of what it takes back, and those that this had settled wait again', async () => {
    const intake = await freshIntake(world().db)
    const refused = await takeIn(intake, feed('busy'), { facts: [], rejected: [refusedSample({ id: 'a' })] })
    const [letter] = await readDeadLetters(intake.db, { limit: 1 })
    const mended = await takeIn(intake, feed('busy'), { facts: [event('a', { filedAt: START })], rejected: [], heard: false, alongside: async (db, { batch }) => void (await settleLetters(db, [letter?.id ?? 0], { because: 'replayed', batch })) })
    expect(await countDeadLetters(intake.db, 'busy')).toBe(0)
    await undo(intake, 'busy', only(mended.batch))
    expect(await countDeadLetters(intake.db, 'busy')).toBe(1)
    await undo(intake, 'busy', only(refused.batch))
    expect(await readDeadLetters(intake.db, { limit: 9 })).toMatchObject([{ settled: { because: 'undone' } }])
    await takeIn(intake, feed('busy'), { facts: [], rejected: [refusedSample({ id: 'a' })] })
    expect(await countDeadLetters(intake.db, 'busy')).toBe(1)
  })

  it('of sealed days stands beside them as an adjustment, and cases whose facts have been deleted stay as they were counted', async () => {
    const intake = await freshIntake(world().db)
    const [gone, kept] = [at('2023-02-01T09:00:00'), at('2023-02-02T09:00:00')]
    const first = await deliver(intake, feed('cases'), [event('old', { filedAt: gone })])
    await recordedAt(intake.db, first.batch, gone + DAY)
    const second = await deliver(intake, feed('cases'), [event('late', { filedAt: kept })])
    await recordedAt(intake.db, second.batch, Date.now() - 10 * DAY)
    const options = { db: intake.db, rules: edgeRules, modelVersion: 'test', now: Date.now(), keptDays: 800 }
    expect(await retain(options)).toMatchObject({ expiredCases: 1 })
    await deliver(intake, feed('cases'), [event('old', { filedAt: gone, closedAt: [gone + DAY] }, { version: 2 })])
    const before = await storedEdges(intake.db)

    expect(await undo(intake, 'cases')).toMatchObject({ identities: 2, statements: 1, expired: 1 })
    const after = await storedEdges(intake.db)
    expect(after.size).toBeGreaterThan(0)
    expect(after.size).toBeLessThan(before.size)
    expect((await adjustmentsOf(intake.db, '')).map(({ day: sealed }) => sealed)).toContain(zone.localDay(kept))
    for (const sample of [0, 0.3, 0.6]) expect((await auditOnce(intake, { random: () => sample })).findings).toEqual([])
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
  })

  it('of deliveries from before there were undos takes back all that they brought', async () => {
    const { db } = world()
    const intake = await freshIntake(db)
    const of = (number: number, keys: readonly string[]) => keys.map((key) => entry(key, { observedAt: day(number), status: 'approved' }))
    await deliver(intake, list, of(1, ['a', 'b']))
    const first = await storedEdges(db)
    const second = await deliver(intake, list, of(2, ['a']))
    const both = await storedEdges(db)
    await deliver(intake, feed('busy'), busyFacts(3, 20), { coveredUntil: START + DAY })
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    expect((await migrator.migrateTo('0005-feeds')).error).toBeUndefined()
    await migrate(db)

    expect(await deliver(intake, list, of(2, ['a']))).toMatchObject({ stored: 0, duplicate: 1 })
    await undo(intake, 'busy')
    expect(await readFeedStates(db)).toMatchObject([{ feed: 'busy', coveredUntil: null }, { feed: 'list' }])
    // The second list was delivered once more since.
    await undo(intake, 'list', only(second.batch))
    expect(await storedEdges(db)).toEqual(both)
    await undo(intake, 'list', { kind: 'batches', from: second.batch + 1, to: second.batch + 9 })
    expect(await storedEdges(db)).toEqual(first)
    await undo(intake, 'list')
    expect(await storedEdges(db)).toEqual(new Map())
    await isSound(intake)
  })

  it('of a run takes what the run brought, and nothing that came beside it', async () => {
    const intake = await freshIntake(world().db)
    const run = await beginRun(intake.db, { feed: 'busy', trigger: 'upload', process: 'test', at: START })
    const alongside: Delivery['alongside'] = (db, counts) => addToRun(db, { run, process: 'test' }, counts)
    await deliver(intake, feed('busy'), [event('a', { filedAt: START })], { alongside })
    await deliver(intake, feed('busy'), [event('b', { filedAt: START })])
    await deliver(intake, feed('busy'), [event('c', { filedAt: START })], { alongside })
    expect(await countKeysOf(intake.db, { feed: 'busy', source: 's', kind: 'event' })).toBe(3)
    expect(await undo(intake, 'busy', { kind: 'run', run })).toMatchObject({ batches: 2, statements: 2 })
    expect(await countKeysOf(intake.db, { feed: 'busy', source: 's', kind: 'event' })).toBe(1)
    // What it says too is its own, whoever said it first.
    await deliver(intake, feed('other'), [event('b', { filedAt: START })])
    expect(await countKeysOf(intake.db, { feed: 'other', source: 's', kind: 'event' })).toBe(1)
    await undo(intake, 'other')
    expect(await countKeysOf(intake.db, { feed: 'other', source: 's', kind: 'event' })).toBe(0)
    await forgetOldRuns(intake.db, { feed: 'busy', before: START + DAY, keep: 1 })
    expect(await intake.db.selectFrom('run_batch').selectAll().execute()).toHaveLength(2)
    await beginRun(intake.db, { feed: 'busy', trigger: 'upload', process: 'test', at: START })
    await endRun(intake.db, { run, process: 'test' }, { state: 'done', at: START })
    await forgetOldRuns(intake.db, { feed: 'busy', before: START + DAY, keep: 1 })
    expect(await intake.db.selectFrom('run_batch').selectAll().execute()).toEqual([])
  })

  it('by time takes what was received then; of nothing it ends at once; a delivery made of two is one', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, feed('busy'), [event('a', { filedAt: START })])
    const between = (await now(intake.db)) + 1
    while ((await now(intake.db)) <= between);
    await takeInTogether(intake, feed('busy'), [{ facts: [event('b', { filedAt: START })], rejected: [] }, { facts: [event('b', { filedAt: START }), event('c', { filedAt: START })], rejected: [] }])
    expect(await undo(intake, 'busy', { kind: 'time', from: 0, to: between - DAY })).toMatchObject({ batches: 0, identities: 0, statements: 0, endedAt: expect.any(Number) })
    expect(await undo(intake, 'other')).toMatchObject({ batches: 0, endedAt: expect.any(Number) })
    expect(await undo(intake, 'busy', { kind: 'time', from: between, to: between + DAY })).toMatchObject({ batches: 1, statements: 2 })
    expect((await storedEdges(intake.db)).size).toBeGreaterThan(0)
    await isSound(intake)
  })
}
