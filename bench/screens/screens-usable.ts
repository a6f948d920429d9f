// From the navigation to an overview with every figure on it, by a browser that has nothing of it yet.
import type { Browser } from 'playwright-core'
import { measurement, type Measure } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { observe } from './in-page.ts'
import { onStage } from './on-stage.ts'

const NAME = 'screens-usable'
const LIMIT_MS = 1_000
const MONTHS = 12
const ROUNDS = 9
const GIVE_UP_MS = 60_000

export const screensUsable: Measure = {
  name: NAME,
  summary: '1 s : navigation to all figures of the overview, cold cache, a city with a year of data',
  goal: 1,
  run: ({ rounds = ROUNDS, note }) =>
    onStage({ months: MONTHS, tell: (text) => note(`${NAME}: ${text}`) }, async ({ browser, url, areas, records }) => {
      await visit(browser, url)
      const taken: Times[] = []
      for (let round = 0; round < rounds; round++) {
        const times = await visit(browser, url)
        taken.push(times)
        note(`${NAME}: round ${round + 1}/${rounds}: first paint ${times.firstMs.toFixed(0)} ms, all figures ${times.usableMs.toFixed(0)} ms`)
      }
      const of = (name: keyof Times): string => `${spread(taken.map((times) => times[name]))} ms`
      const setup = `ctmm start on a fresh embedded store with ${areas} areas, all lists and the cases of ${MONTHS} months (${records} records, by its own intake), loopback; a headless Chromium that was running before, a new context (empty cache) each round at 1366x768, one visit not counted; `
        + `median (least-most) of ${rounds} rounds from the navigation: first contentful paint ${of('firstMs')}; all 38 items named, every figure, standing and cell of the matrix in a frame that was handed over for painting ${of('usableMs')}`
      return [measurement(NAME, `${LIMIT_MS} ms : navigation to all figures of the overview`, taken.map(({ usableMs }) => LIMIT_MS / usableMs), setup)]
    }),
}

/** Milliseconds since the navigation began, by the page's own clock. */
interface Times {
  readonly firstMs: number
  readonly usableMs: number
}

async function visit(browser: Browser, url: string): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  try {
    await observe(context, 'usable')
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'commit' })
    // The page's policy forbids what would wait for it inside the page.
    for (const deadline = performance.now() + GIVE_UP_MS; !(await page.evaluate<boolean>('globalThis.ctmmUsableMs !== undefined')); await page.waitForTimeout(100)) {
      if (performance.now() > deadline) throw new Error(`The overview was not whole after ${GIVE_UP_MS} ms.`)
    }
    return await page.evaluate<Times>(`({ usableMs: globalThis.ctmmUsableMs, firstMs: performance.getEntriesByName('first-contentful-paint')[0].startTime })`)
  } finally {
    await context.close()
  }
}
