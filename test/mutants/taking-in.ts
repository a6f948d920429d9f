// Bugs between a record and the committed store.
import type { Mutant } from './mutant.ts'

const STORE = ['test/db/embedded.test.ts']

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
    edits: [{ file: 'ingest/intake/intake.ts', find: 'if (digests.has(digest)) continue', replace: '' }],
    tests: STORE,
  },
  {
    name: 'old-edges-stay',
    breaks: 'A correction adds what is right without taking back what was wrong.',
    edits: [{ file: 'ingest/intake/intake.ts', find: 'await netEdgesOf(db, touched)', replace: 'await netEdgesOf(db, [])' }],
    tests: STORE,
  },
  {
    name: 'absent-rows-stay',
    breaks: 'Rows that a full list no longer names stay in it.',
    edits: [{ file: 'ingest/intake/intake.ts', find: 'if (isList && !refused) await withdrawAbsent(', replace: 'if (isList && refused) await withdrawAbsent(' }],
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
    edits: [{ file: 'db/rollups/totals.ts', find: "numbers(unseen.map(({ id }) => id), 'bigint')", replace: "numbers(unseen.slice(0, 0).map(({ id }) => id), 'bigint')" }],
    tests: STORE,
  },
  {
    name: 'today-is-whole',
    breaks: 'An order that closes this evening is closed this morning: the rest of the day is counted as well.',
    edits: [{
      file: 'db/rollups/totals.ts',
      find: 'and at <= ${new Date(asOf).toISOString()}::timestamptz`',
      replace: 'and at < ${new Date(zone.startOfDay(zone.localDay(asOf) + 1)).toISOString()}::timestamptz`',
    }],
    tests: STORE,
  },
  {
    name: 'coverage-goes-back',
    breaks: 'A delivery of old records takes back how far the feed has been read.',
    edits: [{ file: 'db/feeds/feed-states.ts', find: 'covered_until = greatest(known.covered_until, excluded.covered_until),\n      last', replace: 'covered_until = coalesce(excluded.covered_until, known.covered_until),\n      last' }],
    tests: STORE,
  },
]
