import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { upload } from '../../../ingest/adapters/upload/upload.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { AS_OF_CELL, formColumns, formSheets, type FormColumn, type FormSheet } from '../../../ingest/forms/form-columns.ts'
import { formFeed } from '../../../ingest/forms/form-feed.ts'
import { writeForm } from '../../../ingest/forms/write-form.ts'
import { mapDelivery } from '../../../ingest/intake/map-delivery.ts'
import { partsOfGivenFile } from '../../../ingest/formats/feed-file-parts.ts'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import type { Sample } from '../../../ingest/samples/sample.ts'
import { propose } from '../../../ingest/wiring/propose.ts'
import { getCalculation } from '../../../rules/model/lookup.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { draft as model } from '../../rules/draft-model.ts'
import { loadCity } from '../../../rules/city/read-city.ts'
import { now } from '../feed-of.ts'
import { temporaryFolder } from '../formats/read-bytes.ts'
import { fillForm, type Filled } from './fill-form.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const city = loadCity(`schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas:
  - {code: '990100', kind: city, zh: 甲市, en: Jia}
  - {code: '990102', kind: district, zh: 东区, en: East}
  - {code: '990103', kind: district, zh: 西区, en: West}
  - {code: '990102001', kind: street, zh: 和平街道, en: Heping East, parent: '990102'}
  - {code: '990103001', kind: street, zh: 和平街道, en: Heping West, parent: '990103'}
  - {code: '990199', kind: district, zh: 老区, en: Old, validTo: 2021-04-09, successor: '990102'}
bureaus:
  - {code: health, zh: 卫健委, en: Health}
  - {code: transport, zh: 交通局, en: Transport}
  - {code: data, zh: 数据局, en: Data, uscc: 11990100MB0000010X}
