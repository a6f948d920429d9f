// Bugs in what is taken back, and in what waits for mending.
import type { Mutant } from './mutant.ts'

const STORE = ['test/db/embedded.test.ts']

export const takingBack: readonly Mutant[] = [
  {
    name: 'said-by-others-goes',
    breaks: 'An undo takes a statement back although another feed of the source makes it too.',
    edits: [{ file: 'ingest/undo/what-stays.ts', find: 'return (bySilence ? again : [batch, ...again]).filter', replace: 'return (bySilence ? [] : [batch]).filter' }],
    tests: STORE,
  },
  {
    name: 'silence-stays-silent',
    breaks: 'Once a list is undone, later lists do not withdraw what it had withdrawn for them.',
    edits: [{ file: 'ingest/undo/what-stays.ts', find: 'fresh: silent.filter(({ digest }) => !known.has(digest))', replace: 'fresh: silent.filter(({ digest }) => known.has(digest) && !stays.has(digest))' }],
    tests: STORE,
  },
  {
    name: 'taken-back-is-read',
    breaks: 'What was taken back is still read as said.',
    edits: [{ file: 'db/facts/revisions.ts', find: 'and revision.recorded_at >= identity.first_recorded_at and ${stillSaid()}', replace: 'and revision.recorded_at >= identity.first_recorded_at' }],
    tests: STORE,
  },
  {
    name: 'rebuild-forgets-undo',
    breaks: 'A rebuild counts again what was taken back.',
    edits: [{ file: 'ingest/rebuild/history-of-identity.ts', find: 'else known.splice(known.findIndex((one) => one.digest === digest), 1)', replace: 'else known.length = known.length + 0' }],
    tests: STORE,
  },
  {
    name: 'coverage-stays',
    breaks: 'A feed whose deliveries were undone still counts as read that far.',
    edits: [{ file: 'db/undo/coverage.ts', find: 'const covered = await coverageThatHolds(db, feed)', replace: 'const covered = Math.max((await coverageThatHolds(db, feed)) ?? 0, (await db.selectFrom(\'feed_state\').select(\'covered_until\').where(\'feed\', \'=\', feed).executeTakeFirst())?.covered_until ?? 0)' }],
    tests: STORE,
  },
  {
    name: 'replayed-as-of-today',
    breaks: 'A letter that is replayed is dated by the day of its replay.',
    edits: [{ file: 'ingest/dead-letters/original.ts', find: '{ now: letter.recordedAt }', replace: '{ now: Date.now() }' }],
    tests: ['test/ingest/dead-letters/original.test.ts'],
  },
  {
    name: 'proven-too-easily',
    breaks: 'A mapping that reads a text as something else is called proven.',
    edits: [{ file: 'ingest/dead-letters/mapping-change.ts', find: 'Object.hasOwn(after, text) && after[text] === meaning', replace: 'Object.hasOwn(after, text) || meaning === undefined' }],
    tests: ['test/ingest/dead-letters/mapping-change.test.ts'],
  },
  {
    name: 'altered-row-taken',
    breaks: 'A check sheet answers a letter although its row was altered.',
    edits: [{ file: 'ingest/check-sheets/judge-rows.ts', find: 'texts.value !== letter.value', replace: "texts.value === ''" }],
    tests: ['test/server/check-sheets.test.ts'],
  },
  {
    name: 'letter-waits-on',
    breaks: 'A letter that became a fact goes on waiting.',
    edits: [{ file: 'ingest/dead-letters/replay.ts', find: 'await settleLetters(db, settled,', replace: 'await settleLetters(db, settled.slice(0, 0),' }],
    tests: ['test/server/dead-letters.test.ts'],
  },
]
