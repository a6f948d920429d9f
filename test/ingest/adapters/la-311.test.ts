import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { adapterOf } from '../../../ingest/adapters/registry.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { compileMapping, mapSample } from '../../../ingest/mapping/compile-mapping.ts'
import type { Outcome } from '../../../ingest/mapping/outcome.ts'
import type { CaseFact } from '../../../rules/facts/fact.ts'
import { loadCity } from '../../../rules/city/read-city.ts'
import { draft } from '../../rules/draft-model.ts'

const data = fileURLToPath(new URL('../../../../shared/data/myla311-2017.csv', import.meta.url))
const example = new URL('../../../examples/la-311/', import.meta.url)
const indicators = new Set(draft.indicators.map(({ code }) => code))
const city = loadCity(readFileSync(new URL('city.yaml', example), 'utf8'), 'city.yaml', { indicators })
const now = Date.parse('2026-01-01T00:00:00Z')

function feedFile(name: string) {
  const reading = checkFeed(readFileSync(new URL(name, example), 'utf8'), name, { city, model: draft })
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.feed
}

async function outcomesOf(name: string): Promise<readonly Outcome[]> {
  const feed = feedFile(name)
  const mapping = compileMapping(feed, city, draft)
  const outcomes: Outcome[] = []
  for await (const { samples } of adapterOf('csv-file').read?.(feed, { ...plainReadOptions(city.zone, () => now), file: data }) ?? []) outcomes.push(...samples.map((sample) => mapSample(mapping, sample, { now })))
  return outcomes
}

const factsOf = (outcomes: readonly Outcome[]): readonly CaseFact[] => outcomes.flatMap((outcome) => (outcome.outcome === 'fact' && outcome.fact.kind === 'case' ? [outcome.fact] : []))

/** The file counted without any of our code but JavaScript's own: no cell of it holds a quote around the columns used here. */
function countByHand() {
  const [header = '', ...lines] = readFileSync(data, 'utf8').trimEnd().split('\r\n')
  const names = header.split(',')
  const cell = (line: string, name: string): string => line.split(',')[names.indexOf(name)] ?? ''
  const time = (text: string): number => {
    const [, month, day, year, hour, minute, second, half] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d) ([AP]M)$/.exec(text) ?? []
    return Date.UTC(Number(year), Number(month) - 1, Number(day), (Number(hour) % 12) + (half === 'PM' ? 12 : 0), Number(minute), Number(second))
  }
  const kept = lines.filter((line) => cell(line, 'ClosedDate') === '' || time(cell(line, 'ClosedDate')) >= time(cell(line, 'CreatedDate')))
  const perArea = Object.fromEntries([...Map.groupBy(kept, (line) => cell(line, 'APC'))].map(([area, found]) => [area, found.length]))
  const count = (test: (line: string) => boolean): number => kept.filter(test).length
  return {
    received: lines.length,
    rejected: lines.length - kept.length,
    perArea,
    closed: count((line) => cell(line, 'ClosedDate') !== ''),
    cancelled: count((line) => cell(line, 'Status') === 'Cancelled'),
    online: count((line) => ['Mobile App', 'Self Service', 'Email'].includes(cell(line, 'RequestSource'))),
    responseMs: kept.reduce((sum, line) => sum + (cell(line, 'ClosedDate') === '' ? 0 : time(cell(line, 'ClosedDate')) - time(cell(line, 'CreatedDate'))), 0),
  }
}

describe('the feeds of the Los Angeles example', () => {
  it('fit the city and the model', () => {
    expect(feedFile('appeals.feed.yaml').mapping.fact).toEqual({ kind: 'case', caseType: 'appeal' })
    expect(feedFile('events.feed.yaml').mapping.fact).toEqual({ kind: 'case', caseType: 'event' })
    expect(city.childrenOf('la').map((area) => area.code)).toEqual(['la-central', 'la-east', 'la-harbor', 'la-north-valley', 'la-south', 'la-south-valley', 'la-west'])
  })
})

describe.skipIf(!existsSync(data))('the 311 requests of Los Angeles (skipped where ../shared/data is not there)', () => {
  it('are each a fact but the twelve that were closed before they were created', async () => {
    const byHand = countByHand()
    expect(byHand).toMatchObject({ received: 9999, rejected: 12 })
    for (const name of ['appeals.feed.yaml', 'events.feed.yaml']) {
      const outcomes = await outcomesOf(name)
      expect(outcomes).toHaveLength(9999)
      expect(outcomes.flatMap((outcome) => (outcome.outcome === 'rejected' ? [outcome.rejection.code] : []))).toEqual(Array.from({ length: 12 }, () => 'closed-before-start'))
      const facts = factsOf(outcomes)
      const perArea = Object.fromEntries([...Map.groupBy(facts, (fact) => (fact.area === null ? '' : (city.area(fact.area)?.aliases[0] ?? '?')))].map(([area, found]) => [area, found.length]))
      expect(perArea).toEqual(byHand.perArea)
      expect(facts.filter((fact) => fact.fields.closedAt !== undefined)).toHaveLength(byHand.closed)
      expect(facts.filter((fact) => fact.fields.cancelled === true)).toHaveLength(byHand.cancelled)
      const covered = Math.max(...outcomes.map((outcome) => (outcome.outcome === 'fact' ? (outcome.coveredUntil ?? 0) : 0)))
      expect(city.zone.format(covered)).toBe('2017-12-31T23:59:58-08:00')
    }
  })

  it('as appeals take closing for the response', async () => {
    const facts = factsOf(await outcomesOf('appeals.feed.yaml'))
    expect(facts.every(({ fields }) => fields.acceptedAt === fields.dispatchedAt && fields.firstContactAt === fields.closedAt?.[0] && fields.online === undefined)).toBe(true)
    // Local and universal durations differ by the hour that the clocks changed between creation and closing.
    const springForward = Date.parse('2018-03-11T10:00:00Z')
    const fallBack = Date.parse('2018-11-04T09:00:00Z')
    const shift = facts.filter(({ fields }) => fields.firstContactAt !== undefined && fields.firstContactAt >= springForward && fields.firstContactAt < fallBack).length * 3_600_000
    const total = facts.reduce((sum, { fields }) => sum + (fields.firstContactAt === undefined ? 0 : fields.firstContactAt - (fields.dispatchedAt ?? 0)), 0)
    expect(total + shift).toBe(countByHand().responseMs)
  })

  it('as events are online when they came by app, web or mail', async () => {
    const facts = factsOf(await outcomesOf('events.feed.yaml'))
    expect(facts.filter((fact) => fact.fields.online === true)).toHaveLength(countByHand().online)
    expect(facts.every(({ fields }) => fields.filedAt !== undefined && fields.acceptedAt === undefined)).toBe(true)
  })
})
