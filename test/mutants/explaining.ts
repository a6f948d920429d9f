// Bugs in what says why: explanations, distributions, trends, tables that are taken away, the desk, and proposals of a mapping.
import type { Mutant } from './mutant.ts'

const WHY = ['test/server/why.test.ts', 'test/rules/compare/contributions.test.ts']
const DESK = ['test/server/desk.test.ts']
const PROPOSALS = ['test/ingest/wiring/propose.test.ts']

export const explaining: readonly Mutant[] = [
  {
    name: 'weights-contribute-nothing',
    breaks: 'What a district contributes leaves out by how much it weighs.',
    edits: [{ file: 'rules/compare/contributions.ts', find: 'weight: inUnit(subtract(total, own))', replace: 'weight: ZERO' }],
    tests: WHY,
  },
  {
    name: 'printed-parts-miss-the-whole',
    breaks: 'Parts are each rounded by themselves and do not add up to what is printed.',
    edits: [{ file: 'rules/compare/contributions.ts', find: 'order.slice(0, Math.max(0, missing))', replace: 'order.slice(0, 0)' }],
    tests: WHY,
  },
  {
    name: 'bound-belongs-above',
    breaks: 'A case that took just as long as a bin reaches is counted in the next one.',
    edits: [{ file: 'db/rollups/case-durations.ts', find: '(ms + ${binMs - 1}::bigint) / ${binMs}::bigint - 1', replace: 'ms / ${binMs}::bigint' }],
    tests: ['test/server/distribution.test.ts'],
  },
  {
    name: 'correction-is-known-before-it-came',
    breaks: 'A distribution as it was known counts what was told later.',
    edits: [{ file: 'db/rollups/case-durations.ts', find: '<= ${text(clocks.asOf)}::timestamptz and ${known}', replace: '<= ${text(clocks.asOf)}::timestamptz and (${known} or true)' }],
    tests: ['test/server/distribution.test.ts'],
  },
  {
    name: 'trend-begins-a-day-late',
    breaks: 'A span is set against the day after its beginning.',
    edits: [{ file: 'server/readings/span-trends.ts', find: 'if (day === from) base = value', replace: 'if (day === from + 1) base = value' }],
    tests: ['test/server/span-trends.test.ts'],
  },
  {
    name: 'workbook-runs-formulas',
    breaks: 'A name from a source that begins like a formula is one in the workbook.',
    edits: [{ file: 'server/take-away/workbook.ts', find: 'return { value: cellOf(unexecuted(text)), type: String, alignVertical', replace: 'return { value: cellOf(text), type: String, alignVertical' }],
    tests: ['test/server/take-away.test.ts'],
  },
  {
    name: 'anything-is-taken-note-of',
    breaks: 'Notes are kept of changes that nobody tells.',
    edits: [{ file: 'server/routes/changes.ts', find: 'body.changes.filter((id) => told.has(id))', replace: 'body.changes' }],
    tests: DESK,
  },
  {
    name: 'shift-takes-itself-over',
    breaks: 'Who hands a shift over may take it over.',
    edits: [{ file: 'server/desk/shift.ts', find: 'if (isSamePerson(note.handedOverBy, by)) throw', replace: 'if (isSamePerson(note.handedOverBy, by) && id < 0) throw' }],
    tests: DESK,
  },
  {
    name: 'close-of-day-is-news',
    breaks: 'A change that was taken note of is a new one when its day is closed.',
    edits: [{ file: 'server/readings/changes.ts', find: 'id: standingId({ area: question.area, is, day, occurrence })', replace: 'id: standingId({ area: question.area, is, day: `${day} live`, occurrence })' }],
    tests: DESK,
  },
  {
    name: 'one-column-tells-for-two',
    breaks: 'Dates that can be read in two orders are read by one column although another tells differently.',
    edits: [{ file: 'ingest/wiring/read-dates.ts', find: 'return telling.every(({ order }) => order === telling[0]?.order) ? telling[0] : undefined', replace: 'return telling[0]' }],
    tests: PROPOSALS,
  },
  {
    name: 'old-file-is-up-to-date',
    breaks: 'A file of last year counts as covered until it was handed over.',
    edits: [{ file: 'ingest/wiring/draft-feed.ts', find: "new Set(['upload', 'csv-file'])", replace: 'new Set()' }],
    tests: PROPOSALS,
  },
  {
    name: 'nobody-told-is-none',
    breaks: 'A list that nobody has told of counts zero.',
    edits: [{ file: 'rules/values/values-of-area.ts', find: "state === 'no-data' && read.quantity?.kind", replace: "state === 'stale' && read.quantity?.kind" }],
    tests: ['test/rules/values/values-of-area.test.ts'],
  },
  {
    name: 'new-cases-are-a-drift',
    breaks: 'A morning of cases that are not closed yet holds the feed.',
    edits: [{ file: 'ingest/drift/watched-fields.ts', find: 'comesLater: later.has(path)', replace: 'comesLater: false' }],
    tests: ['test/ingest/drift/detectors.test.ts'],
  },
]