`, 'city.yaml')

/** 2026-02-28 as spreadsheets count. */
const DAY = 46_081
const asOf = Date.parse('2026-02-28T09:00:00+08:00')
const options = { ...plainReadOptions(city.zone, () => now), rows: 100 }

/** What a person writes into a column, in the row of this number. */
function entry({ kind, key, choices = [] }: FormColumn, row: number): Filled {
  switch (kind) {
    case 'text':
      return key === 'name' ? `名称 ${row}` : `0001102026022800000${row}`
    case 'choice':
      return choices[row % choices.length]?.zh ?? ''
    case 'area':
      return row % 2 === 0 ? '990102001' : '990103001'
    case 'bureau':
      return ['health', 'transport', 'data'][row] ?? null
    case 'day':
      return key === 'from' ? DAY - 60 + row * 10 : key === 'to' ? DAY - 50 + row * 10 : DAY - row
    case 'whole':
      return key === 'numerator' ? 80 + row : 100 + row
    case 'hours':
      return 12.5 + row
  }
}

const ROWS = [0, 1, 2]

interface Read {
  readonly facts: readonly Fact[]
  readonly rejected: readonly unknown[]
  readonly received: number
}

/** What a filled form becomes by the feed file of this text. */
async function factsOf(text: string, path: string): Promise<Read> {
  const reading = checkFeed(text, 'form.feed.yaml', { model, city })
  if (!reading.ok) throw new Error(`${text}\n${reading.problems.map(({ message }) => message).join('\n')}`)
  const read: Sample[] = []
  for await (const part of partsOfGivenFile(reading.feed, { file: path, name: 'form.xlsx', signal: options.signal })) read.push(...part.samples)
  return { ...mapDelivery(compileMapping(reading.feed, city, model), read, now), received: read.length }
}

/** The feed that somebody gets who wires the form by hand, from what is seen in it. */
async function wired(form: FormSheet, code: string, path: string): Promise<string> {
  const source = { id: 'form', file: 'form.feed.yaml', adapter: { kind: 'upload', format: form.format } } as const
  const { fields, samples } = await upload.discover?.(source, { ...options, file: path }) ?? { fields: [], samples: [] }
  expect(fields.map((field) => field.path)).toEqual([...form.columns.map(({ header }) => header), ...(form.asOf === undefined ? [] : [form.asOf])])
  return propose({ fields, samples, city, model, at: now, template: form.template, adapter: source.adapter, head: { indicator: code, bureau: 'health', contact: '数据科' } }).text
}

describe('the form of an indicator', () => {
  it('exists for all 22, with columns of different names', () => {
    expect(model.indicators).toHaveLength(22)
    for (const indicator of model.indicators) {
      for (const { columns } of formSheets(model, indicator)) expect(new Set(columns.map(({ header }) => header)).size, indicator.id).toBe(columns.length)
      expect(formColumns(model, indicator).length).toBeGreaterThan(3)
    }
  })

  it('has a word for every status of its register and every population of its calculation, no two the same', () => {
    for (const indicator of model.indicators) {
      for (const { columns, register } of formSheets(model, indicator)) {
        for (const { key, choices } of columns) {
          if (choices === undefined) continue
          expect(choices.map(({ value }) => value)).toEqual(key === 'status' ? register?.statuses : getCalculation(model, indicator.calculation).populations.map(({ id }) => id))
          expect(new Set(choices.map(({ zh }) => zh)).size).toBe(choices.length)
          for (const { zh, value } of choices) expect(zh, value).toMatch(/\p{Script=Han}/u)
        }
      }
    }
  })

  it.each(model.indicators.map((indicator) => [indicator.id, indicator.code, indicator] as const))('%s (%s), filled in and uploaded, becomes facts', async (id, code, indicator) => {
    const path = join(folder.path, `${id}.xlsx`)
    writeFileSync(path, await writeForm({ model, city, indicator, asOf }))
    const forms = formSheets(model, indicator)
    // As it is handed out it holds nothing: notes and example are left out.
    for (const form of forms) {
      const { samples } = await upload.discover?.({ id: 'form', file: 'x', adapter: { kind: 'upload', format: form.format } }, { ...options, file: path }) ?? {}
      expect(samples).toEqual([])
    }
    writeFileSync(path, await fillForm(path, forms.map((form, index) => ({
      sheet: index + 1,
      rows: ROWS.map((row) => form.columns.map((column) => entry(column, row))),
      cells: form.asOf === undefined ? {} : { [AS_OF_CELL]: DAY },
    }))))
    for (const form of forms) {
      const { facts, rejected, received } = await factsOf(formFeed(form, { indicator, bureau: 'health', contact: '数据科' }), path)
      expect(rejected).toEqual([])
      expect(received).toBe(ROWS.length)
      expect(facts).toHaveLength(ROWS.length)
      // The template of the list knows its columns by themselves.
      if (form.register !== undefined) expect((await factsOf(await wired(form, code, path), path)).facts).toEqual(facts)
      for (const [row, fact] of facts.entries()) {
        const cell = (key: FormColumn['key']): Filled => {
          const column = form.columns.find((candidate) => candidate.key === key || candidate.also?.includes(key))
          return column === undefined ? null : entry(column, row)
        }
        if (form.register !== undefined) {
          expect(fact).toMatchObject({
            kind: 'register-entry', register: form.register.id, key: cell('key'), status: form.register.statuses[row % form.register.statuses.length],
            observedAt: Date.parse('2026-02-28T00:00:00+08:00'), bureau: cell('bureau'), area: cell('area'),
          })
          if (cell('since') !== null) expect(fact).toHaveProperty('since', Date.parse('2026-02-28T00:00:00+08:00') - row * 86_400_000)
          if (cell('lastUsedAt') !== null) expect(fact).toHaveProperty('lastUsedAt', Date.parse('2026-02-28T00:00:00+08:00') - row * 86_400_000)
          if (cell('group') !== null) expect(fact).toHaveProperty('group', cell('group'))
        } else {
          expect(fact).toMatchObject({
            kind: 'measurement', indicator: code, form: 'increment', area: cell('area'),
            population: form.columns.some(({ key }) => key === 'population') ? getCalculation(model, indicator.calculation).populations[row % 2]?.id : 'all',
            quantity: indicator.quantity === 'mean' ? { kind: 'mean', sumMs: BigInt(45_000_000 + row * 3_600_000), count: BigInt(100 + row) } : { kind: 'share', numerator: BigInt(80 + row), denominator: BigInt(100 + row) },
          })
        }
      }
    }
  })
})
