import { describe, expect, it } from 'vitest'
import {
  allItems, boundsOf, characteristicsOf, findIndicator, getCalculation, getIndicator, getWindow, referenceIndicatorsOf, requirementsOf, standardIndicator,
} from '../../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../../rules/model/measure-schema.ts'
import { summarise } from '../../../rules/model/summarise.ts'
import { draft } from '../draft-model.ts'
import { PRINTED_NUMBERS } from './printed-numbers.ts'

describe('the model of the draft standard', () => {
  it('holds the whole standard', () => {
    expect(summarise(draft)).toEqual({
      domains: 5, subdomains: 16, items: 38, characteristics: 313, requirements: 43, indicators: 22, errata: 39, version: 'CTMM-2026-报批稿',
    })
    expect(draft.semiQuantitative).toHaveLength(33)
    expect(draft.levels.map(({ zh }) => zh)).toEqual(['基础级', '发展级', '协同级', '融合级', '引领级'])
  })

  it('has every printed number with its place, operator, bound and population', () => {
    const held = draft.requirements.map((requirement) => [
      requirement.id, requirement.item, requirement.level, requirement.table, requirement.clause,
      getIndicator(draft, requirement.indicator).code, requirement.operator, requirement.bound, requirement.population,
    ])
    expect(held).toEqual(PRINTED_NUMBERS)
  })

  it('has numbers on ten items only, and a level-5 number on the hub only', () => {
    const withNumbers = allItems(draft).filter(({ id }) => requirementsOf(draft, id).length > 0).map(({ id }) => id)
    expect(withNumbers).toEqual(['C18', 'C19', 'C22', 'C23', 'C25', 'C28', 'C31', 'C32', 'C35', 'C36'])
    expect(draft.requirements.filter(({ level }) => level === 5).map(({ item }) => item)).toEqual(['C18'])
  })

  it('judges response and online disposal by twelve months, completion by the last closed year, all others by snapshot', () => {
    const judged = Object.fromEntries(draft.calculations.map(({ indicator, windows }) => [indicator, windows.find((window) => window.judged)?.id]))
    for (const { id } of draft.indicators) {
      expect([id, judged[id]]).toEqual([id, { I13: 'rolling-12-months', I15: 'rolling-12-months', I16: 'last-closed-year' }[id] ?? 'snapshot'])
    }
    expect(getWindow(draft, 'rolling-12-months')).toMatchObject({ kind: 'rolling-months', months: 12 })
  })

  it("monitors cases by month, quarter, year and the city's own periods as well, and judges none of these but the closed year", () => {
    for (const id of ['event-online/1', 'appeal-response/1', 'appeal-completion/1']) {
      const { windows } = getCalculation(draft, id)
      const monitored = ['calendar-month', 'last-closed-month', 'calendar-quarter', 'year-to-date', 'assessment-period', 'last-closed-assessment-period', 'assessment-year', 'last-closed-assessment-year']
      expect(windows.filter(({ judged }) => !judged).map((window) => window.id)).toEqual(expect.arrayContaining(monitored))
    }
  })

  it('has response in working hours as a reference beside natural hours, without bounds', () => {
    expect(referenceIndicatorsOf(draft).map(({ id, code, beside }) => [id, code, beside])).toEqual([['R01', 'appeal_mean_response_working_hours', 'I15']])
    expect(getCalculation(draft, 'appeal-response-working/1')).toMatchObject({ indicator: 'R01', clock: 'working', enter: 'dispatchedAt', stop: 'firstContactAt' })
    const reference = getIndicator(draft, 'appeal_mean_response_working_hours')
    expect(standardIndicator(draft, reference)).toBe(getIndicator(draft, 'I15'))
    expect(standardIndicator(draft, getIndicator(draft, 'I13'))).toBe(getIndicator(draft, 'I13'))
    expect(boundsOf(draft, reference, 'all')).toEqual([])
  })

  it('starts the response clock at the first dispatch and leaves complex appeals out at level 1 only', () => {
    const response = getCalculation(draft, 'appeal-response/1')
    expect(isCaseCalculation(response) && [response.enter, response.stop]).toEqual(['dispatchedAt', 'firstContactAt'])
    expect(draft.requirements.filter(({ population }) => population === 'excluding-complex').map(({ id }) => id)).toEqual(['Q31'])
  })

  it('counts completion over dispatched appeals by acceptance year', () => {
    expect(getCalculation(draft, 'appeal-completion/1')).toMatchObject({ enter: 'acceptedAt', requires: 'dispatchedAt', met: 'closed' })
  })

  it('describes every clause in words of its own, each different from all others', () => {
    for (const language of ['zh', 'en'] as const) expect(new Set(draft.characteristics.map((characteristic) => characteristic[language])).size).toBe(313)
    expect(draft.characteristics.filter(({ printed }) => printed === null).map(({ id }) => id)).toEqual(['C33.3c'])
  })

  it('finds an indicator by code and by id, and the clauses of an item', () => {
    expect(findIndicator(draft, 'I13')).toBe(findIndicator(draft, 'event_online_disposal_rate'))
    expect(findIndicator(draft, 'no_such_indicator')).toBeUndefined()
    expect(() => getIndicator(draft, 'no_such_indicator')).toThrow('no indicator "no_such_indicator"')
    expect(characteristicsOf(draft, 'C28').map(({ id }) => id)).toEqual(['C28.1a', 'C28.1b', 'C28.2a', 'C28.2b', 'C28.3a', 'C28.3b', 'C28.4a', 'C28.4b', 'C28.5a'])
  })

  it('keeps the hub share unassessable until its list is loaded, and no other', () => {
    expect(draft.indicators.filter(({ notAssessableUntilLoaded }) => notAssessableUntilLoaded).map(({ id }) => id)).toEqual(['I01'])
  })
})
