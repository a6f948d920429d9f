// Script over the wire: overview, item and trends with all their charts, beside a bare page of Vue and ECharts that draws the same kinds of charts.
import type { Browser } from 'playwright-core'
import { measurement, type Measure } from '../measure/measure.ts'
import { serveBarePage } from './build.ts'
import { onStage } from './on-stage.ts'
import { logScripts, total } from './scripts.ts'

const NAME = 'screens-bytes'
const LIMIT = 1.15
const MONTHS = 12
const ROUNDS = 1
/** The item has a mean, so that every panel of an item has something to draw. */
const PAGES = [
  { path: '/', drawn: ['svg.bullet', '.matrix .cell', '.changes'] },
  { path: '/items/C32', drawn: ['.drawing svg', 'svg.spread', '[aria-labelledby="areas-title"] .plot', '[aria-labelledby="timeline-title"]'] },
  { path: '/trends', drawn: ['.small-trend svg', '.stack svg', '.grid .cells'] },
] as const

export const screensBytes: Measure = {
  name: NAME,
  summary: '1.15 x script of a bare Vue + ECharts page of the same charts : script of overview, item and trends',
  goal: 1,
  run: ({ rounds = ROUNDS, note }) =>
    onStage({ months: MONTHS, tell: (text) => note(`${NAME}: ${text}`) }, async ({ browser, url }) => {
      const taken = []
      for (let round = 0; round < rounds; round++) {
        const own = await dashboardBytes(browser, url)
        const [charts, trend] = [await bareBytes(browser, 'all-charts'), await bareBytes(browser, 'trend-alone')]
        taken.push({ own, charts, trend })
        note(`${NAME}: round ${round + 1}/${rounds}: ${own.bytes} bytes in ${own.files} files, all charts bare ${charts.bytes}, trend alone bare ${trend.bytes}`)
      }
      const [first] = taken
      if (first === undefined) throw new Error('Nothing was measured.')
      const of = ({ bytes, files }: Bytes): string => `${bytes.toLocaleString('en-US')} bytes in ${files} file${files === 1 ? '' : 's'}`
      const setup = `bodies of all scripts that Chromium fetched, gzip level 9 by the same step of the same Vite and handed out by the same route; overview, item (C32) and trends one after the other in one cold browser, until every chart was drawn and no script had come for 1.5 s: ${of(first.own)}`
      const unit = (peer: string): string => `${LIMIT} x bytes of ${peer} : bytes of overview, item and trends`
      return [
        measurement(NAME, unit('a bare Vue + ECharts page that draws the same kinds of charts'), taken.map(({ own, charts }) => (LIMIT * charts.bytes) / own.bytes), `${setup}; the bare page: ${of(first.charts)}`),
        measurement(`${NAME}/trend-alone`, unit('a bare Vue + ECharts page with the one chart that is ECharts here'), taken.map(({ own, trend }) => (LIMIT * trend.bytes) / own.bytes), `${setup}; the bare page: ${of(first.trend)}`),
      ]
    }),
}

interface Bytes {
  readonly bytes: number
  readonly files: number
}

async function dashboardBytes(browser: Browser, url: string): Promise<Bytes> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const log = logScripts(context)
  const page = await context.newPage()
  for (const { path, drawn } of PAGES) {
    await page.goto(url + path)
    for (const selector of drawn) await page.locator(selector).first().waitFor({ state: 'attached' })
    await log.settled(page)
  }
  await context.close()
  return { bytes: total(log), files: log.bytes.size }
}

async function bareBytes(browser: Browser, name: 'all-charts' | 'trend-alone'): Promise<Bytes> {
  const bare = await serveBarePage(name)
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  try {
    const log = logScripts(context)
    const page = await context.newPage()
    await page.goto(bare.url)
    await page.locator('.drawing svg path').first().waitFor({ state: 'attached' })
    await log.settled(page)
    return { bytes: total(log), files: log.bytes.size }
  } finally {
    await context.close()
    await bare.close()
  }
}
