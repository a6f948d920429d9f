// How much memory a wall takes while it turns its pages for minutes or hours: the JS heap after a full collection, by the browser's own protocol, and what stays in the document.
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

const HELP = `node bin/run.mjs bench/wall/run.ts --url http://127.0.0.1:8080 [--minutes 60] [--every 15] [--wall '/wall?every=5']

Opens the wall of a running server in Chromium and prints a line every so many seconds. The first tenth is warming up; the last lines say
how the rest went. CTMM_CHROMIUM names another browser.
`
const { values } = parseArgs({ options: { url: { type: 'string' }, minutes: { type: 'string', default: '60' }, every: { type: 'string', default: '15' }, wall: { type: 'string', default: '/wall?every=5' }, help: { type: 'boolean', default: false } } })
const [minutes, everySeconds] = [Number(values.minutes), Number(values.every)]
if (values.help || values.url === undefined || !(minutes > 0) || !(everySeconds > 0)) {
  process.stdout.write(HELP)
  process.exit(values.help ? 0 : 2)
}

interface Sample {
  readonly seconds: number
  readonly heapBytes: number
  readonly nodes: number
  readonly listeners: number
}

const browser = await chromium.launch({ executablePath: process.env['CTMM_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const samples: Sample[] = []
try {
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } })
  const protocol = await page.context().newCDPSession(page)
  await page.goto(new URL(values.wall, values.url).href)
  await page.locator('.wall .panel').first().waitFor()
  process.stdout.write('seconds  heap MB  nodes  listeners  page\n')
  const started = performance.now()
  for (let next = 0; next <= minutes * 60; next += everySeconds) {
    await page.waitForTimeout(Math.max(0, started + next * 1_000 - performance.now()))
    await protocol.send('HeapProfiler.collectGarbage')
    const { usedSize } = await protocol.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await protocol.send('Memory.getDOMCounters')
    const sample = { seconds: Math.round((performance.now() - started) / 1_000), heapBytes: usedSize, nodes, listeners: jsEventListeners }
    samples.push(sample)
    const title = await page.locator('.panel h2').first().innerText()
    process.stdout.write(`${String(sample.seconds).padStart(7)}  ${megabytes(usedSize).padStart(7)}  ${String(nodes).padStart(5)}  ${String(jsEventListeners).padStart(9)}  ${title}\n`)
  }
} finally {
  await browser.close()
}

const settled = samples.slice(Math.ceil(samples.length / 10))
const third = Math.max(1, Math.floor(settled.length / 3))
const [early, late] = [median(settled.slice(0, third)), median(settled.slice(-third))]
process.stdout.write(`after warming up: least ${megabytes(Math.min(...settled.map(({ heapBytes }) => heapBytes)))} MB, greatest ${megabytes(Math.max(...settled.map(({ heapBytes }) => heapBytes)))} MB\n`)
process.stdout.write(`median of the first third ${megabytes(early)} MB, of the last third ${megabytes(late)} MB: ${late >= early ? '+' : ''}${(((late - early) / early) * 100).toFixed(1)} %\n`)

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(2)
}

function median(some: readonly Sample[]): number {
  const sorted = some.map(({ heapBytes }) => heapBytes).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
