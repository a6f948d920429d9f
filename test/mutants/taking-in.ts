// Bugs between a record and the committed store.
import type { Mutant } from './mutant.ts'

const STORE = ['test/db/embedded.test.ts']
const STALE = ['test/faults/stale-process.test.ts']
/** What only happens where transactions overlap: these need a server. */
const OVERLAPPING = ['test/faults/known-at.test.ts']

export const takingIn: readonly Mutant[] = [
  {
    name: 'blank-is-zero',
    breaks: 'An empty cell is read as the number 0.',
    edits: [{
      file: 'ingest/mapping/number-field.ts',
      find: "if (text === undefined) return required ? refuse(row, { code: 'missing', field, path }) : undefined\n    const number",
      replace: 'if (text === undefined) return 0n\n    const number',
    }],
    tests: ['test/ingest/mapping/registers-and-measurements.test.ts'],
  },
  {
    name: 'null-is-zero',
    breaks: 'A null is read as the text "0".',
    edits: [{ file: 'ingest/mapping/cell.ts', find: 'if (value === null || value === undefined) return undefined', replace: "if (value === null) return '0'\n  if (value === undefined) return undefined" }],
    tests: ['test/ingest/mapping/registers-and-measurements.test.ts', 'test/ingest/mapping/cases.test.ts'],
  },
  {
    name: 'duplicate-counts-twice',
    breaks: 'A statement that is delivered again is stored and reported as new.',
    edits: [{ file: 'ingest/intake/write-statements.ts', find: 'statements.filter(({ digest }) => !digests.has(digest))', replace: 'statements' }],
    tests: STORE,
  },
  {
    name: 'old-edges-stay',
    breaks: 'A correction adds what is right without taking back what was wrong.',
    edits: [{ file: 'ingest/intake/derive-edges.ts', find: 'before: edgesOf(before)', replace: 'before: edgesOf([])' }],
    tests: STORE,
  },
  {
    name: 'absent-rows-stay',
    breaks: 'Rows that a full list no longer names stay in it.',
    edits: [{ file: 'ingest/intake/intake.ts', find: 'list = await withdrawAbsent(', replace: 'if (refused) list = await withdrawAbsent(' }],
    tests: STORE,
  },
  {
    name: 'acknowledged-before-commit',
    breaks: 'A source hears that its samples are stored before they are committed.',
    edits: [{
      file: 'db/transactions.ts',
      find: 'return await db.transaction().execute((transaction) => work(transaction))',
      replace: 'return await new Promise<T>((resolve, reject) => void db.transaction().execute(async (transaction) => resolve(await work(transaction))).catch(reject))',
    }],
    tests: ['test/ingest/intake/acknowledge.test.ts'],
  },
  {
    name: 'late-edges-lost',
    breaks: 'The live counts move on by time alone and never see facts that arrive late.',
    edits: [{ file: 'db/rollups/looks.ts', find: "numbers(unseen.map(({ id }) => id), 'bigint')", replace: "numbers(unseen.slice(0, 0).map(({ id }) => id), 'bigint')" }],
    tests: STORE,
  },
  {
    name: 'today-is-whole',
    breaks: 'An order that closes this evening is closed this morning: the rest of the day is counted as well.',
    edits: [{
      file: 'db/rollups/totals.ts',
      find: 'and at <= ${timestamp(asOf)} and ${known})',
      replace: 'and at < ${timestamp(zone.startOfDay(zone.localDay(asOf) + 1))} and ${known})',
    }],
    tests: STORE,
  },
  {
    name: 'coverage-goes-back',
    breaks: 'A delivery of old records takes back how far the feed has been read.',
    edits: [{ file: 'db/feeds/feed-states.ts', find: 'covered_until = greatest(known.covered_until, excluded.covered_until),\n        last', replace: 'covered_until = coalesce(excluded.covered_until, known.covered_until),\n        last' }],
    tests: STORE,
  },
  {
    name: 'folded-without-end',
    breaks: 'What has been folded stays in the queue and is folded again.',
    edits: [{ file: 'db/rollups/fold.ts', find: 'await sql`delete from unfolded where batch = any(${ids})`.execute(transaction)', replace: 'void ids' }],
    tests: STALE,
  },
  {
    name: 'waiting-is-unseen',
    breaks: 'Whoever reads totals does not see what is committed until it is folded.',
    edits: [{ file: 'db/rollups/totals.ts', find: 'const waiting = await waitingBatches(db, knownFrom(clocks.knownAt, zone))', replace: 'const waiting: readonly number[] = []' }],
    tests: STORE,
  },
  {
    name: 'known-by-the-wrong-clock',
    breaks: 'What was known at an instant is what had happened in the city by then.',
    edits: [{ file: 'db/rollups/totals.ts', find: 'sql`recorded_at <= ${timestamp(knownAt)}`', replace: 'sql`at < ${timestamp(knownAt)}`' }],
    tests: STORE,
  },
  {
    name: 'known-by-whole-days',
    breaks: 'What was recorded on the day of the question, before its hour, counts as not yet known.',
    edits: [{ file: 'db/rollups/waiting.ts', find: 'and recorded_at <= ${text(at)}::timestamptz', replace: 'and recorded_at < ${text(zone.startOfDay(day))}::timestamptz' }],
    tests: STORE,
  },
  {
    name: 'january-is-cut-away',
    breaks: 'Neither the whole years nor the months of this one hold its first month.',
    edits: [{ file: 'db/rollups/totals.ts', find: 'sql`month >= ${year * 12} and month < ${month}`', replace: 'sql`month > ${year * 12} and month < ${month}`' }],
    tests: STORE,
  },
  {
    name: 'recorded-before-the-locks',
    breaks: 'Of two batches about one case the one that waited for the other counts as known before it.',
    edits: [
      { file: 'ingest/intake/intake.ts', find: '    const locked = await', replace: '    const batch = await openBatch(db, { feed: feed.id, zone: intake.rules.zone })\n    const locked = await' },
      { file: 'ingest/intake/intake.ts', find: 'is recorded second.\n    const batch = await openBatch(db, { feed: feed.id, zone: intake.rules.zone })\n', replace: 'is recorded second.\n' },
    ],
    tests: OVERLAPPING,
  },
  {
    name: 'horizon-overlooks-who-is-on-the-way',
    breaks: 'A reading is called final although a delivery that belongs to it has still to commit.',
    edits: [{ file: 'db/known-horizon.ts', find: 'Math.min(now, second * 1000 - 1)', replace: 'now' }],
    tests: OVERLAPPING,
  },
  {
    name: 'history-made-anew-is-one-batch',
    breaks: 'A rebuild records what later batches corrected as if the first one had said it.',
    edits: [{ file: 'ingest/rebuild/history-of-identity.ts', find: 'steps.push({ batch, edges })', replace: 'steps.push({ batch: statements[0]?.batch ?? batch, edges })' }],
    tests: STORE,
  },
  {
    name: 'rebuild-takes-the-store-back',
    breaks: 'A rebuild by a process that has slept through a change of the city hands the store back to the old city.',
    edits: [{ file: 'ingest/rebuild/rebuild.ts', find: "    await lockAlone(db, 'configuration')\n    await holdConfiguration(db, repair.rules.configuration)\n", replace: "    await lockAlone(db, 'configuration')\n" }],
    tests: STALE,
  },
  {
    name: 'counts-by-the-old-city',
    breaks: 'A delivery is counted by the areas and calculations that its process knew, whatever is in force.',
    edits: [{ file: 'ingest/intake/intake.ts', find: '    await holdConfiguration(db, intake.rules.configuration)\n', replace: '' }],
    tests: STALE,
  },
  {
    name: 'series-numbered-anew',
    breaks: 'After a rebuild other processes write edges of series that nobody knows.',
    edits: [{ file: 'db/rollups/rebuilds.ts', find: 'truncate edge, unfolded,', replace: 'truncate edge, series_key, series_sum, unfolded,' }],
    tests: STALE,
  },
  {
    name: 'dead-server-is-believed',
    breaks: 'Counts in memory move on over the death of the database, and miss what is committed under a number that it gives again.',
    edits: [{ file: 'db/rollups/looks.ts', find: 'if (server !== last.server) throw new LookLostError()', replace: 'void server' }],
    tests: ['test/faults/dead-server.test.ts'],
  },
]
