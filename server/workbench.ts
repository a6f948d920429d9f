// An open store with everything that works on it: city and feed files, intake. The server and the commands share it.
import { applyCityFile } from '../db/city/city-files.ts'
import { openCoordination, type Coordination } from '../db/jobs/coordination.ts'
import { migrate } from '../db/migrate.ts'
import { inTransaction } from '../db/transactions.ts'
import { openStore, type Store, type StoreLocation } from '../db/open-store.ts'
import { claimPurpose, ConfigurationChangedError, type Purpose } from '../db/purpose.ts'
import { SeriesNumbers } from '../db/rollups/series-keys.ts'
import { DriftWatch } from '../ingest/drift/drift-watch.ts'
import type { Feed } from '../ingest/feed-file/feed.ts'
import { edgeRulesOf } from '../ingest/intake/edge-rules.ts'
import { IntakeService } from '../ingest/intake/intake-service.ts'
import type { DeliveredCoverage, DeliveryAnswer } from '../ingest/intake/run-feed.ts'
import { mapDelivery } from '../ingest/intake/map-delivery.ts'
import { compileMapping, type Mapping } from '../ingest/mapping/compile-mapping.ts'
import type { Repair } from '../ingest/rebuild/repair-identities.ts'
import { changeConfiguration, goOnRebuilding, isRebuilding, type TellProgress } from '../ingest/rebuild/rebuild.ts'
import type { Sample } from '../ingest/samples/sample.ts'
import type { SecretKey } from '../ingest/secrets/secret-key.ts'
import { keyFileOf } from '../ingest/secrets/key-file.ts'
import { Secrets, type KeySource } from '../ingest/secrets/secrets.ts'
import { CityFileError, loadCity } from '../rules/city/read-city.ts'
import type { Model } from '../rules/model/model-schema.ts'
import type { Instant } from '../rules/time/instant.ts'
import { problemsOfChange } from './city-change.ts'
import { checkChange, digestOf, writeChange, type FeedsChange, type FeedText } from './feeds-in-force.ts'
import { createBus, type Bus } from './live/bus.ts'
import { Notices } from './live/notices.ts'
import { CityMissingError, findContext, type CityContext } from './readings/city-context.ts'

export { FeedFileError } from './feed-file-error.ts'

export interface WorkbenchOptions {
  readonly location: StoreLocation
  readonly purpose: Purpose
  readonly model: Model
  readonly now: () => Instant
  /** Opens the secrets of feeds; the embedded store has a key file of its own beside its directory when left out. */
  readonly secretKey?: SecretKey | undefined
  /** Folder under which feeds may watch folders; none may when left out. */
  readonly dropRoot?: string | undefined
  /** Hears how far a rebuild has come that opening the store needs. */
  readonly tell?: TellProgress | undefined
}

export class Workbench {
  readonly store: Store
  readonly model: Model
  readonly bus: Bus = createBus()
  readonly intake: IntakeService
  readonly now: () => Instant
  readonly secrets: Secrets
  /** Folder under which feeds may watch folders. */
  readonly dropRoot: string | undefined
  readonly drifts: DriftWatch
  /** For leases and what is written under them. */
  readonly coordination: Coordination
  private readonly notices: Notices
  private rereading: Promise<unknown> = Promise.resolve()
  private readonly series = new SeriesNumbers()
  private current: CityContext | undefined
  private readonly mappings = new WeakMap<Feed, Mapping>()

  private constructor(store: Store, options: WorkbenchOptions) {
    this.store = store
    this.model = options.model
    this.now = options.now
    this.dropRoot = options.dropRoot
    this.secrets = new Secrets(store.db, keySourceOf(options))
    this.drifts = new DriftWatch(store.db)
    this.coordination = openCoordination(store)
    this.notices = new Notices(this.coordination.db, store.location)
    this.intake = new IntakeService(
      () => ({ db: store.db, series: this.series, rules: this.context.rules }),
      (feed, { batch, changed }) => {
        this.bus.publish('intake', { feed: feed.id, batch, changed })
        if (changed) this.notices.tell('intake')
      },
    )
  }

  /** Opens the store, brings it up to date and reads what is in force. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const workbench = new Workbench(await openStore(options.location), options)
    const { db } = workbench.store
    try {
      await migrate(db)
      await claimPurpose(db, options.purpose)
      await workbench.reread()
      if (workbench.current !== undefined) await workbench.bringUpToDate(options.tell)
      return workbench
    } catch (error) {
      await workbench.close()
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
    const rules = edgeRulesOf(this.model, city)
    const changed = await inTransaction(this.store.db, (db) => changeConfiguration(db, rules, () => applyCityFile(db, { text, digest: digestOf(text) })))
    const context = await this.reload()
    await this.bringUpToDate()
    return { changed, context }
  }

  /** What rebuilds and audits work with. */
  get repair(): Repair {
    return { db: this.store.db, rules: this.context.rules, series: this.series }
  }

  /** Makes edges and sums anew where the store was derived with something else than what is in force: another release, model, zone or calendar. */
  async bringUpToDate(tell?: TellProgress): Promise<void> {
    const { repair } = this
    await inTransaction(repair.db, (db) => changeConfiguration(db, repair.rules, () => Promise.resolve(false)))
    if (!(await isRebuilding(repair.db))) return
    await goOnRebuilding(repair, tell)
    // What was read meanwhile was incomplete.
    this.tellRecounted()
  }

