import { newStoreDirectory } from './server/store-template.ts'
import { readModelFile } from '../server/model-file.ts'
import { Workbench } from '../server/workbench.ts'
import { simulate, BEGINNING } from '../ingest/simulator/simulator.ts'
import { STREAMS } from '../ingest/simulator/streams.ts'
import { moveFeed } from '../db/feeds/feed-states.ts'
import { inputsAt } from '../server/readings/value-inputs.ts'
import { valuesOfArea } from '../rules/values/values-of-area.ts'
import { localFrom } from '../ingest/simulator/local-time.ts'
let t = performance.now(); const lap = (n: string) => { console.log(n, Math.round(performance.now() - t)); t = performance.now() }
const d = await newStoreDirectory()
const now = localFrom(process.argv[2] ?? '2026-11-22 14:05')
const wb = await Workbench.open({ location: { kind: 'embedded', directory: d.store }, purpose: 'demonstration', model: await readModelFile(), now: () => now })
lap('open')
const sim = simulate({ seed: 'truth', now })
await wb.applyCity(sim.city, 'city.yaml')
const feeds = new Map()
for (const f of sim.feeds) feeds.set(f.id, await wb.applyFeed(f.text, f.fileName))
lap('files')
let n = 0, rej = 0
for (const b of sim.history(BEGINNING, now)) { const c = await wb.deliver(feeds.get(b.feed), b.records.map((record, position) => ({ position, record }))); n += c.received; rej += c.rejected }
lap('history ' + n + ' rejected ' + rej)
for (const s of STREAMS) await moveFeed(wb.store.db, s, { coveredUntil: sim.coveredUntil(s, now) })
const inputs = await inputsAt(wb.store.db, wb.context, now); lap('inputs')
const root = wb.context.city.root
const values = valuesOfArea(inputs, root); lap('values')
const truth = sim.truth(now, root); lap('truth')
for (const v of values) {
  const tv = truth.find((x) => x.indicator === v.indicator && x.population === v.population && x.window === v.window.id)
  const q = v.quantity as any
  const mine = q === undefined ? '' : JSON.stringify(Object.values(q).slice(1).map(Number))
  const his = tv === undefined ? 'none' : JSON.stringify(Object.values(tv).slice(3).map(Number))
  console.log(mine === his ? 'ok ' : 'DIFF', v.indicator, v.population, v.window.id, v.state, mine, his)
}
await wb.close(); d.remove()
