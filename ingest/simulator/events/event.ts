// An event of city management with its whole life, on the platform or in a district's own ledger.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'

export interface CityEvent {
  readonly key: string
  readonly stream: 'city-events' | 'district-ledgers'
  readonly day: LocalDay
  readonly index: number
  readonly kind: string
  readonly foundBy: string
  readonly area: string
  readonly district: string
  readonly bureau: string
  readonly foundAt: Instant
  readonly filedAt: Instant
  readonly dispatchedAt?: Instant | undefined
  readonly disposedAt?: Instant | undefined
  readonly closedAt?: Instant | undefined
  readonly reworkedAt?: Instant | undefined
  readonly closedAgainAt?: Instant | undefined
  readonly cancelledAt?: Instant | undefined
  readonly dueAt: Instant
  /** Dispatched, handled, verified and closed on the platform. */
  readonly online: boolean
}

/** The instants at which the record of an event changes, in order. */
export function stepsOf(event: CityEvent): readonly Instant[] {
  const steps = [event.filedAt, event.dispatchedAt, event.disposedAt, event.closedAt, event.reworkedAt, event.closedAgainAt, event.cancelledAt]
  return steps.filter((step) => step !== undefined).sort((a, b) => a - b)
}
