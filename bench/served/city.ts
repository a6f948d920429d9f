// A city with a past for a running server: the demonstration's areas, its lists and its cases, taken in by the server's own door.
import type { Delivery, Simulation } from '../../ingest/simulator/simulation.ts'
import { simulate } from '../../ingest/simulator/simulator.ts'
import { PUSHED } from '../live-latency/messages.ts'
import type { Served } from './served.ts'

export interface LoadedCity {
  /** Areas of every kind, the city itself among them. */
  readonly areas: number
  readonly records: number
}

/** Delivers all lists and the newest cases, at least so many of them. Returns how many records there were. */
export async function fillCity(served: Served, cases: number): Promise<number> {
  const { simulation, now } = await wireCity(served)
  let records = 0
  let loaded = 0
  for (const batch of simulation.history(Date.parse('2025-01-01T00:00:00+08:00'), now)) {
    records += await deliver(served, batch)
    if (batch.listDate === undefined) loaded += batch.records.length
    if (loaded >= cases) break
  }
  return records
}

/** Delivers all lists and all cases of the last `months` (1-24) months. */
export async function loadCity(served: Served, months: number): Promise<LoadedCity> {
  const { simulation, now } = await wireCity(served)
  const from = new Date(now)
  from.setUTCMonth(from.getUTCMonth() - months)
  let records = 0
  for (const batch of simulation.history(from.getTime(), now)) records += await deliver(served, batch)
  const { areas }: { areas: readonly unknown[] } = JSON.parse(await (await fetch(`${served.url}/api/v1/city`)).text())
  return { areas: areas.length, records }
}

/** Applies the city and its feeds; the two feeds that measures push to take pushes. */
async function wireCity(served: Served): Promise<{ readonly simulation: Simulation; readonly now: number }> {
  const now = Date.now()
  const simulation = simulate({ seed: 'bench', now })
  await served.post('/api/v1/city/file', { text: simulation.city, fileName: 'city.yaml' })
  for (const { id, fileName, text } of simulation.feeds) {
    const isPushed = PUSHED.some((feed) => feed === id)
    await served.post('/api/v1/feeds', { text: isPushed ? text.replace(/^adapter: .*$/m, 'adapter: {kind: http-push}') : text, fileName })
  }
  return { simulation, now }
}

async function deliver(served: Served, { feed, records }: Delivery): Promise<number> {
  await served.post(`/api/v1/feeds/${feed}/deliveries`, { samples: records.map((record, position) => ({ position, record })) })
  return records.length
}
