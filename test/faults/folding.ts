// A process that folds whatever waits, without end, and says how many edges it has folded each time.
import { setTimeout } from 'node:timers/promises'
import { openStore } from '../../db/open-store.ts'
import { foldSome } from '../../db/rollups/fold.ts'
import { isLost, untilBack } from './losses.ts'

const [url = ''] = process.argv.slice(2)
const { db, close } = await openStore({ kind: 'server', url })
// It may have nothing to say for long, and must not outlive the test that started it.
const parent = process.ppid
let stopping = false
process.once('SIGTERM', () => (stopping = true))
process.stdout.write('folds\n')
while (!stopping && process.ppid === parent) {
  try {
    const folded = await foldSome(db)
    if (folded !== 'busy' && folded.edges > 0) process.stdout.write(`folded ${folded.edges}\n`)
    else await setTimeout(10)
  } catch (error) {
    if (!isLost(error)) {
      process.stdout.write(`failed ${String(error)}\n`)
      process.exit(1)
    }
    await untilBack(db)
  }
}
await close()
