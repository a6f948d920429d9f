// Writes down the standings that changed, in the process that leads and nowhere else; others only show what they count.
import { LeaseLostError, requireLease } from '../../db/jobs/leases.ts'
import { soundSums } from '../../db/notices/sound-sums.ts'
import type { Db } from '../../db/open-store.ts'
import { lastStandings, recordStandings } from '../../db/standings/standings.ts'
import { inTransaction } from '../../db/transactions.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import type { Leadership } from '../jobs/leadership.ts'
import type { CityContext } from '../readings/city-context.ts'
import { groundsOf } from '../readings/grounds.ts'
import type { Reading } from '../readings/snapshot.ts'

/** What was decided last on an item. */
interface Decided {
  readonly key: string
  readonly asOf: Instant
}

/** The decisions in force of an area, as one leader knows them. Another one may have decided since, so they count under one token only. */
interface Known {
  readonly token: number
  readonly area: string
  readonly items: ReadonlyMap<string, Decided>
}

/** The present reading of the city, and what `soundSums` said before it was made. */
export interface PresentReading {
  readonly context: CityContext
  readonly inputs: ValueInputs
  readonly reading: Reading
  readonly sound: string
}

export class StandingRecorder {
  private readonly db: Db
  private readonly leadership: Pick<Leadership, 'lease' | 'lost'>
  private known: Known | undefined

  constructor(db: Db, leadership: Pick<Leadership, 'lease' | 'lost'>) {
    this.db = db
    this.leadership = leadership
  }

  /** Writes the standings of the city that differ from the ones decided last. Nothing while another process leads, or when sums have been made anew since. */
  async record({ context, inputs, reading, sound }: PresentReading): Promise<void> {
    const lease = this.leadership.lease()
    const area = context.city.root
    if (lease === undefined) return
    if (this.known?.token !== lease.token || this.known.area !== area) this.known = undefined
    if (this.known !== undefined && changedSince(this.known.items, inputs, reading).length === 0) return
    const before = this.known
    // What a failed commit has left is read again.
    this.known = undefined
    try {
      this.known = await inTransaction(this.db, async (transaction): Promise<Known | undefined> => {
        await requireLease(transaction, lease)
        if ((await soundSums(transaction, context.rules.configuration)) !== sound) return undefined
        const items = before?.items ?? (await decidedLast(transaction, area))
        const changed = changedSince(items, inputs, reading)
        await recordStandings(transaction, changed.map((standing) => ({
          area, item: standing.item, asOf: inputs.asOf, cause: 'change', modelVersion: context.model.version, derivation: context.rules.configuration.derivation,
          state: standing.state, proven: standing.proven, ceiling: standing.ceiling, grounds: groundsOf(context.model, standing, reading.values),
        })))
        return { token: lease.token, area, items: new Map([...items, ...changed.map((standing): [string, Decided] => [standing.item, { key: keyOf(standing), asOf: inputs.asOf }])]) }
      })
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error
      this.leadership.lost(lease)
    }
  }
}

const decidedLast = async (db: Db, area: string): Promise<ReadonlyMap<string, Decided>> =>
  new Map((await lastStandings(db, area)).map((kept) => [kept.item, { key: keyOf(kept), asOf: kept.asOf }]))

/** A decision of a later instant stands: the clock of the process that made it may be ahead of this one's. */
function changedSince(items: ReadonlyMap<string, Decided>, { asOf }: ValueInputs, { standings }: Reading): readonly Standing[] {
  return standings.filter((standing) => {
    const last = items.get(standing.item)
    return standing.requirements.length > 0 && (last === undefined || (last.key !== keyOf(standing) && last.asOf <= asOf))
  })
}

const keyOf = ({ proven, ceiling, state }: Pick<Standing, 'proven' | 'ceiling'> & { readonly state: string }): string => `${proven ?? '-'}|${ceiling}|${state}`
