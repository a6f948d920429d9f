// Where a city's store and the demonstration's store are.
import type { StoreLocation } from '../db/open-store.ts'
import type { Settings } from './settings.ts'

const trimmed = (directory: string): string => directory.replace(/\/+$/, '')

/** The store of the real city. */
export function cityLocation(settings: Settings): StoreLocation {
  return settings.DATABASE_URL === undefined ? { kind: 'embedded', directory: trimmed(settings.CTMM_DATA) } : { kind: 'server', url: settings.DATABASE_URL, requireTimescale: settings.CTMM_REQUIRE_TIMESCALE === 1 }
}

/** The demonstration's own embedded store, beside the city's: deleting it leaves nothing behind. */
export function demoLocation(settings: Settings): Extract<StoreLocation, { kind: 'embedded' }> {
  return { kind: 'embedded', directory: `${trimmed(settings.CTMM_DATA)}-demo` }
}
