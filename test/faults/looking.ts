// A process that looks without end, as the assessor does: its counts move on in memory, and what it reads from the sums is held against the edges of the same snapshot.
import { openSync, writeFileSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { knownHorizon } from '../../db/known-horizon.ts'
import { readMarks } from '../../db/notices/marks.ts'
import { openStore } from '../../db/open-store.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { isRebuilding } from '../../ingest/rebuild/rebuild.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import { LiveCounts } from '../../server/live/live-counts.ts'
import { chanceOf } from './chance.ts'
import { configurationInForce, contextOf, type Configuration } from './city.ts'
import { countsInWords } from './counts-in-words.ts'
import type { Reading } from './logs.ts'
import { isAnewAtOnce, isLost, untilBack } from './losses.ts'
import { differences, digestOf, plainTotals, totalsByName } from './totals-by-name.ts'

const DAY = 86_400_000
/** The last look of everybody is at this many days after the present of the storm. */
const LAST_DAYS = 40
const SETTLE_MS = 40

const [url = '', log = '', ...words] = process.argv.slice(2)
const [seed = 0, base = 0, reader = 0] = words.map(Number)
const { db, close } = await openStore({ kind: 'server', url })
const below = chanceOf('reader', seed, reader, Date.now())
const file = openSync(log, 'a')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

let stopping = false
process.once('SIGTERM', () => (stopping = true))
let asOf = base - 20 * DAY
let known: { readonly mark: string; readonly configuration: Configuration; readonly live: LiveCounts } | undefined

/** Moves the counts on; they are summed up anew where the configuration, or what is derived with it, has changed. */
async function look(): Promise<void> {
  const { configuration: mark } = await readMarks(db)
  if (known?.mark === mark) return void (await known.live.advance(db, asOf))
  const configuration = await configurationInForce(db)
  known = { mark, configuration, live: await LiveCounts.open(db, contextOf(configuration), asOf) }
  say('summed up anew')
}

/** Reads the totals at random clocks from the sums and from the edges, and puts down what must never change any more. */
async function compare(): Promise<void> {
  const before = (await readMarks(db)).configuration
  if (await isRebuilding(db)) return
  const horizon = await knownHorizon(db)
  const knownAt = below(3) === 0 ? base - below(450 * DAY) : horizon - (below(2) === 0 ? 0 : below(3_000))
  const clocks: Clocks = { asOf: base + below(500 * DAY) - 430 * DAY, ...(below(4) === 0 ? {} : { knownAt }) }
  const { totals, plain } = await inSnapshot(db, async (snapshot) => ({ totals: await totalsByName(snapshot, clocks), plain: await plainTotals(snapshot, clocks) }))
  const configuration = await configurationInForce(db)
  // While edges are made anew readings are incomplete, and said to be.
  if (await isRebuilding(db) || (await readMarks(db)).configuration !== before) return
  const wrong = differences(totals, plain)
  if (wrong.length > 0) throw new Error(`The sums at ${JSON.stringify(clocks)} are not those of the edges (sums or edges): ${wrong.join('; ')}`)
  if (clocks.knownAt === undefined) return
  const reading: Reading = { knownAt: clocks.knownAt, asOf: clocks.asOf, digest: digestOf(totals), configuration }
  writeSync(file, `${JSON.stringify(reading)}\n`)
}

async function attempt(what: () => Promise<void>): Promise<void> {
  try {
    await what()
  } catch (error) {
    known = undefined
    if (isLost(error)) return untilBack(db)
    if (isAnewAtOnce(error)) return
    say(`failed ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' ') : String(error)}`)
    process.exit(1)
  }
}

say('looks')
for (let turn = 0; !stopping; turn++) {
  asOf = Math.min(asOf + below(DAY / 4), base + LAST_DAYS * DAY)
  await attempt(look)
  if (turn % 5 === 0) await attempt(compare)
  say(`looked ${turn}`)
  // The assessor lets what arrives together settle as well.
  await setTimeout(SETTLE_MS)
}
asOf = base + LAST_DAYS * DAY
await attempt(look)
if (known === undefined) await look()
if (known !== undefined) writeFileSync(`${log}.last`, JSON.stringify({ configuration: known.configuration, counts: countsInWords(known.live.counts, contextOf(known.configuration), asOf) }))
await close()
