import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { mapDelivery } from '../../../ingest/intake/map-delivery.ts'
import { entrySample } from '../../../ingest/adapters/manual/entry-sample.ts'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import type { Sample } from '../../../ingest/samples/sample.ts'
import { exampleAnswers, filled, findTemplate, readTemplate, templates, type Template } from '../../../ingest/templates/template.ts'
import { plannedFields } from '../../../ingest/wiring/fields.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { draft } from '../../rules/draft-model.ts'
import { city, cityJudging, judgedValues } from './values-of.ts'

const now = Date.parse('2026-11-22T14:05:00+08:00')

function feedOf(template: Template, answers: Readonly<Record<string, string>> = {}): Feed {
  const reading = checkFeed(filled(template.text, { ...exampleAnswers(template), ...answers }), `${template.id}.feed.yaml`, { city, model: draft })
  if (!reading.ok) throw new Error(reading.problems.map(({ line, message }) => `${template.id}:${line}: ${message}`).join('\n'))
  return reading.feed
}

function samplesOf({ example, feed }: Template): readonly Sample[] {
  return example.rows.map((row, index) => {
    const record = Object.fromEntries(example.columns.map((column, at) => [column, row[at] ?? '']))
    // A form states its as-of date and its number itself; figures of a period follow one another.
    const asOf = Date.parse(['2026-04-01T00:00:00+08:00', '2026-11-22T00:00:00+08:00'][index] ?? '')
    return feed.adapter.kind === 'manual' ? entrySample({ number: index + 1, asOf, record }, city.zone) : { position: index + 2, record }
  })
}

/** Facts of a template's own example, each of which must be one. */
function factsOf(template: Template, answers: Readonly<Record<string, string>> = {}): { readonly feed: Feed; readonly facts: readonly Fact[] } {
  const feed = feedOf(template, answers)
  const { facts, rejected } = mapDelivery(compileMapping(feed, city, draft), samplesOf(template), now)
  expect(rejected.map(({ position, rejection }) => `${template.id} ${position} ${rejection.field} ${rejection.code} ${rejection.value}`)).toEqual([])
  return { feed, facts }
}

const kindOf = ({ mapping: { fact } }: Feed): string => (fact.kind === 'case' ? fact.caseType : fact.kind === 'register-entry' ? `register:${fact.register}` : `measurement:${fact.indicator}`)

const valueWith = (used: readonly Template[], indicator: string) => {
  const read = used.map((template) => factsOf(template))
  const coverage = read.map(({ feed }) => ({ feed: feed.id, source: feed.source, factKind: kindOf(feed), coveredUntil: now }))
  return judgedValues(read.flatMap(({ facts }) => facts), coverage, now).get(indicator)?.quantity
}

const figures = templates().filter(({ feed }) => feed.mapping.fact.kind === 'measurement')
const records = templates().filter((template) => !figures.includes(template))

describe('the templates', () => {
  it('are the files of the folder, each once', () => {
    const files = readdirSync(new URL('../../../ingest/templates/', import.meta.url)).filter((name) => name.endsWith('.yaml') && name !== 'common.yaml')
    expect(templates().map(({ id }) => `${id}.yaml`).toSorted()).toEqual(files.toSorted())
    expect(findTemplate('hotline-orders')?.zh).toContain('12345')
    expect(findTemplate('no-such')).toBeUndefined()
  })

  it.each(draft.indicators.map(({ code }) => code))('feed %s by records and by figures', (code) => {
    expect(records.filter(({ indicators }) => indicators.includes(code)).length).toBeGreaterThan(0)
    expect(figures.filter(({ indicators }) => indicators.includes(code)).map(({ feed }) => feed.adapter.kind).toSorted()).toEqual(['csv-file', 'manual'])
  })

  it.each(templates().map((template) => [template.id, template] as const))('%s is refused until the city has chosen, and is then in order', (_, template) => {
    const open = checkFeed(template.text, 'a.feed.yaml', { city, model: draft })
    expect(open.ok).toBe(false)
    for (const { name } of template.asks) expect(JSON.stringify(open)).toContain(`«${name}»`)
    expect(feedOf(template).id).toBe(template.id)
  })

  it.each(templates().map((template) => [template.id, template] as const))('%s names only fields and indicators that there are, and reads its own example columns by known names', (_, template) => {
    const fields = new Map(plannedFields(template).map(({ field }) => [field as string, true]))
    expect(Object.keys(template.names).filter((field) => !fields.has(field))).toEqual([])
    expect(Object.keys(template.values ?? {}).filter((field) => !fields.has(field))).toEqual([])
    expect(template.indicators.filter((code) => !draft.indicators.some((indicator) => indicator.code === code))).toEqual([])
    for (const row of template.example.rows) expect(row).toHaveLength(template.example.columns.length)
  })

  it.each(records.flatMap((template) => template.indicators.map((code) => [template.id, code, template] as const)))('the example of %s moves %s', (_, code, template) => {
    const together = records.filter((one) => one.indicators.includes(code))
    const all = valueWith(together, code)
    expect(all).toBeDefined()
    expect(valueWith(together.filter((one) => one !== template), code)).not.toEqual(all)
  })

  it.each(figures.flatMap((template) => template.indicators.map((code) => [template.id, code, template] as const)))('the figures of %s are %s where the city judges by them', (_, code, template) => {
    const { feed, facts } = factsOf(template, { indicator: code })
    const coverage = [{ feed: feed.id, source: feed.source, factKind: kindOf(feed), coveredUntil: now }]
    const where = cityJudging(code, [feed.source])
    const isYear = code === 'appeal_annual_completion_rate'
    // The last closed year of the completion rate, told as two halves.
    const told = isYear ? facts.map((fact, index) => ({ ...fact, from: Date.parse(`2025-0${index === 0 ? 1 : 7}-01T00:00:00+08:00`), to: Date.parse(index === 0 ? '2025-07-01T00:00:00+08:00' : '2026-01-01T00:00:00+08:00') })) : facts
    const value = judgedValues(told, coverage, now, where).get(code)
    expect(value?.state, JSON.stringify(told, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part))).not.toBe('not-covered')
    expect(value?.quantity).toBeDefined()
  })

  it('says where a template is at fault', () => {
    const whole = `${'schema: ctmm-template/1\nid: a\nzh: 甲\nen: A\nwhen: {zh: 甲, en: A}\nindicators: [demo_parks_count]\nnames: {}\nexample: {columns: [编号], rows: []}'}\n---\nschema: ctmm-feed/1\n`
    expect(() => readTemplate('schema: ctmm-template/1', 'a.yaml')).toThrow('two parts')
    expect(() => readTemplate(whole, 'a.yaml')).toThrow(/a\.yaml:\d+: .*lacks "id"/)
    expect(() => readTemplate(whole.replace('names: {}', 'names: {key: 3}'), 'a.yaml')).toThrow('a.yaml')
  })
})
