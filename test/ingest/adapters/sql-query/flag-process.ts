// A process that reads a feed by flag and stops for ever between the first commit and its flag, so that the test can kill it there.
import { readFileSync } from 'node:fs'
import { plainReadOptions } from '../../../../ingest/adapters/adapter.ts'
import { runFeed } from '../../../../ingest/intake/run-feed.ts'
import { readModelFile } from '../../../../server/model-file.ts'
import { Workbench } from '../../../../server/workbench.ts'

const [directory = '', feedFile = '', cityFile = '', now = '', ...passwords] = process.argv.slice(2)
const secrets: Readonly<Record<string, string>> = Object.fromEntries(passwords.map((pair) => pair.split('=')))

const workbench = await Workbench.open({ location: { kind: 'embedded', directory }, purpose: 'city', model: await readModelFile(), now: () => Number(now) })
await workbench.applyCity(readFileSync(cityFile, 'utf8'), cityFile)
const feed = await workbench.applyFeed(readFileSync(feedFile, 'utf8'), feedFile)
// Something that keeps the process alive while nothing happens any more.
setInterval(() => undefined, 60_000)
await runFeed(feed, async (samples, coverage) => {
  const counts = await workbench.deliver(feed, samples, coverage)
  process.stdout.write(`committed ${JSON.stringify(counts)}\n`)
  return new Promise(() => undefined)
}, { ...plainReadOptions(workbench.context.city.zone, workbench.now), secret: (name) => secrets[name] ?? '', batchSize: 4 })
