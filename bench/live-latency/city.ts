// A store that is not empty: the demonstration city's lists and its newest cases, with the two measured feeds taking pushes.
import { simulate } from '../../ingest/simulator/simulator.ts'
import type { Served } from '../served/served.ts'
import { PUSHED } from './messages.ts'

/** Applies the city and loads at least `cases` cases as of now. Returns how many records were stored. */
export async function fillCity(served: Served, cases: number): Promise<number> {
  const now = Date.now()
  const simulation = simulate({ seed: 'bench', now })
  await served.post('/api/v1/city/file', { text: simulation.city, fileName: 'city.yaml' })
  for (const { id, fileName, text } of simulation.feeds) {
    const isPushed = PUSHED.some((feed) => feed === id)
    await served.post('/api/v1/feeds', { text: isPushed ? text.replace(/^adapter: .*$/m, 'adapter: {kind: http-push}') : text, fileName })
  }
  let records = 0
  let loaded = 0
  for (const batch of simulation.history(Date.parse('2025-01-01T00:00:00+08:00'), now)) {
    await served.post(`/api/v1/feeds/${batch.feed}/deliveries`, { samples: batch.records.map((record, position) => ({ position, record })) })
    records += batch.records.length
    if (batch.listDate === undefined) loaded += batch.records.length
    if (loaded >= cases) break
  }
  return records
}
