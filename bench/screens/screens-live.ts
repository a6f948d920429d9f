// From a frame of the live stream to the paint that shows it, at fifty a second, and whether the page goes on drawing meanwhile.
import type { Browser, Page } from 'playwright-core'
import { clock } from '../live-latency/messages.ts'
import { measurement, type Measure, type Measurement } from '../measure/measure.ts'
import { median, percentile } from '../measure/statistics.ts'
import { observe } from './in-page.ts'
import type { Noted } from './noted.ts'
import { onStage } from './on-stage.ts'
import { startStreamProxy, type Sent, type StreamProxy } from './stream-proxy.ts'

const NAME = 'screens-live'
const LIMIT_MS = 100
const LONG_TASK_MS = 50
const PER_SECOND = 50
const SECONDS = 20
const WARM_UP_SECONDS = 5
const MONTHS = 1
const ROUNDS = 5
/** After the last update, its paint is waited for so long. */
const PATIENCE_MS = 15_000

export const screensLive: Measure = {
  name: NAME,
  summary: '100 ms : p99 from a frame of the live stream to its paint, 50 updates/s',
  goal: 1,
  run: ({ rounds = ROUNDS, note }) =>
    onStage({ months: MONTHS, tell: (text) => note(`${NAME}: ${text}`) }, async ({ browser, url, records }) => {
      const proxy = await startStreamProxy(url)
      try {
        return await measureThrough(proxy, { browser, records, rounds, note })
      } finally {
        await proxy.close()
      }
    }),
}

interface Through {
  readonly browser: Browser
  readonly records: number
  readonly rounds: number
  readonly note: (text: string) => void
}

async function measureThrough(proxy: StreamProxy, { browser, records, rounds, note }: Through): Promise<readonly Measurement[]> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  await observe(context, 'paints')
  const page = await context.newPage()
  await page.goto(proxy.url)
  await page.locator('.dot.live').first().waitFor()
  await updating(page, proxy, WARM_UP_SECONDS)
  const taken: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const resting = await framesOf(page, SECONDS / 2)
    const one = roundOf(await updating(page, proxy, SECONDS), resting)
    taken.push(one)
    note(`${NAME}: round ${round + 1}/${rounds}: ${describe([one])}`)
  }
  const setup = `a proxy in front of ctmm start (fresh embedded store, ${records} records) hands everything on and adds ${PER_SECOND} updates/s of its own to /api/v1/live for ${SECONDS} s a round, each with 5 of the judged values by turns, all with a text of their own, and one standing, because the server itself tells what settles within 40 ms in one frame; `
    + `a headless Chromium with the overview at 1366x768; each update from the instant it was written to the socket to the task after the first frame that shows it or a later one; frames by requestAnimationFrame, at rest for ${SECONDS / 2} s before each round; `
    + `${rounds} rounds after ${WARM_UP_SECONDS} s of warm-up, medians: ${describe(taken)}`
  return [
    measurement(NAME, `${LIMIT_MS} ms : p99 of a live frame to its paint`, taken.map(({ latencies }) => LIMIT_MS / percentile(latencies, 0.99)), setup),
    measurement(`${NAME}/frames`, `frames drawn with ${PER_SECOND} updates/s : frames drawn at rest`, taken.map(({ perSecond, resting }) => perSecond / resting), setup),
    measurement(`${NAME}/unblocked`, `time not held up by the part of tasks beyond ${LONG_TASK_MS} ms : time, with ${PER_SECOND} updates/s`, taken.map(({ blockedMs }) => 1 - blockedMs / (SECONDS * 1_000)), setup),
  ]
}

interface Round {
  readonly latencies: readonly number[]
  /** Frames a second with updates, and without. */
  readonly perSecond: number
  readonly resting: number
  readonly longTasks: number
  /** What long tasks took beyond 50 ms each. */
  readonly blockedMs: number
}

interface Updated {
  readonly sent: readonly Sent[]
  readonly noted: Noted
}

/** One period of updates, with what the page noted of it, by this process's clock. */
async function updating(page: Page, proxy: StreamProxy, seconds: number): Promise<Updated> {
  const offsetMs = await clockOffset(page)
  const sent = await proxy.send({ perSecond: PER_SECOND, seconds })
  const last = sent.at(-1)?.sequence ?? 0
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await page.waitForTimeout(100)) {
    const noted = await page.evaluate<Noted>('globalThis.ctmmPaints')
    if ((noted.shown.at(-1)?.sequence ?? 0) < last) continue
    const here = (at: number): number => at + offsetMs
    return { sent, noted: { frames: noted.frames.map(here), shown: noted.shown.map(({ sequence, at }) => ({ sequence, at: here(at) })), longTasks: noted.longTasks.map(({ at, ms }) => ({ at: here(at), ms })) } }
  }
  throw new Error(`Update ${last} was not painted within ${PATIENCE_MS} ms.`)
}

function roundOf({ sent, noted }: Updated, resting: number): Round {
  const from = sent[0]?.at ?? 0
  const to = from + SECONDS * 1_000
  const within = (at: number): boolean => at >= from && at < to
  let position = 0
  const latencies = sent.map(({ sequence, at }) => {
    while ((noted.shown[position]?.sequence ?? Infinity) < sequence) position++
    return (noted.shown[position]?.at ?? Infinity) - at
  })
  const long = noted.longTasks.filter(({ at }) => within(at))
  return { latencies, resting, perSecond: noted.frames.filter(within).length / SECONDS, longTasks: long.length, blockedMs: long.reduce((sum, { ms }) => sum + ms - LONG_TASK_MS, 0) }
}

/** Frames a second while nothing is sent. */
async function framesOf(page: Page, seconds: number): Promise<number> {
  const count = (): Promise<number> => page.evaluate<number>('globalThis.ctmmPaints.frames.length')
  const [before, begun] = [await count(), performance.now()]
  await page.waitForTimeout(seconds * 1_000)
  return ((await count()) - before) / ((performance.now() - begun) / 1_000)
}

/** What to add to an instant of the browser's clock, from the quickest of some answers. */
async function clockOffset(page: Page): Promise<number> {
  const answers = []
  for (let turn = 0; turn < 20; turn++) {
    const asked = clock()
    const there = await page.evaluate<number>('performance.timeOrigin + performance.now()')
    const answered = clock()
    answers.push({ took: answered - asked, offset: (asked + answered) / 2 - there })
  }
  return answers.reduce((best, one) => (one.took < best.took ? one : best)).offset
}

function describe(rounds: readonly Round[]): string {
  const of = (share: number): string => `${median(rounds.map(({ latencies }) => percentile(latencies, share))).toFixed(0)} ms`
  const middle = (figure: (round: Round) => number, digits: number): string => median(rounds.map(figure)).toFixed(digits)
  return `frame to paint p50 ${of(0.5)}, p95 ${of(0.95)}, p99 ${of(0.99)}, max ${Math.max(...rounds.flatMap(({ latencies }) => latencies)).toFixed(0)} ms; ${middle(({ perSecond }) => perSecond, 1)} frames/s with updates, ${middle(({ resting }) => resting, 1)} at rest; `
    + `${middle(({ longTasks }) => longTasks, 0)} tasks over ${LONG_TASK_MS} ms`
}