  /** Some of what a feed brought is taken back: coverage has moved, or a batch has appended what changed. */
  tellTakenBack(feed: string, batch?: number): void {
    this.bus.publish('intake', { feed, changed: true, undo: true, ...(batch === undefined ? {} : { batch }) })
    this.notices.tell('intake')
  }

  /** Changes were taken note of, or a shift was handed over or confirmed: everybody who looks at the desk sees it. */
  tellDesk(): void {
    this.bus.publish('desk', undefined)
    this.notices.tell('desk')
  }

  /** Sums were made anew: whoever moves totals on has to take them afresh. */
  tellRecounted(): void {
    this.bus.publish('configuration', undefined)
    this.notices.tell('configuration')
  }

  /** Applies a feed file against the city in force. Throws FeedFileError with every problem. */
  async applyFeed(text: string, fileName: string): Promise<Feed> {
    const [feed] = await this.applyFeeds([{ text, fileName }])
    if (feed === undefined) throw new Error('No feed was applied.')
    return feed
  }

  /** As `applyFeed`, for several: all are in force at once, or none is. */
  applyFeeds(files: readonly FeedText[]): Promise<readonly Feed[]> {
    return this.changeFeeds({ files })
  }

  /** Puts feed files in force and removes feeds, all of it at once or nothing. Throws FeedFileError with every problem. */
  async changeFeeds(change: FeedsChange): Promise<readonly Feed[]> {
    const feeds = checkChange(change, this.context)
    const changed = await inTransaction(this.store.db, (db) => writeChange(db, feeds, change.remove))
    if (changed) await this.reload()
    return feeds.map(({ feed }) => ({ ...(this.context.feeds.find(({ id }) => id === feed.id) ?? feed), file: feed.file }))
  }

  /** Maps samples of a feed and takes them in; resolves after commit. */
  deliver(feed: Feed, samples: readonly Sample[], coverage: DeliveredCoverage = {}): Promise<DeliveryAnswer> {
    return this.asConfigured(feed, (current) => this.mapAndTake(current, samples, coverage))
  }

  /** Runs `work` with a feed, and once more, as it is in force then, where another process has changed the configuration meanwhile. */
  async asConfigured<T>(feed: Feed, work: (feed: Feed) => Promise<T>): Promise<T> {
    try {
      return await work(feed)
    } catch (error) {
      if (!(error instanceof ConfigurationChangedError)) throw error
      await this.hearConfiguration()
      return work(this.context.feeds.find(({ id }) => id === feed.id) ?? feed)
    }
  }

  private async mapAndTake(feed: Feed, samples: readonly Sample[], { withheld, coveredUntil: covered, cursor, alongside, tally }: DeliveredCoverage): Promise<DeliveryAnswer> {
    const now = this.now()
    const delivery = mapDelivery(this.mappingOf(feed), samples, now)
    const { holdsCoverage, learned } = await this.drifts.examine(feed, { ...delivery, samples, now, tally })
    // A source that reports at once says with an empty delivery that there was nothing to report.
    const quiet = samples.length === 0 && feed.coverage.until === 'received' ? now : undefined
    const coveredUntil = withheld === true || holdsCoverage ? undefined : (covered ?? delivery.coveredUntil ?? quiet)
    const { received, stored, duplicate, rejected } = await this.intake.take(feed, { ...delivery, coveredUntil, cursor, alongside })
    await learned()
    return { received, stored, duplicate, rejected, coveredUntil: holdsCoverage ? undefined : delivery.coveredUntil }
  }

  mappingOf(feed: Feed): Mapping {
    let mapping = this.mappings.get(feed)
    if (mapping === undefined) this.mappings.set(feed, (mapping = compileMapping(feed, this.context.city, this.model)))
    return mapping
  }

  /** Begins to hear of what other processes beside the same server commit and apply; the bus tells it as if it had happened here. */
  attend(onError: (error: unknown) => void): void {
    this.notices.attend({
      hear: (kind) => {
        switch (kind) {
          case 'intake':
            return this.bus.publish('intake', { changed: true })
          case 'desk':
            return this.bus.publish('desk', undefined)
          case 'configuration':
            return void this.hearConfiguration().catch(onError)
        }
      },
      onError,
    })
  }

  async close(): Promise<void> {
    await this.notices.close()
    await this.coordination.close()
    await this.store.close()
  }

  private async reload(): Promise<CityContext> {
    await this.reread()
    this.bus.publish('configuration', undefined)
    this.notices.tell('configuration')
    return this.context
  }

  private async hearConfiguration(): Promise<void> {
    if (await this.reread({ unlessKnown: true })) this.bus.publish('configuration', undefined)
  }

  /** Reads what is in force, one reading after the other, so that an older one never replaces a newer. Returns whether it was read. */
  private reread({ unlessKnown = false } = {}): Promise<boolean> {
    const reading = this.rereading.then(async () => {
      const mark = await this.notices.configurationMark()
      if (unlessKnown && this.notices.isKnown(mark)) return false
      this.current = await findContext(this.store.db, this.model)
      this.notices.knows(mark)
      return true
    })
    this.rereading = reading.catch(() => undefined)
    return reading
  }
}

function keySourceOf({ secretKey, location }: WorkbenchOptions): KeySource {
  if (secretKey !== undefined) return { kind: 'given', key: secretKey }
  return location.kind === 'embedded' ? { kind: 'file', path: keyFileOf(location.directory) } : { kind: 'none' }
}
