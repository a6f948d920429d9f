// Feeds and cities for tests, written as their files are.
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { FeedScope } from '../../ingest/feed-file/feed-scope.ts'
import { compileMapping } from '../../ingest/mapping/compile-mapping.ts'
import type { Outcome } from '../../ingest/mapping/outcome.ts'
import { loadCity } from '../../rules/city/read-city.ts'
import type { City } from '../../rules/city/city.ts'

export const city: City = loadCity(
  `schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas:
  - {code: '990100', kind: city, zh: 甲市, en: Jia}
  - {code: '990102', kind: district, zh: 东区, en: East, aliases: [东城]}
  - {code: '990103', kind: district, zh: 西区, en: West}
  - {code: '990103001', kind: street, zh: 和平街道, en: Heping West, parent: '990103'}
  - {code: '990102001', kind: street, zh: 和平街道, en: Heping East, parent: '990102'}
  - {code: '990199', kind: district, zh: 老区, en: Old, validTo: 2021-04-09, successor: '990102'}
bureaus:
  - {code: health, zh: 卫健委, en: Health, aliases: [卫生局]}
`,
  'city.yaml',
)

/** A register of three statuses and an indicator of each quantity. */
export const model: NonNullable<FeedScope['model']> = {
  registers: [{ id: 'data-resource', statuses: ['draft', 'approved', 'retired'] }],
  indicators: [
    { id: 'I02', code: 'data_classified_share', quantity: 'share' },
    { id: 'I15', code: 'appeal_mean_response_hours', quantity: 'mean' },
    { id: 'I17', code: 'open_scenarios_count', quantity: 'count' },
  ],
  calculations: [
    { indicator: 'I02', populations: [{ id: 'all' }] },
    { indicator: 'I15', populations: [{ id: 'all' }, { id: 'excluding-complex' }] },
    { indicator: 'I17', populations: [{ id: 'all' }] },
  ],
}

export const now = Date.parse('2026-03-01T12:00:00+08:00')

const HEAD = `schema: ctmm-feed/1
id: test
zh: 测试
en: Test
source: orders
cadenceMinutes: 60
`

/** A feed that is pushed, with this delivery and mapping; other lines may be added. */
export function feedText(mapping: string, { delivery = 'full', rest = '' }: { readonly delivery?: string; readonly rest?: string } = {}): string {
  const adapter = rest.includes('adapter:') ? '' : 'adapter: {kind: http-push}\n'
  const coverage = rest.includes('coverage:') ? '' : 'coverage: {until: received}\n'
  return `${HEAD}${delivery === '' ? '' : `delivery: ${delivery}\n`}${adapter}${coverage}${rest}mapping:\n${mapping.replaceAll(/^/gm, '  ')}\n`
}

export function feedOf(text: string, scope: FeedScope = { city, model }): Feed {
  const reading = checkFeed(text, 'test.feed.yaml', scope)
  if (!reading.ok) throw new Error(reading.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return reading.feed
}

/** What a feed's mapping makes of a record at `now`. */
export function mapperOf(text: string): (record: unknown) => Outcome {
  const mapping = compileMapping(feedOf(text), city, model)
  return (record) => mapping(record, { now })
}

export function problemsOf(text: string, scope: FeedScope = { city, model }): readonly string[] {
  const reading = checkFeed(text, 'test.feed.yaml', scope)
  return reading.ok ? [] : reading.problems.map(({ line, message }) => `${line}: ${message}`)
}
