// Whether a feed that people fill in reads what its form provides: the as-of date, and the order of entries by which a correction is the later statement.
import { AS_OF, ENTRY } from '../adapters/manual/entry-sample.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import type { Feed } from './feed.ts'

export function manualProblems({ adapter, delivery, mapping }: Feed): readonly FeedFlaw[] {
  if (adapter.kind !== 'manual') return []
  const flaws: FeedFlaw[] = []
  const field = 'form' in mapping ? 'to' : 'observedAt'
  const time = 'form' in mapping ? mapping.to : mapping.observedAt
  if (time.path !== AS_OF || (time.date ?? mapping.dates ?? { format: 'ISO' }).format !== 'ISO') {
    flaws.push({ at: `/mapping/${field}`, message: `A form states its as-of date itself: write ${field}: {path: ${AS_OF}, date: {format: ISO}}.` })
  }
  if (mapping.version?.path !== ENTRY || mapping.version.date !== undefined) {
    flaws.push({ at: '/mapping/version', message: `Of two entries about one key the later one must hold: write version: {path: ${ENTRY}}.` })
  }
  if (delivery === 'list') flaws.push({ at: '/delivery', message: 'An entry is not the whole list and would withdraw all others: write delivery: changes.' })
  return flaws
}
