// The two clocks of a reading: what was true in the city, and what was known of it.
import type { Instant } from './instant.ts'

export interface Clocks {
  /** True in the city at this instant, inclusive. */
  readonly asOf: Instant
  /** Known to the store at this instant, inclusive, by the database's clock; everything known by now when left out. */
  readonly knownAt?: Instant | undefined
}
