// One Chromium and one server for a test file; every page listens for console errors and for requests that leave the origin.
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { startFakeServer, type FakeServer } from './fake-server.ts'

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export interface Visit {
  readonly page: Page
  /** What a person would find wrong in the developer tools: console errors, page errors, requests to elsewhere, failed requests. */
  readonly complaints: string[]
}

export interface Stage {
  readonly url: string
  /** Whether the fake server answers: some figures are known only there. */
  readonly fake: boolean
  /** Opens a page for the test that runs; it is closed when that test ends. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>
  close(): Promise<void>
}

/** Opens Debian's Chromium against this server, against CTMM_BASE_URL or, without either, against a fake server of its own. */
export async function openStage(real?: FakeServer): Promise<Stage> {
  const given = real?.url ?? process.env['CTMM_BASE_URL']
  const server: FakeServer = given === undefined ? await startFakeServer() : { url: given.replace(/\/$/, ''), close: async () => undefined }
  const browser: Browser = await chromium.launch({ executablePath: process.env['CTMM_CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS })
  return {
    url: server.url,
    fake: given === undefined,
    async visit(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce', ...options })
      // Also where the test fails: a live page that nobody looks at keeps the machine busy for all that follow.
      onTestFinished(() => context.close())
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`))
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
      page.on('request', (request) => !request.url().startsWith(server.url) && !request.url().startsWith('data:') && complaints.push(`left the origin: ${request.url()}`))
      page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`))
      await page.goto(server.url + path)
      await page.locator('main h1, .wall h1').first().waitFor()
      return { page, complaints }
    },
    async close() {
      await browser.close()
      await (real ?? server).close()
    },
  }
}

/** Waits until the live reading is on the screen. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('.dot.live, .dot.past').first().waitFor({ timeout: 30_000 })
}
