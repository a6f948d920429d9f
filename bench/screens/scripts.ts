// What a browser fetches of script: every response of that type in its network log, by the bytes of the body as they travelled.
import type { BrowserContext, Page, Request } from 'playwright-core'

/** Nothing more was asked for during this long: the page has what it needs. */
const QUIET_MS = 1_500
const GIVE_UP_MS = 60_000

export interface ScriptLog {
  /** Bytes by address; a script that comes again out of the cache is counted once. */
  readonly bytes: ReadonlyMap<string, number>
  /** Waits until no script has come for a while. */
  settled(page: Page): Promise<void>
}

/** Listens to all pages of a context; begin before the first of them. */
export function logScripts(context: BrowserContext): ScriptLog {
  const bytes = new Map<string, number>()
  let latest = performance.now()
  let open = 0
  const isScript = (type: string | undefined): boolean => type !== undefined && /javascript/.test(type)
  const note = async (request: Request): Promise<void> => {
    const headers = await (await request.response())?.allHeaders()
    if (!isScript(headers?.['content-type'])) return
    latest = performance.now()
    if (!bytes.has(request.url())) bytes.set(request.url(), (await request.sizes()).responseBodySize)
  }
  context.on('requestfinished', (request) => {
    open++
    void note(request).finally(() => open--)
  })
  return {
    bytes,
    async settled(page) {
      latest = performance.now()
      for (const deadline = latest + GIVE_UP_MS; open > 0 || performance.now() - latest < QUIET_MS; ) {
        if (performance.now() > deadline) throw new Error(`${page.url()} went on fetching scripts for ${GIVE_UP_MS} ms.`)
        await page.waitForTimeout(100)
      }
    },
  }
}

/** Bytes of all scripts. */
export const total = ({ bytes }: ScriptLog): number => [...bytes.values()].reduce((sum, one) => sum + one, 0)
