// Bugs in comparing and judging.
import type { Mutant } from './mutant.ts'

const BOUNDS = ['test/rules/judge/bounds.test.ts', 'test/rules/exact/decimal.test.ts']
const STANDINGS = ['test/rules/judge/standing.test.ts', 'test/rules/judge/invariants.test.ts']

export const judging: readonly Mutant[] = [
  {
    name: 'at-least-excludes',
    breaks: 'A value that is exactly at a bound of 以上 no longer meets it (>= becomes >).',
    edits: [{ file: 'rules/exact/compare.ts', find: 'return sign >= 0', replace: 'return sign > 0' }],
    tests: BOUNDS,
  },
  {
    name: 'at-most-excludes',
    breaks: 'A value that is exactly at a bound of 以内 no longer meets it (<= becomes <).',
    edits: [{ file: 'rules/exact/compare.ts', find: 'return sign <= 0', replace: 'return sign < 0' }],
    tests: BOUNDS,
  },
  {
    name: 'above-includes',
    breaks: 'A value that is exactly at a bound of 高于 meets it (> becomes >=).',
    edits: [{ file: 'rules/exact/compare.ts', find: 'return sign > 0', replace: 'return sign >= 0' }],
    tests: ['test/rules/exact/decimal.test.ts', ...BOUNDS],
  },
  {
    name: 'rounded-before-judging',
    breaks: '79.996 % is rounded to 80.00 % and then judged.',
    edits: [{
      file: 'rules/exact/compare.ts',
      find: 'const sign = compareWithDecimal(fraction, bound)',
      replace: 'const sign = compareWithDecimal({ numerator: (fraction.numerator * 200n + fraction.denominator) / (2n * fraction.denominator), denominator: 100n }, bound)',
    }],
    tests: ['test/rules/exact/decimal.test.ts', ...BOUNDS],
  },
  {
    name: 'nothing-is-zero-percent',
    breaks: 'A share of nothing (denominator 0) is 0 % instead of unknown.',
    edits: [{ file: 'rules/exact/fraction.ts', find: 'return quantity.denominator === 0n ? undefined :', replace: 'return quantity.denominator === 0n ? { numerator: 0n, denominator: 1n } :' }],
    tests: ['test/rules/exact/decimal.test.ts', 'test/rules/judge/judge-file.test.ts'],
  },
  {
    name: 'nothing-is-all',
    breaks: 'A share of nothing (denominator 0) is 100 % instead of unknown.',
    edits: [{ file: 'rules/exact/fraction.ts', find: 'return quantity.denominator === 0n ? undefined :', replace: 'return quantity.denominator === 0n ? { numerator: 100n, denominator: 1n } :' }],
    tests: ['test/rules/exact/decimal.test.ts', 'test/rules/judge/judge-file.test.ts'],
  },
  {
    name: 'levels-do-not-cumulate',
    breaks: 'Level 3 is proven although a number of level 2 fails (clause 6 dropped).',
    edits: [{ file: 'rules/judge/judge.ts', find: "return whole ? 'met' : 'met-over-gap'", replace: "return 'met'" }],
    tests: STANDINGS,
  },
  {
    name: 'gap-of-unknown-is-jumped',
    breaks: 'A level counts as proven over a lower one whose number is unknown.',
    edits: [{ file: 'rules/judge/judge.ts', find: '    whole = false\n', replace: "    whole = whole && !outcomes.includes('not-met')\n" }],
    tests: STANDINGS,
  },
  {
    name: 'population-switch-forgets',
    breaks: 'Level 4 of data classification, which counts bureaus, no longer needs the share of data of level 3 to hold.',
    edits: [{
      file: 'rules/judge/judge.ts',
      find: '    whole = false\n',
      replace: '    whole = held.some(({ requirement }) => requirement.level > level && held.some((below) => below.requirement.level === level && below.requirement.indicator !== requirement.indicator))\n',
    }],
    tests: STANDINGS,
  },
  {
    name: 'population-switch-carries-forward',
    breaks: 'Level 4 of data classification is judged by the share of data of levels 2 and 3 instead of by bureaus.',
    edits: [{
      file: 'rules/judge/judge.ts',
      find: 'const indicator = getIndicator(model, requirement.indicator)\n  const value',
      replace: 'const indicator = getIndicator(model, requirementsOf(model, requirement.item)[0]?.indicator ?? requirement.indicator)\n  const value',
    }],
    tests: STANDINGS,
  },
  {
    name: 'complex-included-at-level-1',
    breaks: 'Level 1 of the appeals is judged by all orders, the complex ones included.',
    edits: [{
      file: 'rules/judge/judge.ts',
      find: 'const value = values.get(valueKey(indicator.code, requirement.population))',
      replace: "const value = values.get(valueKey(indicator.code, 'all'))",
    }],
    tests: [...BOUNDS, ...STANDINGS],
  },
  {
    name: 'complex-excluded-at-level-2',
    breaks: 'Levels 2 to 4 of the appeals are judged without the complex orders.',
    edits: [{
      file: 'rules/judge/judge.ts',
      find: 'const value = values.get(valueKey(indicator.code, requirement.population))',
      replace: "const value = values.get(valueKey(indicator.code, 'excluding-complex')) ?? values.get(valueKey(indicator.code, requirement.population))",
    }],
    tests: [...BOUNDS, ...STANDINGS],
  },
]
