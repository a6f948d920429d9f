// A process that listens to the feed `events` at a broker and takes in what comes, and says when it begins and when it has.
import type { ListenContext } from '../../ingest/adapters/adapter.ts'
import { adapterOf } from '../../ingest/adapters/registry.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'

const [url = '', , worker = ''] = process.argv.slice(2)
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const workbench = await Workbench.open({ location: { kind: 'server', url }, purpose: 'city', model: draft, now: Date.now })
const feed = workbench.context.feeds.find(({ id }) => id === 'events')
const { listen } = adapterOf('mqtt')
if (feed === undefined || listen === undefined) throw new Error('There is nothing to listen to.')

const context: ListenContext = {
  worker,
  zone: workbench.context.city.zone,
  now: Date.now,
  signal: new AbortController().signal,
  secret: () => '',
  report: (state, reason) => say(`is ${state}${reason === undefined ? '' : `: ${reason.message}`}`),
  async deliver(samples) {
    say(`delivers ${samples.length}`)
    const answer = await workbench.deliver(feed, samples)
    say(`has ${samples.length}`)
    return answer
  },
}
const listening = await listen(feed, context)
process.once('SIGTERM', () => {
  void listening.stop().then(() => workbench.close())
})
