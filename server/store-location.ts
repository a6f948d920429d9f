// Where a city's store and the demonstration's store are.
import type { StoreLocation } from '../db/open-store.ts'
import type { Purpose } from '../db/purpose.ts'
import type { Settings } from './settings.ts'

const trimmed = (directory: string): string => directory.replace(/\/+$/, '')

/** The store of the real city. */
export function cityLocation(settings: Settings): StoreLocation {
  return settings.DATABASE_URL === undefined ? { kind: 'embedded', directory: trimmed(settings.CTMM_DATA) } : { kind: 'server', url: settings.DATABASE_URL, requireTimescale: settings.CTMM_REQUIRE_TIMESCALE === 1 }
}

/** The folder under which feeds may watch folders: beside the store, because the directory of a store holds nothing else. The demonstration has none of its own. */
export function dropRootOf(settings: Settings, purpose: Purpose): string | undefined {
  return settings.CTMM_DROP_ROOT ?? (purpose === 'city' ? `${trimmed(settings.CTMM_DATA)}-drop` : undefined)
}

/** The demonstration's own embedded store, beside the city's: deleting it leaves nothing behind. */
export function demoLocation(settings: Settings): Extract<StoreLocation, { kind: 'embedded' }> {
  return { kind: 'embedded', directory: `${trimmed(settings.CTMM_DATA)}-demo` }
}
