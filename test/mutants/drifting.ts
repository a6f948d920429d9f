// Bugs in what is held when a source is no longer what was agreed.
import type { Mutant } from './mutant.ts'

const DETECTORS = ['test/ingest/drift/detectors.test.ts']
const CHANNELS = ['test/server/drift/drifts.test.ts']

export const drifting: readonly Mutant[] = [
  {
    name: 'half-counts-as-fallen',
    breaks: 'A list with exactly half of its rows is held.',
    edits: [{ file: 'ingest/drift/compare.ts', find: 'before >= ENOUGH_TO_HALVE && delivered * 2 < before', replace: 'before >= ENOUGH_TO_HALVE && delivered * 2 <= before' }],
    tests: DETECTORS,
  },
  {
    name: 'single-records-slip-through',
    breaks: 'A field that is gone is never held where records come one by one.',
    edits: [{ file: 'ingest/drift/learn.ts', find: 'seen.keyed === 0 ? field.unkeyedRun + records : 0', replace: '0' }],
    tests: DETECTORS,
  },
  {
    name: 'areas-are-mixed-up',
    breaks: 'A district that is larger than its neighbours looks like a jump of the scale.',
    edits: [{ file: 'ingest/drift/sight.ts', find: 'groups.map(({ read }) => read(record) ?? null)', replace: '[]' }],
    tests: DETECTORS,
  },
  {
    name: 'held-is-taken-anyway',
    breaks: 'What differs is noted, and counted all the same.',
    edits: [{ file: 'ingest/drift/drift-watch.ts', find: 'if (holding.length > 0) throw', replace: 'if (holding.length > 99) throw' }],
    tests: CHANNELS,
  },
  {
    name: 'coverage-passes-over-rejections',
    breaks: 'A feed of which half is kept apart counts as read to its end.',
    edits: [{ file: 'ingest/drift/drift-watch.ts', find: 'holdsCoverage: tooMany.length > 0', replace: 'holdsCoverage: false' }],
    tests: CHANNELS,
  },
]
