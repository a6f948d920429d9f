import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../rules/model/load-model.ts'
import { ModelError } from '../../../rules/model/model-error.ts'
import { draftText } from '../draft-model.ts'

/** Changes one place of the draft; the place is told by a text that stands in it once. */
function changed(from: string, to: string): { readonly text: string; readonly line: number } {
  const parts = draftText.split(from)
  if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times in the draft`)
  return { text: parts.join(to), line: (parts[0] ?? '').split('\n').length }
}

function problemsOf(text: string): readonly string[] {
  try {
    loadModel(text, 'city.yaml')
  } catch (error) {
    if (error instanceof ModelError) return error.message.split('\n')
    throw error
  }
  return []
}

interface Refusal {
  readonly what: string
  readonly from: string
  readonly to: string
  /** Lines from the changed text to the line at fault; `elsewhere` when they are far apart. */
  readonly below?: number | 'elsewhere'
  readonly says: string
}

const q27 = '{id: Q27, table: 11, item: C28, level: 3, clause: a, printed: a, indicator: I13, operator: ge, bound: "80", unit: percent,'
const REFUSALS: readonly Refusal[] = [
  { what: 'a bound easier than the one below it', from: q27, to: q27.replace('"80"', '"59"'), says: 'Q27: 59 at level 3 is easier than 60 at level 2 (Q26)' },
  { what: 'a mean bound that grows upwards', from: 'indicator: I15, operator: le, bound: "6"', to: 'indicator: I15, operator: le, bound: "12.5"', says: 'Q34: 12.5 at level 3 is easier than 12 at level 2 (Q32)' },
  { what: 'a bound that is no decimal', from: q27, to: q27.replace('"80"', '"80%"'), says: 'bound is "80%"' },
  { what: 'a bound no share can meet', from: 'level: 4, clause: a, printed: a, indicator: I13, operator: ge, bound: "90"', to: 'level: 4, clause: a, printed: a, indicator: I13, operator: ge, bound: "101"', says: 'no share can meet this bound' },
  { what: 'a fraction as the bound of a count', from: 'indicator: I17, operator: ge, bound: "2"', to: 'indicator: I17, operator: ge, bound: "2.5"', says: 'a count needs a whole number' },
  { what: 'an operator against the direction', from: 'indicator: I15, operator: le, bound: "6"', to: 'indicator: I15, operator: ge, bound: "6"', says: 'I15 is atMost, which ge does not fit' },
  { what: 'a strict operator for an inclusive word', from: q27, to: q27.replace('ge', 'gt'), says: '以上 means ge, not gt' },
  { what: 'a unit that the indicator does not have', from: q27, to: q27.replace('percent', 'hours'), says: 'I13 is measured in percent, not in hours' },
  { what: 'an unknown indicator', from: q27, to: q27.replace('I13', 'I99'), says: 'There is no indicator I99' },
  { what: 'an indicator of another item', from: q27, to: q27.replace('I13', 'I14'), says: 'I14 belongs to C31, not to C28' },
  { what: 'a clause that nobody describes', from: q27, to: q27.replace('clause: a', 'clause: c'), says: 'Q27: C28 has no clause c at level 3' },
  { what: 'a table that does not hold the item', from: q27, to: q27.replace('table: 11', 'table: 12'), says: 'C28.3a stands in table 11' },
  { what: 'a level above five', from: q27, to: q27.replace('level: 3', 'level: 6'), says: 'level must be <= 5' },
  { what: 'two bounds for one level', from: q27, to: q27.replace('level: 3', 'level: 2'), says: 'Q26 already sets a bound for I13 at level 2' },
  { what: 'an id that stands twice', from: q27, to: q27.replace('Q27', 'Q26'), says: 'The requirement Q26 stands twice' },
  { what: 'a bound without quotes', from: q27, to: q27.replace('"80"', '80'), says: 'write it in quotes, "80"' },
  { what: 'an unknown key', from: q27, to: `${q27} weight: 3,`, says: 'unknown key "weight"' },
  { what: 'a requirement without its population', from: "   population: excluding-complex, window", to: '   window', below: -1, says: 'lacks "population"' },
  { what: 'a population that the calculation does not have', from: '- {id: excluding-complex, zh: 不含复杂疑难, en: Complex ones excluded, without: complex}\n  windows:\n  - {id: rolling-12-months, judged: true}', to: '- {id: all, zh: 不含复杂疑难, en: Complex ones excluded}\n  windows:\n  - {id: rolling-12-months, judged: true}', below: -2, says: 'appeal-response/1: a population stands twice' },
  { what: 'a window that is not the judged one', from: 'window: rolling-12-months, calculation: event-online/1, wording: "及以上"', to: 'window: year-to-date, calculation: event-online/1, wording: "及以上"', says: 'Q26: year-to-date is not the judged window of event-online/1' },
  { what: 'a calculation of another indicator', from: '  calculation: data-classified/1', to: '  calculation: bureaus-classified/1', says: 'bureaus-classified/1 computes I03, not I02' },
  { what: 'two judged windows', from: '- {id: last-closed-year, judged: true}\n  - {id: year-to-date, judged: false}', to: '- {id: last-closed-year, judged: true}\n  - {id: year-to-date, judged: true}', below: -1, says: '2 windows are judged' },
  { what: 'a shape that gives another quantity', from: '  shape: mean-duration\n  enter', to: '  shape: share\n  enter', says: 'the shape share gives a share, but I15 is a mean' },
  { what: 'an unknown shape', from: '  shape: mean-duration\n  enter', to: '  shape: median-duration\n  enter', says: 'shape is "median-duration"' },
  { what: 'a mean duration whose clock never stops', from: '  shape: mean-duration\n  enter: dispatchedAt\n  stop: firstContactAt\n', to: '  shape: mean-duration\n  enter: dispatchedAt\n', says: 'a mean duration has "stop"' },
  { what: 'working hours under a bound', from: '  shape: mean-duration\n  enter', to: '  shape: mean-duration\n  clock: working\n  enter', below: 1, says: 'what is judged runs in natural time' },
  { what: 'a clock of something that has no duration', from: '  met: closed-online\n', to: '  met: closed-online\n  clock: natural\n', below: 1, says: '"clock" belongs to a mean duration' },
  { what: 'a reference that is judged', from: '  windows:\n  - {id: rolling-12-months, judged: false}\n  - {id: calendar-month', to: '  windows:\n  - {id: rolling-12-months, judged: true}\n  - {id: calendar-month', says: 'a reference is never judged' },
  { what: 'a reference beside nothing', from: '  beside: I15\n', to: '  beside: I95\n', says: 'There is no indicator I95' },
  { what: 'a reference under a code that is taken', from: 'code: appeal_mean_response_working_hours', to: 'code: appeal_mean_response_hours', says: 'The indicator code appeal_mean_response_hours stands twice' },
  { what: 'a requirement on a reference', from: q27, to: q27.replace('I13', 'R01'), says: 'indicator is "R01"' },
  { what: 'assessment periods that not every city has as the judged window', from: '- {id: last-closed-year, judged: true}', to: '- {id: last-closed-assessment-year, judged: true}', says: 'last-closed-assessment-year cannot be judged' },
  { what: 'a window of time for a list', from: "facts: {kind: register-entry, register: demo-park}\n  shape: count\n  met: {statuses: [accepted]}\n  populations: [{id: all, zh: 全部, en: All}]\n  windows: [{id: snapshot, judged: true}]", to: "facts: {kind: register-entry, register: demo-park}\n  shape: count\n  met: {statuses: [accepted]}\n  populations: [{id: all, zh: 全部, en: All}]\n  windows: [{id: calendar-month, judged: true}]", below: 4, says: 'a list is read at a moment' },
  { what: 'a moment as the window of cases', from: '- {id: last-closed-year, judged: true}', to: '- {id: snapshot, judged: true}', says: 'cases are counted over a time' },
  { what: 'a window of an unknown kind', from: 'kind: calendar-quarter', to: 'kind: calendar-fortnight', says: 'kind is "calendar-fortnight"' },
  { what: 'a status that the register does not have', from: '  met: {statuses: [in-use]}', to: '  met: {statuses: [used]}', says: 'There is no status of oneform-department called used' },
  { what: 'an unknown register', from: 'register: oneform-department}', to: 'register: oneform-departments}', says: 'There is no register oneform-departments' },
  { what: 'groups without the list that names them', from: 'register: carrier-service, scope: carrier}', to: 'register: carrier-service}', says: 'a group-share names the register of its groups' },
  { what: 'months on a window that does not roll', from: '{id: snapshot, kind: snapshot,', to: '{id: snapshot, kind: snapshot, months: 12,', says: '"months" belongs to rolling-months' },
  { what: 'a share without a denominator', from: '  denominator: {zh: 应处置, en: to be handled}\n', to: '', below: -13, says: 'I13: a share needs a denominator' },
  { what: 'an erratum that is cited and missing', from: '- id: X31\n', to: '- id: X91\n', below: 'elsewhere', says: 'There is no erratum X31' },
  { what: 'a clause that is described by nobody', from: '- {id: C28.4b, item: C28, level: 4, clause: b, printed: b,', to: '- {id: C28.4c, item: C28, level: 4, clause: c, printed: c,', below: 'elsewhere', says: 'C28 has clauses a b at level 4, but the characteristics describe a c' },
  { what: 'a characteristic under the wrong name', from: '- {id: C28.4b, item: C28,', to: '- {id: C28.3d, item: C28,', says: 'C28.3d is item C28, level 4, clause b: call it C28.4b' },
  { what: 'levels out of order', from: '- {level: 2, zh: 发展级, en: Developing}\n', to: '', below: 'elsewhere', says: 'The levels are 1, 3, 4, 5' },
  { what: 'a key that reaches into prototypes', from: q27, to: q27.replace('table: 11', '__proto__: 11'), says: '"__proto__" is not allowed' },
  { what: 'text that is no YAML', from: q27, to: q27.replace('item: C28', 'item: [C28'), below: 'elsewhere', says: 'This is not YAML' },
]

describe('a model file is refused with the line at fault', () => {
  it.each(REFUSALS)('for $what', ({ from, to, below = 0, says }) => {
    const { text, line } = changed(from, to)
    const problems = problemsOf(text)
    expect(problems.join('\n')).toContain(says)
    const at = below === 'elsewhere' ? '\\d+' : String(line + below)
    expect(problems.filter((problem) => problem.includes(says))).toContainEqual(expect.stringMatching(new RegExp(`^city\\.yaml:${at}: `)))
  })

  it('and names every problem at once, in the order of the file', () => {
    const { text } = changed(q27, q27.replace('"80"', '"59"').replace('以上', '以内'))
    const twice = text.replace('- {id: C28.4b, item: C28,', '- {id: C28.3d, item: C28,')
    const lines = problemsOf(twice).map((problem) => Number(problem.split(':')[1]))
    expect(lines.length).toBeGreaterThanOrEqual(2)
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  })

  it('and at the line of the clause that an item lacks', () => {
    const without = draftText.split('\n').filter((row) => !row.startsWith('- {id: C38.5a,')).join('\n')
    const line = draftText.split('\n').findIndex((row) => row.includes('{id: C38, zh: 态势感知')) + 1
    expect(problemsOf(without)).toEqual([`city.yaml:${line}: C38 has clauses a at level 5, but the characteristics describe none: describe each clause once, in order.`])
  })
})
