// Bugs in what is counted, when and for whom, and in what it is compared with.
import type { Mutant } from './mutant.ts'

const ORACLE = ['test/rules/edges/case-edges.test.ts', 'test/rules/edges/case-oracle.test.ts']

export const counting: readonly Mutant[] = [
  {
    name: 'utc-day',
    breaks: 'Days begin at midnight in Greenwich instead of in the city.',
    edits: [{ file: 'rules/time/zone.ts', find: 'Math.floor((instant + offsetAt(instant)) / MS_PER_DAY)', replace: 'Math.floor(instant / MS_PER_DAY)' }],
    tests: ['test/rules/time/zone.test.ts', 'test/rules/time/windows.test.ts'],
  },
  {
    name: 'window-begins-a-day-early',
    breaks: 'A rolling year begins on the same date last year instead of the day after.',
    edits: [{ file: 'rules/time/windows.ts', find: 'addMonths(today, -rule.months) + 1', replace: 'addMonths(today, -rule.months)' }],
    tests: ['test/rules/time/windows.test.ts'],
  },
  {
    name: 'window-forgets-a-day-late',
    breaks: 'What falls out of the last 30 days stays in them for one day more.',
    edits: [{ file: 'rules/time/windows.ts', find: 'return zone.startOfDay(day + rule.days)', replace: 'return zone.startOfDay(day + rule.days + 1)' }],
    tests: ['test/rules/time/windows.test.ts'],
  },
  {
    name: 'closed-year-is-this-year',
    breaks: 'The yearly completion is judged by the year that still runs.',
    edits: [{ file: 'rules/time/windows.ts', find: 'periodOf(rule.period, running.first - 1, assessment)', replace: 'periodOf(rule.period, running.first, assessment)' }],
    tests: ['test/rules/time/periods.test.ts'],
  },
  {
    name: 'cohorts-of-months-only',
    breaks: 'Cases of the 26th to the 31st are counted in the assessment period that ended before them.',
    edits: [{ file: 'rules/time/periods.ts', find: 'if (from <= dayOfMonth && from > begins) begins = from', replace: 'if (from <= dayOfMonth && from > begins) begins = 1' }],
    tests: ['test/rules/time/periods.test.ts', 'test/rules/edges/case-oracle.test.ts'],
  },
  {
    name: 'make-up-days-are-free',
    breaks: 'A Saturday on which the city works (调休) counts as a day off.',
    edits: [{ file: 'rules/time/working-calendar.ts', find: 'return workdays.has(day) || (', replace: 'return (' }],
    tests: ['test/rules/time/working-calendar.test.ts'],
  },
  {
    name: 'year-not-held-is-no-time',
    breaks: 'An order of a year whose holidays nobody has listed counts as answered at once.',
    edits: [{ file: 'rules/values/counted-quantity.ts', find: 'return isHeld && !holdsUnmeasured(area, question) ? read', replace: 'return isHeld ? read' }],
    tests: ['test/rules/edges/working-oracle.test.ts'],
  },
  {
    name: 'mean-of-percentages',
    breaks: "The city's share is the mean of its streets' percentages instead of the sum of their counts.",
    edits: [
      {
        file: 'rules/values/values-of-area.ts',
        find: ': countedQuantity(inputs.counts.of(area, calculation.id), {',
        replace: ': meanOfParts(inputs, area, {',
      },
      {
        file: 'rules/values/values-of-area.ts',
        find: 'const isScope = (',
        replace: `function meanOfParts({ city, counts }: ValueInputs, area: string, question: Parameters<typeof countedQuantity>[1]): ReturnType<typeof countedQuantity> {
  const { calculation } = question
  const whole = countedQuantity(counts.of(area, calculation.id), question)
  if (whole.quantity?.kind !== 'share' || calculation.shape !== 'share') return whole
  const parts = [...city.scopeOf(area)].flatMap((leaf) => {
    const { quantity } = countedQuantity(counts.of(leaf, calculation.id), question)
    return leaf === area || quantity?.kind !== 'share' || quantity.denominator === 0n ? [] : [quantity]
  })
  if (parts.length === 0) return whole
  const numerator = parts.reduce((sum, part) => sum + (part.numerator * 10_000n) / part.denominator, 0n)
  return { ...whole, quantity: { kind: 'share', numerator, denominator: 10_000n * BigInt(parts.length) } }
}

const isScope = (`,
      },
    ],
    tests: ['test/rules/values/sums-of-areas.test.ts'],
  },
  {
    name: 'zones-count-twice',
    breaks: 'A case in a zone that overlaps districts is counted in the city once more.',
    edits: [{
      file: 'rules/edges/sums.ts',
      find: 'for (const part of city.scopeOf(code)) {',
      replace: "if (city.area(code)?.kind === 'zone') for (const part of city.scopeOf(code)) areas.get(part)?.push(city.root)\n    for (const part of city.scopeOf(code)) {",
    }],
    tests: ['test/rules/values/city-counts.test.ts', 'test/rules/values/lists-of-areas.test.ts'],
  },
  {
    name: 'open-orders-dropped',
    breaks: 'The mean response leaves out orders that nobody has answered yet.',
    edits: [{
      file: 'rules/values/quantity.ts',
      find: 'sumMs: counts.elapsedMs + BigInt(counts.open) * BigInt(question.clock) - counts.openStartMs, count: BigInt(counts.entered)',
      replace: 'sumMs: counts.elapsedMs, count: BigInt(counts.entered - counts.open)',
    }],
    tests: ['test/rules/values/quantity.test.ts'],
  },
  {
    name: 'complex-not-left-out',
    breaks: 'The population without complex orders holds them all the same.',
    edits: [{ file: 'rules/edges/counts-by-cell.ts', find: '|| segment === without', replace: '' }],
    tests: ['test/rules/values/quantity.test.ts', 'test/rules/edges/case-oracle.test.ts'],
  },
  {
    name: 'reopened-stays-closed',
    breaks: 'An order that was reopened still counts as closed.',
    edits: [{ file: 'rules/edges/case-edges.ts', find: '[...reopened].map((at) => ({ at, closes: false }))', replace: '[...reopened].slice(0, 0).map((at) => ({ at, closes: false }))' }],
    tests: ORACLE,
  },
  {
    name: 'answered-on-the-call-counts',
    breaks: 'Calls that were answered at once join the population of dispatched orders.',
    edits: [{ file: 'rules/edges/case-edges.ts', find: 'fields.cancelled === true || answeredAtOnce ||', replace: 'fields.cancelled === true || (answeredAtOnce && false) ||' }],
    tests: ORACLE,
  },
  {
    name: 'withdrawal-resurrected',
    breaks: 'A record that was taken back comes back with an older version that arrives late.',
    edits: [{ file: 'rules/facts/case.ts', find: 'withdrawn: newest.fact.withdrawn === true, fields,', replace: 'withdrawn: newest.fact.withdrawn === true && record === undefined, fields,' }],
    tests: ['test/rules/facts/case.test.ts'],
  },
  {
    name: 'stale-is-fresh',
    breaks: 'A value whose feed went silent long ago is judged as if it were of today.',
    edits: [{ file: 'rules/values/value-state.ts', find: "if (isStale(freshness, asOf)) return 'stale'", replace: "if (isStale(freshness, asOf)) return 'ok'" }],
    tests: ['test/rules/values/values-of-area.test.ts'],
  },
  {
    name: 'as-fresh-as-the-newest-feed',
    breaks: 'A numerator of 14:05 over a denominator of 08:00 passes for a value of 14:05.',
    edits: [{ file: 'rules/values/freshness.ts', find: 'covered < oldest.coveredUntil)', replace: 'covered > oldest.coveredUntil)' }],
    tests: ['test/rules/values/freshness.test.ts'],
  },
  {
    name: 'part-of-a-month-against-all-of-it',
    breaks: 'The first 22 days of a month are compared with the whole month before.',
    edits: [{
      file: 'rules/compare/basis.ts',
      find: 'return dateOf(day).day < dateOf(today).day ? zone.startOfDay(day + 1) - 1 : sameTimeOn(day, asOf, zone)',
      replace: 'return zone.startOfDay(addMonths(day - dateOf(day).day + 1, 1)) - 1',
    }],
    tests: ['test/rules/compare/basis.test.ts'],
  },
  {
    name: 'longer-is-better',
    breaks: 'More hours until the first contact are shown as an improvement.',
    edits: [{ file: 'rules/compare/compare-values.ts', find: "return (direction === 'up') === (indicator.direction === 'atLeast') ?", replace: "return direction === 'up' ?" }],
    tests: ['test/rules/compare/compare-values.test.ts'],
  },
  {
    name: 'festival-does-not-move',
    breaks: 'A February with the Spring Festival is compared with one without it.',
    edits: [{ file: 'rules/compare/incomparable.ts', find: 'if (ours === theirs) return undefined', replace: 'return undefined' }],
    tests: ['test/rules/compare/compare-values.test.ts'],
  },
  {
    name: 'grown-list-is-compared',
    breaks: 'A list that grew by half is compared with what it was, as if the work had been undone.',
    edits: [{ file: 'rules/compare/incomparable.ts', find: 'if ((more - less) * 100n <= BigInt(changePercent) * less) return undefined', replace: 'if (more >= less) return undefined' }],
    tests: ['test/rules/compare/compare-values.test.ts'],
  },
]
