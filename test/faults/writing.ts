// A process that takes in the deliveries of one writer without end, and puts down each one that was acknowledged before it goes on.
import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { openStore } from '../../db/open-store.ts'
import { ConfigurationChangedError } from '../../db/purpose.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { takeInTogether } from '../../ingest/intake/intake.ts'
import { configurationInForce, rulesOf } from './city.ts'
import { isLost, untilBack } from './losses.ts'
import { acknowledgedIn } from './logs.ts'
import { toldBy } from './told.ts'

const [url = '', log = '', ...words] = process.argv.slice(2)
const [seed = 0, base = 0, writer = 0, writers = 1, restMs = 0] = words.map(Number)
const { db, close } = await openStore({ kind: 'server', url })
const series = new SeriesNumbers()
const file = openSync(log, 'a')
const write = (line: object): void => {
  writeSync(file, `${JSON.stringify(line)}\n`)
  fsyncSync(file)
}

let stopping = false
process.once('SIGTERM', () => (stopping = true))
let configuration = await configurationInForce(db)
const first = (acknowledgedIn(readFileSync(log, 'utf8')).at(-1)?.number ?? -1) + 1
process.stdout.write('writes\n')
for (let number = first; !stopping; ) {
  const { feed, deliveries } = toldBy({ seed, base, writer, writers }, number)
  write({ tries: number })
  try {
    const counts = await takeInTogether({ db, series, rules: rulesOf(configuration) }, feed, deliveries)
    write({ number, counts })
    process.stdout.write(`acknowledged ${number}\n`)
    number++
    if (restMs > 0) await setTimeout(restMs)
  } catch (error) {
    if (error instanceof ConfigurationChangedError) {
      configuration = await configurationInForce(db)
      process.stdout.write(`refused, goes on with ${configuration}\n`)
    } else if (isLost(error)) {
      await untilBack(db)
      process.stdout.write('reconnected\n')
    } else {
      process.stdout.write(`failed ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' ') : String(error)}\n`)
      process.exit(1)
    }
  }
}
await close()
