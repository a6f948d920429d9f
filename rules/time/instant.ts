/** A moment as whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A local calendar day of the city as days since 1970-01-01, whatever the zone. */
export type LocalDay = number
