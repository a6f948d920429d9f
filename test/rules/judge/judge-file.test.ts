import { describe, expect, it } from 'vitest'
import { JsonError } from '../../../rules/exact/lossless-json.ts'
import { judge } from '../../../rules/judge/judge.ts'
import { JudgeFileError, readJudgeFile } from '../../../rules/judge/judge-file.ts'
import { judgementJson } from '../../../rules/judge/judgement-json.ts'
import { draft } from '../draft-model.ts'

const file = (...values: readonly string[]): string => `{"values": [${values.join(', ')}]}`
const EVENTS = '"indicator": "event_online_disposal_rate"'
const HOURS = '"indicator": "appeal_mean_response_hours"'

function problems(text: string): readonly string[] {
  try {
    readJudgeFile(text, draft)
  } catch (error) {
    if (error instanceof JudgeFileError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('a judge file', () => {
  it('gives values of shares, means and counts, and states', () => {
    const text = file(`{${EVENTS}, "numerator": 7996, "denominator": 10000}`, `{${HOURS}, "sumMs": 12, "count": 3, "population": "excluding-complex"}`, '{"indicator": "open_scenarios_count", "value": 2}', '{"indicator": "demo_parks_count", "state": "no-data"}')
    expect(readJudgeFile(text, draft)).toEqual([
      { indicator: 'event_online_disposal_rate', population: 'all', state: 'ok', quantity: { kind: 'share', numerator: 7996n, denominator: 10_000n } },
      { indicator: 'appeal_mean_response_hours', population: 'excluding-complex', state: 'ok', quantity: { kind: 'mean', sumMs: 12n, count: 3n } },
      { indicator: 'open_scenarios_count', population: 'all', state: 'ok', quantity: { kind: 'count', value: 2n } },
      { indicator: 'demo_parks_count', population: 'all', state: 'no-data' },
    ])
  })

  it('has unknown values where nothing was counted', () => {
    const values = readJudgeFile(file(`{${EVENTS}, "numerator": 0, "denominator": 0}`, '{"indicator": "fully_online_share", "numerator": 5, "denominator": 0}', `{${HOURS}, "sumMs": 7, "count": 0}`), draft)
    expect(values.map(({ state }) => state)).toEqual(['no-data', 'no-data', 'no-data'])
    expect(judge(draft, values).find(({ item }) => item === 'C28')).toMatchObject({ proven: null, ceiling: 5 })
  })

  it('keeps stale counts, which are not judged', () => {
    const values = readJudgeFile(file(`{${EVENTS}, "numerator": 9, "denominator": 10, "state": "stale"}`), draft)
    expect(values).toMatchObject([{ state: 'stale', quantity: { numerator: 9n } }])
    expect(judge(draft, values).find(({ item }) => item === 'C28')).toMatchObject({ proven: null, ceiling: 5 })
  })

  it.each([
    [`{"indicator": "events", "numerator": 1, "denominator": 2}`, 'values[0].indicator = "events": unknown indicator'],
    [`{"indicator": "I13", "numerator": 1, "denominator": 2}`, 'write the code "event_online_disposal_rate"'],
    [`{"numerator": 1, "denominator": 2}`, 'values[0].indicator = (nothing)'],
    [`{${EVENTS}, "population": "excluding-complex", "numerator": 1, "denominator": 2}`, 'values[0].population = "excluding-complex": unknown population'],
    [`{${EVENTS}, "numerator": 3, "denominator": 2}`, 'values[0].numerator = 3: above the denominator 2'],
    [`{${EVENTS}, "numerator": null, "denominator": 2}`, 'values[0].numerator = null: null is not a count'],
    [`{${EVENTS}, "numerator": -1, "denominator": 2}`, 'values[0].numerator = -1: a count cannot be negative'],
    [`{${EVENTS}, "numerator": 1.5, "denominator": 2}`, 'values[0].numerator = 1.5: a whole number is expected'],
    [`{${EVENTS}, "numerator": "1", "denominator": 2}`, 'values[0].numerator = "1": a number is expected'],
    [`{${EVENTS}, "numerator": true, "denominator": 2}`, 'values[0].numerator = true: a number is expected'],
    [`{${EVENTS}, "numerator": 1}`, 'values[0].denominator = (nothing): missing'],
    [`{${EVENTS}, "value": 79.66}`, 'values[0].value = 79.66: event_online_disposal_rate is a share: give numerator and denominator'],
    [`{"indicator": "open_scenarios_count", "numerator": 1, "denominator": 2}`, 'open_scenarios_count is a count: give value instead'],
    [`{${EVENTS}}`, 'numerator and denominator expected, or a "state"'],
    [`{${EVENTS}, "state": "unknown"}`, 'values[0].state = "unknown": unknown state'],
    [`{${EVENTS}, "numerater": 1, "denominator": 2}`, 'values[0].numerater = 1: unknown key'],
    [`7`, 'values[0] = 7: an object is expected'],
  ])('refuses %s', (entry, says) => {
    expect(problems(file(entry)).join('\n')).toContain(says)
  })

  it('refuses a second value of one indicator and population', () => {
    const value = `{${HOURS}, "sumMs": 1, "count": 1}`
    expect(problems(file(value, `{${HOURS}, "population": "excluding-complex", "sumMs": 1, "count": 1}`, value))).toEqual([
      'values[2] = "appeal_mean_response_hours": the indicator and population of values[0] stand here again: keep one.',
    ])
  })

  it('names all problems at once', () => {
    expect(problems(file(`{${EVENTS}, "numerator": null, "denominator": -2}`, '{"indicator": "x"}'))).toHaveLength(3)
  })

  it.each(['{"values": 3}', '{}', '[]', 'null', '"text"'])('refuses %s, which has no list of values', (text) => {
    expect(problems(text)).toEqual([expect.stringContaining('a list of values is expected')])
  })

  it('refuses a key beside the values', () => {
    expect(problems('{"values": [], "value": []}')).toEqual(['value = [...]: unknown key: use values.'])
  })

  it('refuses NaN and keys that reach into prototypes, with the place', () => {
    expect(() => readJudgeFile(file(`{${EVENTS}, "numerator": NaN, "denominator": 2}`), draft)).toThrow(/^line 1, column 70: .*found NaN/)
    expect(() => readJudgeFile('{"values": [{"__proto__": {"indicator": "x"}}]}', draft)).toThrow(JsonError)
  })
})

describe('the judgement in JSON', () => {
  const judgement = (text: string): string => {
    const values = readJudgeFile(text, draft)
    return judgementJson(draft, judge(draft, values), values)
  }

  it('has 38 standings with blockers, unknowns, gap, word and sentence', () => {
    const { model, standings } = JSON.parse(judgement(file(`{${EVENTS}, "numerator": 7996, "denominator": 10000}`)))
    expect([model, standings.length]).toEqual(['CTMM-2026-报批稿', 38])
    expect(standings.find(({ item }: { item: string }) => item === 'C28')).toMatchObject({
      proven: 2, ceiling: 2, unknowns: [], word: { zh: '数值达二级·发展级' },
      blockers: [{ requirement: 'Q27', indicator: 'event_online_disposal_rate', level: 3, gap: { kind: 'share', amount: 4, points: '0.04' } }],
    })
    expect(standings.find(({ item }: { item: string }) => item === 'C01')).toMatchObject({ proven: null, ceiling: 5, blockers: [], unknowns: [] })
  })

  it('writes gaps beyond the precision of floats with every digit', () => {
    expect(judgement(file(`{${EVENTS}, "numerator": 0, "denominator": 90071992547409931000}`))).toContain('"amount":36028797018963972400,')
  })
})
