// Delivers without end into the embedded store of a directory and says the number of each delivery once it is acknowledged.
import { openStore } from '../../db/open-store.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import { busyFacts } from './contract/busy-facts.ts'
import { feed, intakeOf } from './contract/world.ts'

const [directory = '', first = '0'] = process.argv.slice(2)
const { db } = await openStore({ kind: 'embedded', directory })
const intake = intakeOf(db)
for (let delivery = Number(first); ; delivery++) {
  await takeIn(intake, feed('busy'), { facts: busyFacts(delivery, 40), rejected: [] })
  process.stdout.write(`${delivery}\n`)
}
