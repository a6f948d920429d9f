// What an undo would change, found by doing it in a transaction that is rolled back.
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import type { Db } from '../../db/open-store.ts'
import { inTrial } from '../../db/transactions.ts'
import { coverageThatHolds } from '../../db/undo/coverage.ts'
import { countExpired, countStillSaid, daysTouched, type DaysTouched } from '../../db/undo/measure.ts'
import type { UndoScope } from '../../db/undo/scope.ts'
import { takeBack } from '../../ingest/undo/take-back.ts'
import { markAndQueue, SLICE } from '../../ingest/undo/undo.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { CityContext } from '../readings/city-context.ts'
import { presentInstant } from '../readings/present-value.ts'
import { readArea, type Reading } from '../readings/snapshot.ts'
import { inputsAt } from '../readings/value-inputs.ts'
import type { UndoPreview } from '../schemas/undo.ts'
import type { Workbench } from '../workbench.ts'
import { standingChanges, valueChanges } from './reading-changes.ts'

/** More than these are counted but not tried: the records of a trial wait for it. */
const MOST_TRIED = 20_000

export interface UndoPreviewed {
  readonly feed: string
  readonly scope: UndoScope
}

/** Changes nothing. Deliveries about the same records wait while it runs. */
export function previewUndo({ store, context, now }: Workbench, { feed, scope }: UndoPreviewed): Promise<UndoPreview> {
  const { zone } = context.city
  return inTrial(store.db, async (db) => {
    const asOf = now()
    const covered = (await readFeedStates(db)).find((state) => state.feed === feed)?.coveredUntil ?? null
    const before = await read(db, context, asOf)
    const { undo, batches, identities } = await markAndQueue(db, { feed, scope, because: '', by: null })
    const expired = await countExpired(db, undo)
    const said = await countStillSaid(db, undo, feed)
    const after = await coverageThatHolds(db, feed)
    const { derivation } = context.rules.configuration
    const common = { state: 'preview' as const, batches, identities, expired, coveredUntil: { before: presentInstant(zone, covered), after: presentInstant(zone, after) } }
    if (identities > MOST_TRIED) {
      const days = await daysTouched(db, undo, { derivation, as: 'expected' })
      return { ...common, statements: said, kept: 0, days: presentDays(days), standings: null, values: null, note: tooLarge(identities) }
    }
    // Numbers of series are those of this trial: nobody may remember them.
    const intake = { db, rules: context.rules, series: new SeriesNumbers() }
    let statements = 0
    for (let slice = await takeBack({ db, intake, undo, feed, most: SLICE }); slice !== undefined; slice = await takeBack({ db, intake, undo, feed, most: SLICE })) {
      statements += slice.statements
      intake.series.remember(slice.numbers)
    }
    const reading = await read(db, context, asOf, { feed, coveredUntil: after })
    return {
      ...common, statements, kept: await countStillSaid(db, undo, feed),
      days: presentDays(await daysTouched(db, undo, { derivation, as: 'done' })),
      standings: standingChanges(context, before, reading), values: valueChanges(context, before, reading), note: null,
    }
  })
}

/** The city's reading, with the coverage of one feed as it would be. */
async function read(db: Db, context: CityContext, asOf: Instant, changed?: { readonly feed: string; readonly coveredUntil: Instant | null }): Promise<Reading> {
  const { root } = context.city
  const inputs = await inputsAt(db, context, { asOf }, { areas: [root] })
  const feeds = inputs.feeds.map((one) => (one.feed === changed?.feed ? { ...one, coveredUntil: changed.coveredUntil } : one))
  return readArea({ ...inputs, feeds }, root)
}

const presentDays = (days: DaysTouched | undefined): UndoPreview['days'] =>
  days === undefined ? null : { count: days.count, from: dayText(days.from), to: dayText(days.to), sealed: days.sealed }

const tooLarge = (identities: number): { readonly zh: string; readonly en: string } => ({
  zh: `涉及 ${identities} 条记录，超过试算上限 ${MOST_TRIED}：未试算判定变化，撤回条数为上限（其他来源也报过的会保留）。可按时间分段撤回，分段预览。`,
  en: `${identities} records are concerned, more than the ${MOST_TRIED} that are tried: what would become of standings is not told, and the number of statements is the most there can be (those that others say too stay). Take it back by shorter times to see each.`,
})
