// The city's systems: pushes small requests at a steady pace and says when each was due. Run as a process of its own.
import { Agent, request } from 'node:http'
import type { SampleRecord } from '../../ingest/samples/sample.ts'
import { simulate } from '../../ingest/simulator/simulator.ts'
import { clock, PUSHED, type Pace, type Pushed, type PushedFeed } from './messages.ts'

const [url = '', paceText = '{}'] = process.argv.slice(2)
const pace: Pace = JSON.parse(paceText)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const LEAD_MS = 200

/** The case as it would be had it been dispatched, answered and closed at once. */
function finished(feed: PushedFeed, record: SampleRecord): SampleRecord {
  const { update_time: touched = null, inst_time: filed = null } = record
  return feed === 'hotline-orders'
    ? { ...record, first_contact_time: touched, finish_time: touched }
    : { ...record, dispatch_time: filed, archive_time: filed, dispose_mode: '线上闭环' }
}

interface Planned extends Pushed {
  readonly body: string
}

const every = 1000 / pace.requestsPerSecond
const begin = Math.ceil(clock()) + LEAD_MS + pace.requestsPerSecond * pace.seconds * pace.eventsPerRequest * 0.2
const simulation = simulate({ seed: 'bench', now: begin })
const planned = Array.from({ length: pace.requestsPerSecond * pace.seconds }, (_, index): Planned => {
  const feed = PUSHED[index % PUSHED.length] ?? 'city-events'
  const due = begin + index * every
  // A burst is half orders and half events; a request carries those of its feed.
  const fresh = simulation.burst(pace.eventsPerRequest * PUSHED.length, Math.floor(due)).find((delivery) => delivery.feed === feed)?.records ?? []
  // Nothing but new cases for hundreds in a row would be held as a source whose later fields are gone.
  const records = fresh.map((record, position) => (position === 0 ? finished(feed, record) : record))
  return { feed, due, events: records.length, body: JSON.stringify({ samples: records }) }
})

let next = 0
let answered = 0
const timer = setInterval(() => {
  for (let plan = planned[next]; plan !== undefined && plan.due <= clock(); plan = planned[++next]) send(plan)
  if (next === planned.length) clearInterval(timer)
}, 1)

function send({ feed, due, events, body }: Planned): void {
  const pushing = request(`${url}/api/v1/feeds/${feed}/samples`, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
      const { stored }: { stored?: number } = JSON.parse(text)
      if (stored !== events) throw new Error(`${events} events were pushed, the server answered ${response.statusCode} ${text}`)
      if (++answered === planned.length) agent.destroy()
    })
  })
  pushing.end(body)
  process.stdout.write(`${JSON.stringify({ feed, due, events } satisfies Pushed)}\n`)
}
