// Between a browser and a real server: hands everything on as it is, and puts updates of its own into the live stream, faster than any intake makes them.
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { clock } from '../live-latency/messages.ts'
import type { Snapshot, Update, Value } from '../../server/schemas/snapshot.ts'

/** So many judged values change with one update, by turns through all of them. */
const VALUES_AN_UPDATE = 5

/** One update as it left: its number from 1, and when, in milliseconds since 1970 with fractions. */
export interface Sent {
  readonly sequence: number
  readonly at: number
}

export interface StreamProxy {
  readonly url: string
  /** Sends so many updates a second for so long to whoever is connected; ends with what was sent. */
  send(pace: { readonly perSecond: number; readonly seconds: number }): Promise<readonly Sent[]>
  close(): Promise<void>
}

/** Starts on a free port of loopback in front of `server`. */
export async function startStreamProxy(server: string): Promise<StreamProxy> {
  const viewers = new Set<ServerResponse>()
  const snapshot: Snapshot = JSON.parse(await (await fetch(`${server}/api/v1/standings`)).text())
  const judged = snapshot.values.filter((value) => value.judged && value.state === 'ok')
  let sequence = 0

  const proxy = createServer((incoming, outgoing) => {
    const handedOn = request(new URL(incoming.url ?? '/', server), { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(server).host } }, (answer: IncomingMessage) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      const isLive = answer.headers['content-type']?.startsWith('text/event-stream') === true
      if (!isLive) return void answer.pipe(outgoing)
      viewers.add(outgoing)
      // Whole frames only, so that none of ours falls into the middle of one.
      let unread = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        unread += chunk
        const end = unread.lastIndexOf('\n\n') + 2
        if (end < 2) return
        outgoing.write(unread.slice(0, end))
        unread = unread.slice(end)
      }).on('close', () => outgoing.end())
      outgoing.on('close', () => {
        viewers.delete(outgoing)
        answer.destroy()
      })
    })
    handedOn.on('error', () => outgoing.destroy())
    incoming.pipe(handedOn)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no address.')

  const sendOne = (): Sent => {
    sequence++
    const values = Array.from({ length: Math.min(VALUES_AN_UPDATE, judged.length) }, (_, index) => judged[(sequence * VALUES_AN_UPDATE + index) % judged.length]).flatMap((value) => (value === undefined ? [] : [numbered(value, sequence)]))
    const update: Update = { asOf: new Date().toISOString(), values, standings: snapshot.standings.slice(sequence % 10, (sequence % 10) + 1) }
    const frame = `event: update\nid: ${1_000_000 + sequence}\ndata: ${JSON.stringify(update)}\n\n`
    const at = clock()
    for (const viewer of viewers) viewer.write(frame)
    return { sequence, at }
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    async send({ perSecond, seconds }) {
      if (viewers.size === 0) throw new Error('No page is connected to the live stream.')
      const sent: Sent[] = []
      const begun = performance.now()
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          while (sent.length < perSecond * seconds && performance.now() - begun >= (sent.length * 1_000) / perSecond) sent.push(sendOne())
          if (sent.length < perSecond * seconds) return
          clearInterval(timer)
          resolve()
        }, 2)
      })
      return sent
    },
    async close() {
      for (const viewer of viewers) viewer.destroy()
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** The value with a text that no other update has, and a share that moves its mark. */
const numbered = (value: Value, sequence: number): Value => ({
  ...value,
  ...(value.numerator === undefined || value.denominator === undefined ? {} : { numerator: Math.floor(value.denominator * (0.4 + 0.5 * ((sequence % 100) / 100))) }),
  // The script in the page reads the number behind 7.000 again.
  display: { ...value.display, text: `7.000${sequence}` },
})
