// A process that makes every edge anew once, or goes on with what another one has begun, and says how far it has come.
import { openStore } from '../../db/open-store.ts'
import { ConfigurationChangedError } from '../../db/purpose.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { goOnRebuilding, isRebuilding, rebuildAll } from '../../ingest/rebuild/rebuild.ts'
import { configurationInForce, rulesOf } from './city.ts'

const [url = ''] = process.argv.slice(2)
const { db, close } = await openStore({ kind: 'server', url })
const say = (line: string): void => void process.stdout.write(`${line}\n`)

say('rebuilds')
for (let isDone = false; !isDone; ) {
  const repair = { db, rules: rulesOf(await configurationInForce(db)), series: new SeriesNumbers() }
  const tell = ({ done, total }: { readonly done: number; readonly total: number }): void => say(`has made ${done} of ${total}`)
  try {
    const { identities } = (await isRebuilding(db)) ? await goOnRebuilding(repair, tell) : await rebuildAll(repair, tell)
    say(`rebuilt ${identities}`)
    isDone = true
  } catch (error) {
    if (!(error instanceof ConfigurationChangedError)) {
      say(`failed ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' ') : String(error)}`)
      process.exit(1)
    }
    say('refused')
  }
}
await close()
