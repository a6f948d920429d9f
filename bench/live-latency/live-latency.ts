// Event to screen: systems push cases by HTTP, a viewer reads the live stream, each in a process of its own.
import type { ChildProcess } from 'node:child_process'
import { measurement, type Measure, type Measurement } from '../measure/measure.ts'
import { median, percentile } from '../measure/statistics.ts'
import { startServed, stopProcess, type Served } from '../served/served.ts'
import { fillCity } from '../served/city.ts'
import { latencies } from './match.ts'
import { PUSHED, type Pace, type Seen } from './messages.ts'
import { pause, push, startProcess } from './processes.ts'

const NAME = 'live-latency'
const LIMIT_MS = 250
const CASES = 20_000
const SECONDS = 20
const WARM_UP_SECONDS = 8
const ROUNDS = 5
/** After the last push, the frames that count it are waited for so long. */
const PATIENCE_MS = 15_000

/** The first is the measure; the others show what the size of requests does, in shorter rounds. */
const PACES: readonly { readonly name: string; readonly pace: Pace }[] = [
  { name: NAME, pace: { eventsPerRequest: 25, requestsPerSecond: 40, seconds: SECONDS } },
  { name: `${NAME}/20x50`, pace: { eventsPerRequest: 50, requestsPerSecond: 20, seconds: SECONDS / 2 } },
  { name: `${NAME}/100x10`, pace: { eventsPerRequest: 10, requestsPerSecond: 100, seconds: SECONDS / 2 } },
]

export const liveLatency: Measure = {
  name: NAME,
  summary: '250 ms : p99 from event to the first frame that counts it, 1,000 events/s, embedded store',
  goal: 1,
  async run({ rounds = ROUNDS, note }) {
    const served = await startServed()
    const viewer = startViewer(served)
    try {
      note(`${NAME}: loading at least ${CASES} cases`)
      const records = await fillCity(served, CASES)
      const results: Measurement[] = []
      for (const { name, pace } of PACES) {
        await pushing(served, viewer, { ...pace, seconds: WARM_UP_SECONDS })
        const taken: number[][] = []
        for (let round = 0; round < rounds; round++) {
          const times = [...await pushing(served, viewer, pace)]
          taken.push(times)
          note(`${name}: round ${round + 1}/${rounds}: ${describe([times])}`)
        }
        const setup = `${pace.requestsPerSecond} requests/s of ${pace.eventsPerRequest} new cases each, by turns appeals just dispatched and events just filed (one of each request closed already), over HTTP push from one process to a server (ctmm start) on a fresh embedded store that holds ${records} records; `
          + `one viewer of /api/v1/live in a third process; each event is matched to the first frame whose count includes it, from the instant it was due to be sent; `
          + `${rounds} rounds of ${pace.seconds} s after ${WARM_UP_SECONDS} s of warm-up; medians of the rounds: ${describe(taken)}`
        results.push(measurement(name, `${LIMIT_MS} ms : p99 of event to first frame`, taken.map((times) => LIMIT_MS / percentile(times, 0.99)), setup))
      }
      return results
    } finally {
      await viewer.stop()
      await served.stop()
    }
  },
}

function describe(rounds: readonly (readonly number[])[]): string {
  const of = (share: number): string => `${median(rounds.map((times) => percentile(times, share))).toFixed(0)} ms`
  return `p50 ${of(0.5)}, p95 ${of(0.95)}, p99 ${of(0.99)}, max ${Math.max(...rounds.flat()).toFixed(0)} ms`
}

interface Viewer {
  /** Everything seen so far. */
  readonly frames: readonly Seen[]
  stop(): Promise<void>
}

function startViewer({ url }: Served): Viewer {
  let viewer: ChildProcess | undefined
  const frames: Seen[] = []
  const connect = (): void => {
    viewer = startProcess<Seen>(new URL('watch.ts', import.meta.url), [url], (seen) => frames.push(seen))
  }
  return {
    get frames() {
      if (viewer === undefined) connect()
      return frames
    },
    stop: () => (viewer === undefined ? Promise.resolve() : stopProcess(viewer)),
  }
}

/** One period of pushing: the latency of every event. */
async function pushing({ url }: Served, viewer: Viewer, pace: Pace): Promise<readonly number[]> {
  const before = await settled(viewer)
  const first = viewer.frames.length
  const pushed = await push(url, pace)
  const expected = new Map(PUSHED.map((feed) => [feed, before.counts[feed] + pushed.reduce((sum, one) => sum + (one.feed === feed ? one.events : 0), 0)]))
  const isWhole = ({ counts }: Seen): boolean => PUSHED.every((feed) => counts[feed] >= (expected.get(feed) ?? 0))
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && !viewer.frames.slice(-1).some(isWhole); ) await pause(20)
  return latencies(pushed, viewer.frames.slice(first), before)
}

/** The last frame once nothing has moved for a second. */
async function settled(viewer: Viewer): Promise<Seen> {
  for (let count = -1; count !== viewer.frames.length || count === 0; ) {
    count = viewer.frames.length
    await pause(1_000)
  }
  const last = viewer.frames.at(-1)
  if (last === undefined) throw new Error('The viewer has seen no frame.')
  return last
}
