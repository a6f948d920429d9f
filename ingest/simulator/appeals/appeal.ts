// An order of the 12345 hotline with its whole life, past and future.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'

export interface Appeal {
  readonly key: string
  /** Orders of the grid channel reach us as life-cycle messages only. */
  readonly stream: 'hotline-orders' | 'hotline-grid'
  readonly day: LocalDay
  readonly index: number
  readonly channel: string
  readonly type: string
  readonly topic: string
  /** Street, sometimes only a district, rarely nothing (''). */
  readonly area: string
  /** First and last responsible bureau; they differ after a return (退单). */
  readonly firstBureau: string
  readonly bureau: string
  readonly complex: boolean
  readonly acceptedAt: Instant
  /** Answered on the call: closed then, never dispatched. */
  readonly directAnswer: boolean
  readonly dispatchedAt?: Instant | undefined
  readonly returnedAt?: Instant | undefined
  readonly dispatchedAgainAt?: Instant | undefined
  readonly signedAt?: Instant | undefined
  /** First contact as the hotline's own record has it. */
  readonly contactedAt?: Instant | undefined
  /** A grid worker was there earlier; the grid channel reports it for an order of the hotline. */
  readonly gridContactAt?: Instant | undefined
  readonly repliedAt?: Instant | undefined
  readonly closedAt?: Instant | undefined
  readonly reopenedAt?: Instant | undefined
  readonly closedAgainAt?: Instant | undefined
  readonly dueAt?: Instant | undefined
  readonly cancelledAt?: Instant | undefined
  readonly cancelReason?: string | undefined
}

/** Days after which nothing happens to a case any more. */
export const LONGEST_LIFE_DAYS = 160

/** The instants at which the hotline's record of an order changes, in order. */
export function stepsOf(appeal: Appeal): readonly Instant[] {
  const steps = [
    appeal.acceptedAt, appeal.dispatchedAt, appeal.returnedAt, appeal.dispatchedAgainAt, appeal.signedAt, appeal.contactedAt,
    appeal.repliedAt, appeal.closedAt, appeal.reopenedAt, appeal.closedAgainAt, appeal.cancelledAt,
  ]
  return steps.filter((step) => step !== undefined).sort((a, b) => a - b)
}
