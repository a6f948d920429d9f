// 试算: another bound or value gives the standing that the product's own rules give, says what makes no model, and keeps nothing but the address.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../rules/model/load-model.ts'
import WhatIf from '../../web/components/model/WhatIf.vue'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { isAmount, movedQuantity, quantityOf, readMoves, rowKey, tryOut, writeMoves, type Trial } from '../../web/model/trial.ts'
import { eventValue, mountIn } from './fixture.ts'

const file = join(import.meta.dirname, '../../rules/models/ctmm-2026-draft.yaml')
const model = loadModel(readFileSync(file, 'utf8'), file)
const UNMOVED: Trial = { bounds: new Map(), values: new Map() }
const tried = (trial: Partial<Trial>) => tryOut({ model, item: 'C28', values: [eventValue], trial: { ...UNMOVED, ...trial }, lastProven: null })

describe('a trial', () => {
  it('without moves is the present standing', () => {
    const { standing, sound } = tried({})
    expect([standing.proven, standing.ceiling, standing.word.zh, sound]).toEqual([2, 2, '数值达二级·发展级', true])
    expect(standing.sentence.zh).toContain('还差 3,388 件')
  })
  it('with an easier bound reaches the level, with a stricter one loses it', () => {
    expect(tried({ bounds: new Map([['Q27', '79']]) }).standing).toMatchObject({ proven: 3, ceiling: 3, word: { zh: '数值达三级·协同级' } })
    expect(tried({ bounds: new Map([['Q26', '79.66']]) }).standing).toMatchObject({ proven: 1, ceiling: 1 })
  })
  it('compares exactly: 79.65 is reached by 783,180 of 983,210 and 79.66 is not', () => {
    expect([79.65, 79.66].map((bound) => tried({ bounds: new Map([['Q27', String(bound)]]) }).standing.proven)).toEqual([3, 2])
  })
  it('with another value takes the fewest cases that make it, under the present denominator', () => {
    expect(movedQuantity('80', quantityOf(eventValue, { quantity: 'share' }), { quantity: 'share' })).toEqual({ kind: 'share', numerator: 786_568n, denominator: 983_210n })
    const { standing } = tried({ values: new Map([['I13', '80']]) })
    expect(standing).toMatchObject({ proven: 3, ceiling: 3 })
    expect(standing.requirements.find((one) => one.requirement === 'Q28')?.gap?.zh).toBe('还差 98,321 件')
  })
  it('with a mean reaches the bound that it names', () => {
    const mean = movedQuantity('2.5', { kind: 'mean', sumMs: 1n, count: 7n }, { quantity: 'mean' })
    expect(mean).toEqual({ kind: 'mean', sumMs: 63_000_000n, count: 7n })
  })
  it('cannot move a share that nobody has counted', () => {
    expect(movedQuantity('80', undefined, { quantity: 'share' })).toBeUndefined()
    expect(movedQuantity('80', { kind: 'share', numerator: 0n, denominator: 0n }, { quantity: 'share' })).toBeUndefined()
    expect(movedQuantity('3', undefined, { quantity: 'count' })).toEqual({ kind: 'count', value: 3n })
  })
  it('is no model where a higher level is easier than a lower one', () => {
    expect(tried({ bounds: new Map([['Q27', '95']]) }).sound).toBe(false)
    expect(tried({ bounds: new Map([['Q27', '90']]) }).sound).toBe(true)
  })
  it('leaves the model as it was', () => {
    tried({ bounds: new Map([['Q27', '10']]) })
    expect(model.requirements.find((one) => one.id === 'Q27')?.bound).toBe('80')
  })
})

describe('an address', () => {
  it('keeps moves and gives them back', () => {
    const moves = new Map([['Q27', '79.5'], ['I15~excluding-complex', '3']])
    expect(writeMoves(moves)).toBe('Q27:79.5,I15~excluding-complex:3')
    expect(readMoves(writeMoves(moves))).toEqual(moves)
    expect(writeMoves(new Map())).toBeUndefined()
  })
  it('with nonsense moves nothing', () => {
    for (const text of [undefined, '', 'Q27', 'Q27:', 'Q27:-1', 'Q27:1e9', 'X99:1', 'Q27:80%', '<script>:1']) expect([...readMoves(text)], text).toEqual([])
  })
  it('takes amounts that the unit has, and no others', () => {
    expect(['0', '80', '99.99', '100'].map((text) => isAmount(text, { unit: 'percent' }))).toEqual([true, true, true, true])
    expect(['100.01', '-1', '', '1e2', 'abc', 'NaN'].map((text) => isAmount(text, { unit: 'percent' }))).toEqual([false, false, false, false, false, false])
    expect([isAmount('2', { unit: 'count' }), isAmount('2.5', { unit: 'count' }), isAmount('240.5', { unit: 'hours' })]).toEqual([true, false, true])
  })
  it('names the population only where it is not everything', () => {
    expect([rowKey('I13', 'all'), rowKey('I15', 'excluding-complex')]).toEqual(['I13', 'I15~excluding-complex'])
  })
})

describe('the panel', () => {
  const item = catalogueOf(model).item('C28')
  const open = (path: string) => mountIn(WhatIf, { path, standard: model, props: { model, item } })

  it('sets what would follow beside what is', async () => {
    const panel = await open('/model?try=C28&bounds=Q27:79')
    expect(panel.findAll('.word').map((one) => one.text())).toEqual(['数值达二级', '数值达三级·协同级'])
    expect(panel.text()).toContain('原为 80%')
  })
  it('takes another bound into the address, and the printed one out of it again', async () => {
    const panel = await open('/model?try=C28')
    const field = panel.find('input[aria-label^="试算的达标线：三级"]')
    await field.setValue('79')
    await expect.poll(() => panel.findAll('.word')[1]?.text()).toBe('数值达三级·协同级')
    await field.setValue('80')
    await expect.poll(() => panel.findAll('.word')[1]?.text()).toBe('数值达二级·发展级')
    expect(panel.text()).not.toContain('原为')
  })
  it('changes nothing for what is no amount', async () => {
    const panel = await open('/model?try=C28')
    await panel.find('input[aria-label^="试算的达标线：三级"]').setValue('120')
    expect(panel.findAll('.word')[1]?.text()).toBe('数值达二级·发展级')
  })
  it('judges nothing by what is no model', async () => {
    const panel = await open('/model?try=C28&bounds=Q27:95')
    expect(panel.find('.would .word').exists()).toBe(false)
    expect(panel.find('.would').text()).toContain('不作判定')
  })
})
