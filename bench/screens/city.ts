// A city with a past: the demonstration's areas, all its lists and every case of so many months, taken in by the server's own door.
import { simulate } from '../../ingest/simulator/simulator.ts'
import { PUSHED } from '../live-latency/messages.ts'
import type { Served } from '../served/served.ts'

export interface LoadedCity {
  /** Areas of every kind, the city itself among them. */
  readonly areas: number
  readonly records: number
}

/** Applies the city and delivers all lists and all cases of the last `months` (1-24) months. The two feeds that measures push to take pushes. */
export async function loadCity(served: Served, months: number): Promise<LoadedCity> {
  const now = Date.now()
  const simulation = simulate({ seed: 'bench', now })
  await served.post('/api/v1/city/file', { text: simulation.city, fileName: 'city.yaml' })
  for (const { id, fileName, text } of simulation.feeds) {
    const isPushed = PUSHED.some((feed) => feed === id)
    await served.post('/api/v1/feeds', { text: isPushed ? text.replace(/^adapter: .*$/m, 'adapter: {kind: http-push}') : text, fileName })
  }
  const from = new Date(now)
  from.setUTCMonth(from.getUTCMonth() - months)
  let records = 0
  for (const batch of simulation.history(from.getTime(), now)) {
    await served.post(`/api/v1/feeds/${batch.feed}/deliveries`, { samples: batch.records.map((record, position) => ({ position, record })) })
    records += batch.records.length
  }
  const { areas }: { areas: readonly unknown[] } = JSON.parse(await (await fetch(`${served.url}/api/v1/city`)).text())
  return { areas: areas.length, records }
}
