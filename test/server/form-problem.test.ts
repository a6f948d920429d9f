// A request in a wrong form is told what is wrong with which part, in both languages, and never what a body held.
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { tellForm, type RequestPart } from '../../server/form-problem.ts'

const told = (schema: Type.TSchema, value: unknown, part: RequestPart = 'querystring') => tellForm({ part, schema, value, errors: Compile(schema).Errors(value) })

describe('a query', () => {
  const schema = Type.Object({
    months: Type.Optional(Type.String({ pattern: '^[1-9]$', description: '1-9' })),
    basis: Type.Optional(Type.Enum(['year', 'month'])),
    area: Type.Optional(Type.String({ minLength: 1, maxLength: 4 })),
  }, { additionalProperties: false })

  it.each([
    [{ months: '999' }, 'months=999 is not written as it has to be (1-9).', 'months=999 写法不符合要求 (1-9)。'],
    [{ basis: 'sometime' }, 'basis=sometime has to be one of year, month.', 'basis=sometime 须为以下之一：year、month。'],
    [{ since: 'x' }, 'The query has no place for since; it knows months, basis, area.', '查询参数不接受 since，可用：months、basis、area。'],
    [{ area: '' }, 'area= is empty.', 'area= 为空。'],
    [{ area: '12345' }, 'area=12345 has more than 4 characters.', 'area=12345 超过 4 个字符。'],
  ])('%j', (query, en, zh) => {
    expect(told(schema, query)).toEqual({ en, zh })
  })
  it('that is long is quoted only so far', () => {
    expect(told(schema, { months: '9'.repeat(500) }).en).toBe(`months=${'9'.repeat(60)} is not written as it has to be (1-9).`)
  })
})

describe('a body', () => {
  const schema = Type.Object({
    by: Type.String({ minLength: 1 }),
    value: Type.Union([Type.String(), Type.Null()]),
    at: Type.Union([Type.Literal('dawn'), Type.Literal('dusk')]),
    rows: Type.Array(Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9, description: 'cases' }) }, { additionalProperties: false }), { minItems: 1, maxItems: 2 }),
  }, { additionalProperties: false })
  const right = { by: 'li', value: null, at: 'dawn', rows: [{ n: 1 }] }

  it('lacks what it lacks', () => {
    const { by: _, ...rest } = right
    expect(told(schema, rest, 'body')).toEqual({ en: 'The body lacks by.', zh: '请求体缺少 by。' })
  })
  it.each([
    [{ ...right, by: '' }, 'by is empty.'],
    [{ ...right, value: 5 }, 'value has to be string or null.'],
    [{ ...right, at: 'noon' }, 'at has to be one of dawn, dusk.'],
    [{ ...right, rows: [] }, 'rows has fewer than 1 entries.'],
    [{ ...right, rows: [{ n: 1 }, { n: 2 }, { n: 3 }] }, 'rows has more than 2 entries.'],
    [{ ...right, rows: [{ n: 1 }, { n: -1 }] }, 'rows[1].n has to be >= 0 (cases).'],
    [{ ...right, rows: [{ n: 1, m: 2 }] }, 'rows[0] has no place for m; it knows n.'],
    [[], 'The body has to be object.'],
  ])('%j', (body, en) => {
    expect(told(schema, body, 'body').en).toBe(en)
  })
  it.each(['body', 'headers'] as const)('is never quoted, nor is a header: they may hold a secret (%s)', (part) => {
    expect(told(Type.Object({ secret: Type.String({ maxLength: 3 }) }), { secret: 'hunter2' }, part).en).toBe('secret has more than 3 characters.')
  })
  it('with many faults tells five', () => {
    const many = Type.Object(Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`f${n}`, Type.Integer()])))
    expect(told(many, Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`f${n}`, 'x'])), 'body').en.split('. ')).toHaveLength(5)
  })
})
