// A full operations centre: two hundred viewers of one server while events come in. When does each see them, do all see the same, what does it cost the server?
import { fillCity } from '../served/city.ts'
import { latencies } from '../live-latency/match.ts'
import { PUSHED, type Pace, type Seen } from '../live-latency/messages.ts'
import { pause, push, startProcess } from '../live-latency/processes.ts'
import { measurement, type Measure, type Measurement } from '../measure/measure.ts'
import { median, percentile } from '../measure/statistics.ts'
import { startServed, stopProcess, type Served } from '../served/served.ts'
import type { SeenByOne } from './seen-by-one.ts'

const NAME = 'screens-viewers'
const LIMIT_MS = 250
const VIEWERS = 200
const CASES = 20_000
const SECONDS = 20
const WARM_UP_SECONDS = 8
const ROUNDS = 5
/** After the last push, the frames that count it are waited for so long. */
const PATIENCE_MS = 60_000

const FULL: Pace = { eventsPerRequest: 25, requestsPerSecond: 40, seconds: SECONDS }
const PACES: readonly { readonly name: string; readonly pace: Pace }[] = [
  { name: NAME, pace: FULL },
  { name: `${NAME}/100`, pace: { eventsPerRequest: 5, requestsPerSecond: 20, seconds: SECONDS } },
]

export const screensViewers: Measure = {
  name: NAME,
  summary: '250 ms : p99 from event to frame over 200 viewers, 1,000 events/s, embedded store',
  goal: 1,
  async run({ rounds = ROUNDS, note }) {
    const served = await startServed()
    let room: Room | undefined
    try {
      note(`${NAME}: loading at least ${CASES} cases`)
      const records = await fillCity(served, CASES)
      await push(served.url, { ...FULL, seconds: WARM_UP_SECONDS })
      await pause(3_000)
      const alone = await residentBytes(served)
      room = openRoom(served)
      await room.quiet()
      const results: Measurement[] = []
      let most = 0
      for (const { name, pace } of PACES) {
        await pushing(served, room, { ...pace, seconds: WARM_UP_SECONDS })
        const taken: Round[] = []
        for (let round = 0; round < rounds; round++) {
          const one = await pushing(served, room, pace)
          taken.push(one)
          most = Math.max(most, await residentBytes(served))
          note(`${name}: round ${round + 1}/${rounds}: ${describe([one])}`)
        }
        const setup = `${VIEWERS} viewers of /api/v1/live, plain HTTP clients in one process; ${pace.requestsPerSecond} requests/s of ${pace.eventsPerRequest} new cases each from another process; ctmm start on a fresh embedded store that holds ${records} records; `
          + `each event and each viewer: from the instant the event was due to be sent to the first frame of that viewer that counts it; after every round all ${VIEWERS} had the same last number, the one that was pushed; `
          + `resident memory of the server ${megabytes(alone)} MB before the viewers came, at most ${megabytes(most)} MB after rounds with them; ${rounds} rounds of ${pace.seconds} s after ${WARM_UP_SECONDS} s of warm-up, medians of the rounds: ${describe(taken)}`
        results.push(measurement(name, `${LIMIT_MS} ms : p99 of event to first frame over ${VIEWERS} viewers`, taken.map(({ p99 }) => LIMIT_MS / p99), setup))
      }
      await room.close()
      room = undefined
      await pause(5_000)
      const afterwards = megabytes(await residentBytes(served))
      return results.map((result) => ({ ...result, setup: `${result.setup}; ${afterwards} MB when all had gone` }))
    } finally {
      await room?.close()
      await served.stop()
    }
  },
}

interface Room {
  /** Everything each viewer has seen so far. */
  readonly frames: readonly (readonly Seen[])[]
  /** The last frame of each once all have one and nothing has moved for a second. */
  quiet(): Promise<readonly Seen[]>
  close(): Promise<void>
}

function openRoom({ url }: Served): Room {
  const frames = Array.from({ length: VIEWERS }, (): Seen[] => [])
  let heard = 0
  const viewers = startProcess<SeenByOne>(new URL('watch-many.ts', import.meta.url), [url, String(VIEWERS)], ({ viewer, at, counts }) => {
    heard++
    frames[viewer]?.push({ at, counts })
  })
  return {
    frames,
    async quiet() {
      for (let before = -1, deadline = Date.now() + PATIENCE_MS; before !== heard || frames.some((own) => own.length === 0); ) {
        if (viewers.exitCode !== null) throw new Error(`The viewers ended with code ${viewers.exitCode}.`)
        if (Date.now() > deadline) throw new Error(`After ${PATIENCE_MS} ms not every viewer had a frame.`)
        before = heard
        await pause(1_000)
      }
      return frames.flatMap((own) => own.slice(-1))
    },
    close: () => stopProcess(viewers),
  }
}

/** Of all viewers and events, in milliseconds. */
interface Round {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** Frames that one viewer had, each second. */
  readonly framesPerSecond: number
}

/** One period of pushing. Throws when an event is not in a viewer's frames, or when viewers have different last numbers. */
async function pushing(served: Served, room: Room, pace: Pace): Promise<Round> {
  const before = await room.quiet()
  const first = room.frames.map((own) => own.length)
  const pushed = await push(served.url, pace)
  const expected = PUSHED.map((feed) => (before[0]?.counts[feed] ?? 0) + pushed.reduce((sum, one) => sum + (one.feed === feed ? one.events : 0), 0))
  const hasAll = (seen: Seen | undefined): boolean => seen !== undefined && PUSHED.every((feed, index) => seen.counts[feed] === expected[index])
  for (const deadline = Date.now() + PATIENCE_MS; !room.frames.every((own) => hasAll(own.at(-1))); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`After ${PATIENCE_MS} ms ${room.frames.filter((own) => !hasAll(own.at(-1))).length} of ${VIEWERS} viewers had not seen the last number, ${expected.join(' and ')}.`)
  }
  const all = before.flatMap((seen, viewer) => latencies(pushed, room.frames[viewer]?.slice(first[viewer]) ?? [], seen)).sort((a, b) => a - b)
  return { p50: percentile(all, 0.5), p95: percentile(all, 0.95), p99: percentile(all, 0.99), max: percentile(all, 1), framesPerSecond: ((room.frames[0]?.length ?? 0) - (first[0] ?? 0)) / pace.seconds }
}

/** What the kernel holds for the server, by its own metrics. */
async function residentBytes({ url }: Served): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const bytes = Number(/^ctmm_process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1])
  if (!(bytes > 0)) throw new Error('The server does not tell its memory.')
  return bytes
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(0)

function describe(rounds: readonly Round[]): string {
  const of = (name: 'p50' | 'p95' | 'p99'): string => `${name} ${median(rounds.map((round) => round[name])).toFixed(0)} ms`
  return `${of('p50')}, ${of('p95')}, ${of('p99')}, max ${Math.max(...rounds.map(({ max }) => max)).toFixed(0)} ms, ${median(rounds.map(({ framesPerSecond }) => framesPerSecond)).toFixed(1)} frames/s to each`
}
