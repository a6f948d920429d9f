// What a feed would change, before it is saved: its first rows are taken in, folded, read and judged in a transaction that is undone.
import { inTrial } from '../../db/transactions.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import type { Db } from '../../db/open-store.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import type { Delivery, RejectedSample } from '../../ingest/intake/delivery.ts'
import { compileMapping, mapSample } from '../../ingest/mapping/compile-mapping.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import { FeedFileError } from '../feed-file-error.ts'
import { ProblemError } from '../problem.ts'
import type { CityContext } from '../readings/city-context.ts'
import { ProvenBeforeReader } from '../readings/proven-before.ts'
import { presentReading, readArea } from '../readings/snapshot.ts'
import { inputsAt } from '../readings/value-inputs.ts'
import type { Preview } from '../schemas/wiring.ts'
import { indicatorsOfFeed } from '../readings/indicators-of-feed.ts'
import { presentFact, presentRefusals } from './present-outcome.ts'
import { notesOf } from './preview-notes.ts'

export interface PreviewOptions {
  readonly text: string
  readonly samples: readonly Sample[]
  /** The samples are all that the source holds. */
  readonly whole: boolean
  readonly asOf: Instant
  readonly now: Instant
}

/** Facts that are shown one by one. */
const SHOWN = 50

/** Samples as a delivery, with the facts in the order of the samples. */
interface Mapped extends Delivery {
  readonly placed: readonly { readonly position: string; readonly fact: Fact }[]
  readonly filtered: number
}

/** Stores nothing. Throws FeedFileError for a text that is no feed of this city, ProblemError 503 when the store is too busy to try. */
export async function previewFeed(db: Db, context: CityContext, options: PreviewOptions): Promise<Preview> {
  const feed = feedOf(context, options)
  const mapped = mapSamples(feed, context, options)
  const indicators = indicatorsOfFeed(context.model, feed)
  const wired: CityContext = { ...context, feeds: [...context.feeds.filter(({ id }) => id !== feed.id), feed] }
  const trial = await inTrial(db, async (transaction) => {
    const before = await readSide(transaction, context, options.asOf, indicators)
    const result = mapped.facts.length === 0 ? { stored: 0, duplicate: 0 } : await takeIn({ db: transaction, rules: context.rules, series: new SeriesNumbers() }, feed, { ...mapped, rejected: [] })
    const after = await readSide(transaction, wired, options.asOf, indicators)
    return { before: before.side, result, after: after.side, coverage: after.coverage }
  }).catch(giveWay)
  return {
    received: mapped.facts.length + mapped.rejected.length, facts: mapped.facts.length, rejected: mapped.rejected.length, filtered: mapped.filtered,
    stored: trial.result.stored, duplicate: trial.result.duplicate,
    first: mapped.placed.slice(0, SHOWN).map(({ position, fact }) => presentFact(context.city, position, fact)),
    refusals: presentRefusals(mapped.rejected),
    asOf: context.city.zone.format(options.asOf),
    before: trial.before,
    after: trial.after,
    notes: [...notesOf({ context, feed, declared: feed.declared, indicators, mapped, options, stored: trial.result.stored, coverage: trial.coverage })],
  }
}

/** A feed with the delivery that its file declares: the first rows of a full list are tried as changes, so that they take nothing away. */
export interface TriedFeed extends Feed {
  readonly declared: Feed['delivery']
}

function feedOf({ city, model }: CityContext, { text, whole }: PreviewOptions): TriedFeed {
  const reading = checkFeed(text, 'preview.feed.yaml', { city, model })
  if (!reading.ok) throw new FeedFileError(reading.problems)
  const { feed } = reading
  return feed.delivery === 'list' && !whole ? { ...feed, declared: feed.delivery, delivery: 'changes' } : { ...feed, declared: feed.delivery }
}

function mapSamples(feed: Feed, { city, model }: CityContext, { samples, now }: PreviewOptions): Mapped {
  const mapping = compileMapping(feed, city, model)
  const placed: { position: string; fact: Fact }[] = []
  const rejected: RejectedSample[] = []
  let filtered = 0
  let covered: Instant | undefined
  for (const sample of samples) {
    const outcome = mapSample(mapping, sample, { now })
    const position = String(sample.position)
    switch (outcome.outcome) {
      case 'fact':
        placed.push({ position, fact: outcome.fact })
        covered = Math.max(covered ?? -Infinity, outcome.coveredUntil ?? -Infinity)
        break
      case 'rejected':
        rejected.push({ position, sample: 'record' in sample ? sample.record : sample.raw, rejection: outcome.rejection })
        break
      case 'filtered':
        filtered += 1
    }
  }
  const coveredUntil = feed.coverage.until === 'received' ? now : covered !== undefined && Number.isFinite(covered) ? covered : undefined
  return { facts: placed.map(({ fact }) => fact), rejected, coveredUntil, placed, filtered }
}

/** The judged values of these indicators in the whole city, and the standings of their items. */
async function readSide(db: Db, context: CityContext, asOf: Instant, indicators: ReadonlySet<string>): Promise<{ readonly side: Preview['before']; readonly coverage: readonly FeedCoverage[] }> {
  const { root } = context.city
  const inputs: ValueInputs = await inputsAt(db, context, { asOf }, { areas: [root] })
  const reading = readArea(inputs, root)
  const provenBefore = await new ProvenBeforeReader().read(db, context, root, reading)
  const { values, standings } = presentReading(context, inputs, root, { reading, provenBefore, progress: null })
  const items = new Set(context.model.indicators.filter(({ code }) => indicators.has(code)).map(({ item }) => item))
  const side = { values: values.filter(({ indicator, judged }) => judged && indicators.has(indicator)), standings: standings.filter(({ item }) => items.has(item)) }
  return { side, coverage: inputs.feeds }
}

const LOCK_NOT_AVAILABLE = '55P03'

function giveWay(error: unknown): never {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code !== LOCK_NOT_AVAILABLE) throw error
  throw new ProblemError(503, 'The store is busy with these records at this moment.', 'Try the preview again in a few seconds; nothing was changed.', { cause: error })
}
