// The example of a real city: loads a CSV of MyLA311 twice (as appeals and as events) into a store of its own and prints `ctmm levels --json`.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { plainReadOptions } from '../../ingest/adapters/adapter.ts'
import { runFeed } from '../../ingest/intake/run-feed.ts'
import { systemNow } from '../../server/clock.ts'
import { readClocks } from '../../server/clocks.ts'
import { readModelFile } from '../../server/model-file.ts'
import { readLevels } from '../../server/readings/levels.ts'
import { Workbench } from '../../server/workbench.ts'

const { positionals: [csv], values: { area, 'as-of': asOf } } = parseArgs({
  allowPositionals: true,
  options: { area: { type: 'string', default: 'la' }, 'as-of': { type: 'string', default: '2017-12-31T23:59:59-08:00' } },
})
if (csv === undefined) {
  process.stderr.write('usage: npm run --silent example:la-311 -- CSV [--as-of ISO] [--area CODE]\n')
  process.exit(2)
}

const directory = await mkdtemp(join(tmpdir(), 'ctmm-la-311-'))
const workbench = await Workbench.open({ location: { kind: 'embedded', directory: join(directory, 'store') }, purpose: 'city', model: await readModelFile(), now: systemNow })
try {
  await workbench.applyCity(await textOf('city.yaml'), 'city.yaml')
  for (const name of ['appeals.feed.yaml', 'events.feed.yaml']) {
    const feed = await workbench.applyFeed(await textOf(name), fileOf(name))
    for (const run of ['first', 'second']) {
      const counts = await runFeed(feed, (samples, coverage) => workbench.deliver(feed, samples, coverage), { ...plainReadOptions(workbench.context.city.zone, systemNow), file: csv })
      process.stderr.write(`${feed.id}, ${run} run: ${JSON.stringify(counts)}\n`)
    }
  }
  const { context } = workbench
  process.stdout.write(`${await readLevels(workbench.store.db, context, area, await readClocks({ db: workbench.store.db, zone: context.city.zone, now: workbench.now() }, { asOf }))}\n`)
} finally {
  await workbench.close()
  await rm(directory, { recursive: true, force: true })
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

function textOf(name: string): Promise<string> {
  return readFile(fileOf(name), 'utf8')
}
