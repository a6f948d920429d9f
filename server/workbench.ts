// An open store with everything that works on it: city and feed files, intake. The server and the commands share it.
import { hash } from 'node:crypto'
import { applyCityFile } from '../db/city/city-files.ts'
import { applyFeedFile } from '../db/feeds/feed-files.ts'
import { migrate } from '../db/migrate.ts'
import { inTransaction } from '../db/transactions.ts'
import { openStore, type Store, type StoreLocation } from '../db/open-store.ts'
import { claimDerivation, claimPurpose, type Purpose } from '../db/purpose.ts'
import { SeriesNumbers } from '../db/rollups/series-keys.ts'
import { checkFeed } from '../ingest/feed-file/check-feed.ts'
import type { Feed } from '../ingest/feed-file/feed.ts'
import { IntakeService } from '../ingest/intake/intake-service.ts'
import type { DeliveredCoverage, DeliveryAnswer } from '../ingest/intake/run-feed.ts'
import { mapDelivery } from '../ingest/intake/map-delivery.ts'
import { compileMapping, type Mapping } from '../ingest/mapping/compile-mapping.ts'
import type { Sample } from '../ingest/samples/sample.ts'
import { CityFileError, loadCity } from '../rules/city/read-city.ts'
import type { Problem } from '../rules/city/yaml-file.ts'
import { formatProblem } from '../rules/city/yaml-file.ts'
import type { Model } from '../rules/model/model-schema.ts'
import { planOf, type EdgePlan } from '../rules/edges/plan.ts'
import type { City } from '../rules/city/city.ts'
import type { Instant } from '../rules/time/instant.ts'
import { problemsOfChange } from './city-change.ts'
import { createBus, type Bus } from './live/bus.ts'
import { CityMissingError, findContext, type CityContext } from './readings/city-context.ts'

/** A feed file that cannot be used; the message lists every problem with its line. */
export class FeedFileError extends Error {
  override readonly name = 'FeedFileError'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

export interface WorkbenchOptions {
  readonly location: StoreLocation
  readonly purpose: Purpose
  readonly model: Model
  readonly now: () => Instant
}

export class Workbench {
  readonly store: Store
  readonly model: Model
  readonly bus: Bus = createBus()
  readonly intake: IntakeService
  readonly now: () => Instant
  private current: CityContext | undefined
  private readonly mappings = new WeakMap<Feed, Mapping>()

  private constructor(store: Store, options: WorkbenchOptions) {
    this.store = store
    this.model = options.model
    this.now = options.now
    const series = new SeriesNumbers()
    this.intake = new IntakeService(
      () => ({ db: store.db, series, rules: { plan: this.context.plan, zone: this.context.city.zone, root: this.context.city.root } }),
      (feed, { batch, changed }) => this.bus.publish('intake', { feed: feed.id, batch, changed }),
    )
  }

  /** Opens the store, brings it up to date and reads what is in force. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const store = await openStore(options.location)
    try {
      await migrate(store.db)
      await claimPurpose(store.db, options.purpose)
      const workbench = new Workbench(store, options)
      workbench.current = await findContext(store.db, options.model)
      if (workbench.current !== undefined) await claimDerivation(store.db, derivationOf(workbench.current.plan, workbench.current.city))
      return workbench
    } catch (error) {
      await store.close()
      throw error
    }
  }

  get hasCity(): boolean {
    return this.current !== undefined
  }

  /** What is in force. Throws CityMissingError while there is no city. */
  get context(): CityContext {
    if (this.current === undefined) throw new CityMissingError()
    return this.current
  }

  /** Applies a city file. Throws CityFileError with every problem, also when facts or feeds of the store would lose what they name. */
  async applyCity(text: string, fileName: string): Promise<{ readonly changed: boolean; readonly context: CityContext }> {
    const city = loadCity(text, fileName, { indicators: new Set(this.model.indicators.map(({ code }) => code)) })
    const problems = this.current === undefined ? [] : await problemsOfChange(this.store.db, { before: this.current, after: city, text, fileName })
    if (problems.length > 0) throw new CityFileError(problems)
    const changed = await inTransaction(this.store.db, async (db) => {
      await claimDerivation(db, derivationOf(planOf(this.model), city))
      return applyCityFile(db, { text, digest: digestOf(text) })
    })
    return { changed, context: await this.reload() }
  }

  /** Applies a feed file against the city in force. Throws FeedFileError with every problem. */
  async applyFeed(text: string, fileName: string): Promise<Feed> {
    const [feed] = await this.applyFeeds([{ text, fileName }])
    if (feed === undefined) throw new Error('No feed was applied.')
    return feed
  }

  /** As `applyFeed`, for several: all are in force at once, or none is. */
  async applyFeeds(files: readonly { readonly text: string; readonly fileName: string }[]): Promise<readonly Feed[]> {
    const feeds = files.map(({ text, fileName }) => {
      const reading = checkFeed(text, fileName, { model: this.model, city: this.context.city })
      if (!reading.ok) throw new FeedFileError(reading.problems)
      return { feed: reading.feed, text }
    })
    const changed = await inTransaction(this.store.db, async (db) => {
      let any = false
      for (const { feed, text } of feeds) any = (await applyFeedFile(db, { feed: feed.id, text, digest: digestOf(text) })) || any
      return any
    })
    if (changed) await this.reload()
    return feeds.map(({ feed }) => ({ ...(this.context.feeds.find(({ id }) => id === feed.id) ?? feed), file: feed.file }))
  }

  /** Maps samples of a feed and takes them in; resolves after commit. */
  async deliver(feed: Feed, samples: readonly Sample[], coverage: DeliveredCoverage = {}): Promise<DeliveryAnswer> {
    const delivery = mapDelivery(this.mappingOf(feed), samples, this.now())
    // A source that reports at once says with an empty delivery that there was nothing to report.
    const quiet = samples.length === 0 && feed.coverage.until === 'received' ? this.now() : undefined
    const coveredUntil = coverage.withheld === true ? undefined : (coverage.coveredUntil ?? delivery.coveredUntil ?? quiet)
    const { received, stored, duplicate, rejected } = await this.intake.take(feed, { ...delivery, coveredUntil })
    return { received, stored, duplicate, rejected, coveredUntil: delivery.coveredUntil }
  }

  mappingOf(feed: Feed): Mapping {
    let mapping = this.mappings.get(feed)
    if (mapping === undefined) this.mappings.set(feed, (mapping = compileMapping(feed, this.context.city, this.model)))
    return mapping
  }

  close(): Promise<void> {
    return this.store.close()
  }

  private async reload(): Promise<CityContext> {
    this.current = await findContext(this.store.db, this.model)
    this.bus.publish('configuration', undefined)
    return this.context
  }
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)

/** Names what edges are derived with: another text means that stored sums cannot be added to. */
function derivationOf(plan: EdgePlan, city: City): string {
  return digestOf(JSON.stringify([city.zone.name, city.root, plan.cases, [...plan.registers]]))
}
