// ctmm feed run: reads a source once, through the server that holds the store where there is one.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Type from 'typebox'
import { Parse } from 'typebox/value'
import type { IntakeCounts } from '../../../db/feeds/feed-states.ts'
import { plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { runFeed, type DeliveryAnswer } from '../../../ingest/intake/run-feed.ts'
import { systemNow } from '../../clock.ts'
import { runNow } from '../../jobs/feed-runner/run-now.ts'
import { readModelFile } from '../../model-file.ts'
import { FeedRun, RunAsked, type FeedProblem } from '../../schemas/feed-runs.ts'
import { readSettings } from '../../settings.ts'
import { FeedFileError, type Workbench } from '../../workbench.ts'
import { CommandError, printJson, printLine, readArgs, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'
import type { RemoteServer } from '../remote-server.ts'
import { findCity } from './feed.ts'

const ASK_EVERY_MS = 200

const Applied = Type.Object({ id: Type.String() })

interface Asked {
  readonly file: string
  readonly text: string
  /** Read in place of the configured one. */
  readonly data: string | undefined
}

export const feedRun: Command = {
  name: 'feed run',
  usage: 'feed run FILE [--file DATA] [--json]',
  summary: 'Read a source once and take everything in; a second run stores nothing.',
  details: ['--file   read this file in place of the configured one', '--json   {"received", "stored", "duplicate", "rejected"}'],
  async run(args) {
    const { values, files } = readArgs(args, { file: { type: 'string' }, json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const file = files[0] ?? ''
    const asked = { file: resolve(file), text: await readFile(file, 'utf8'), data: values.file }
    const { received, stored, duplicate, rejected } = await withWorkbench<IntakeCounts>({
      here: (workbench) => runHere(workbench, asked),
      there: (server) => (asked.data === undefined ? runThere(server, asked) : handOver(server, asked, asked.data)),
    })
    if (values.json) printJson({ received, stored, duplicate, rejected })
    else printLine(`received ${received} = stored ${stored} + duplicate ${duplicate} + rejected ${rejected}`)
  },
}

async function runHere(workbench: Workbench, { file, text, data }: Asked): Promise<IntakeCounts> {
  const feed = await workbench.applyFeed(text, file)
  const run = await runNow(workbench, feed, { file: data })
  if (run === undefined) throw new CommandError(`Another process reads ${feed.id} at this moment: wait until it has ended, and run this again.`)
  return countsOf(run)
}

/** The server reads the source itself: it has the secrets, and nobody reads the feed a second time meanwhile. */
async function runThere(server: RemoteServer, { file, text }: Asked): Promise<IntakeCounts> {
  const { id } = Parse(Applied, await server.post('/api/v1/feeds', { text, fileName: file }))
  const { run } = Parse(RunAsked, await server.post(`/api/v1/feeds/${id}/run`, {}))
  for (;;) {
    const answer = Parse(FeedRun, JSON.parse(await server.getText(`/api/v1/runs/${run}`)))
    if (answer.state !== 'waiting' && answer.state !== 'running') return countsOf(answer)
    await setTimeout(ASK_EVERY_MS)
  }
}

/** A file at this end is read here and handed over. */
async function handOver(server: RemoteServer, { file, text }: Asked, data: string): Promise<IntakeCounts> {
  const model = await readModelFile(readSettings(process.env).CTMM_MODEL)
  const reading = checkFeed(text, file, { model })
  if (!reading.ok) throw new FeedFileError(reading.problems)
  const { feed } = reading
  await server.post('/api/v1/feeds', { text, fileName: file })
  const city = await findCity()
  if (city === undefined) throw new CommandError('The server has no city yet: apply one with `ctmm city apply FILE`.')
  return runFeed(feed, async (samples, coverage) => answerFrom(await server.post(`/api/v1/feeds/${feed.id}/deliveries`, { samples, coverage })), { ...plainReadOptions(city.zone, systemNow), file: data })
}

function countsOf(run: IntakeCounts & { readonly state: string; readonly problem: Pick<FeedProblem, 'en'> | null }): IntakeCounts {
  if (run.state === 'done') return run
  throw new CommandError(run.problem?.en ?? `The reading was ${run.state}.`)
}
function answerFrom(answer: unknown): DeliveryAnswer {
  const field = (name: string): unknown => (typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined)
  const count = (name: keyof IntakeCounts): number => {
    const value = field(name)
    if (typeof value !== 'number') throw new CommandError(`The server's answer has no count of ${name}.`)
    return value
  }
  const covered = field('coveredUntil')
  return {
    received: count('received'), stored: count('stored'), duplicate: count('duplicate'), rejected: count('rejected'),
    coveredUntil: typeof covered === 'number' ? covered : undefined,
  }
}
