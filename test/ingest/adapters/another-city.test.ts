import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { adapterOf } from '../../../ingest/adapters/registry.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { compileMapping, mapSample } from '../../../ingest/mapping/compile-mapping.ts'
import type { Outcome } from '../../../ingest/mapping/outcome.ts'
import { loadCity } from '../../../rules/city/read-city.ts'

const folder = new URL('../fixtures/binhe/', import.meta.url)
const now = Date.parse('2026-03-01T00:00:00+08:00')

async function outcomes(): Promise<ReadonlyMap<number | string, Outcome>> {
  const file = fileURLToPath(new URL('events.feed.yaml', folder))
  const city = loadCity(readFileSync(new URL('city.yaml', folder), 'utf8'), 'city.yaml')
  const reading = checkFeed(readFileSync(file, 'utf8'), file, { city })
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  const mapping = compileMapping(reading.feed, city)
  const found = new Map<number | string, Outcome>()
  for await (const { samples } of adapterOf('csv-file').read?.(reading.feed, plainReadOptions(city.zone, () => now)) ?? []) for (const sample of samples) found.set(sample.position, mapSample(mapping, sample, { now }))
  return found
}

describe("another city's file", () => {
  it('in GB18030, with its own columns and dates, needs a city file and a feed file only', async () => {
    const found = await outcomes()
    const summary = [...found].map(([line, outcome]) => `${line} ${outcome.outcome === 'fact' ? outcome.fact.area : outcome.outcome === 'rejected' ? `${outcome.rejection.field} ${outcome.rejection.code}` : outcome.outcome}`)
    expect(summary).toEqual([
      '2 991102',
      '3 991102',
      '5 991103001',
      '6 area unknown-area',
      '7 filedAt unreadable-date',
      '8 online unlisted-value',
      '9 closedAt closed-before-start',
      '10 record ragged-row',
      '11 filtered',
      '12 record unreadable-bytes',
      '13 record broken-quotes',
      '14 991103',
    ])
    expect(found.get(2)).toEqual({
      outcome: 'fact',
      coveredUntil: Date.parse('2026-02-28T00:00:00+08:00'),
      fact: {
        kind: 'case', caseType: 'event', completeness: 'full', source: 'binhe-cityops', key: '20260201000000000001', observedAt: Date.parse('2026-02-28T00:00:00+08:00'), version: Date.parse('2026-02-28T00:00:00+08:00'),
        area: '991102', bureau: '99001',
        fields: { filedAt: Date.parse('2026-02-01T08:05:00+08:00'), closedAt: [Date.parse('2026-02-01T15:30:00+08:00')], cancelled: false, online: true },
      },
    })
    expect(found.get(5)).toMatchObject({ fact: { fields: { cancelled: true } } })
  })
})
