// What moves on a page by itself, and waiting by the page's own clock.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'

export interface Shifts {
  readonly sum: number
  readonly moved: readonly string[]
}

/** Watches from now on; the answer tells what has moved up to then without anybody's doing. */
export async function watchShifts(page: Page): Promise<() => Promise<Shifts>> {
  await page.evaluate(() => {
    const found = { sum: 0, moved: [] as string[] }
    Object.assign(window, { shifts: found })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[]) {
        if (entry.hadRecentInput) continue
        found.sum += entry.value
        found.moved.push(...entry.sources.map((source) => (source.node instanceof Element ? source.node.outerHTML.slice(0, 120) : String(source.node?.textContent))))
      }
    }).observe({ type: 'layout-shift', buffered: false })
  })
  return () => page.evaluate((): Shifts => Reflect.get(window, 'shifts'))
}

/** Until the clock that the page shows has gone on by so many seconds. */
export async function untilPassed(page: Page, seconds: number): Promise<void> {
  const shown = async (): Promise<number> => {
    const [, hour, minute, second] = /(\d\d):(\d\d):(\d\d)/.exec(await page.locator('.clock').first().innerText()) ?? []
    return (Number(hour) * 60 + Number(minute)) * 60 + Number(second)
  }
  const from = await shown()
  const DAY = 86_400
  await expect.poll(async () => ((await shown()) - from + DAY) % DAY, { timeout: (seconds + 20) * 1_000 }).toBeGreaterThanOrEqual(seconds)
}
