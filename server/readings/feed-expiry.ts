// How long the authorisation under which a feed is shared still holds: 30 days before its end somebody has to apply again.
import { parseDay } from '../../rules/time/calendar.ts'
import type { LocalDay } from '../../rules/time/instant.ts'

export interface Expiry {
  /** The last day on which it holds, as the feed file writes it. */
  readonly on: string
  /** 0 on that day, negative after it. */
  readonly daysLeft: number
  readonly state: 'ok' | 'soon' | 'expired'
}

const WARN_DAYS = 30

/** Undefined for a feed whose authorisation does not expire. */
export function expiryOf({ expires }: { readonly expires?: string }, today: LocalDay): Expiry | undefined {
  const day = expires === undefined ? undefined : parseDay(expires)
  if (expires === undefined || day === undefined) return undefined
  const daysLeft = day - today
  return { on: expires, daysLeft, state: daysLeft < 0 ? 'expired' : daysLeft <= WARN_DAYS ? 'soon' : 'ok' }
}
