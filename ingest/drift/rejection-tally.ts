// How many records of a run were kept apart, by reason: too many for one reason are no longer single bad records.
import type { RejectedSample } from '../intake/delivery.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import type { Drift } from './drift.ts'

interface Reason {
  readonly field: string
  readonly text: Bilingual
  count: number
}

const FEWEST = 20
const SHARE = 0.01
/** Further reasons are too rare to matter. */
const REASONS_KEPT = 200

export class RejectionTally {
  private received = 0
  private readonly reasons = new Map<string, Reason>()

  add(received: number, rejected: readonly RejectedSample[]): void {
    this.received += received
    for (const { rejection: { code, path, field, reason } } of rejected) {
      const key = `${code}\u0000${path ?? field}`
      const known = this.reasons.get(key)
      if (known !== undefined) known.count++
      else if (this.reasons.size < REASONS_KEPT) this.reasons.set(key, { field: path ?? field, text: reason, count: 1 })
    }
  }

  /** Reasons for which more than one in a hundred records were kept apart, and twenty at least. */
  tooMany(): readonly Drift[] {
    const byField = new Map<string, Drift>()
    for (const { field, text, count } of [...this.reasons.values()].sort((a, b) => a.count - b.count)) {
      if (count < FEWEST || count <= this.received * SHARE) continue
      byField.set(field, { kind: 'rejections', field, holds: false, detail: { ...text, rejected: count, received: this.received } })
    }
    return [...byField.values()]
  }
}
