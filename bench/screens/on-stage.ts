// What every measure of the pages stands on: the dashboard built anew, a real server with a city, and a browser, all gone afterwards.
import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { loadCity, type LoadedCity } from '../served/city.ts'
import { startServed } from '../served/served.ts'
import { buildDashboard } from './build.ts'

export interface ScreenStage extends LoadedCity {
  readonly url: string
  readonly browser: Browser
}

/** Measures with the cases of so many months (1-24) in the store. */
export async function onStage<Result>({ months, tell }: { readonly months: number; readonly tell: (text: string) => void }, measure: (stage: ScreenStage) => Promise<Result>): Promise<Result> {
  await buildDashboard()
  const served = await startServed()
  try {
    const browser = await launchChromium()
    try {
      tell(`loading ${months} month${months === 1 ? '' : 's'} of the city`)
      return await measure({ ...(await loadCity(served, months)), url: served.url, browser })
    } finally {
      await browser.close()
    }
  } finally {
    await served.stop()
  }
}
