// The contract of an adapter: it checks its configuration without connecting, and hands over samples as received.
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { DeliveryAnswer } from '../intake/run-feed.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import type { Sample, SampleBatch } from '../samples/sample.ts'
import type { AdapterKind } from './configs.ts'

/** What there is of a feed that is still being wired. `file` is the feed file that paths are relative to. */
export type Source = Pick<Feed, 'id' | 'adapter' | 'file'> & Partial<Pick<Feed, 'delivery' | 'columns'>>

/** What an adapter works with beside its configuration. */
export interface AdapterContext {
  /** The secret that a configuration names. Throws FeedReadError (`configuration`) when there is none; the text never holds a secret. */
  readonly secret: (name: string) => string
  /** The city's zone, for dates without offset. */
  readonly zone: Zone
  readonly now: () => Instant
  /** Folder under which feeds may watch folders (CTMM_DROP_ROOT); without it none may. */
  readonly dropRoot?: string | undefined
  /** Aborted when the feed is stopped, changed or has run out of time. Everything under way ends then. */
  readonly signal: AbortSignal
}

/** Instants of the source's own clock, `from` inclusive, `to` exclusive. */
export interface Range {
  readonly from: Instant
  readonly to: Instant
}

export interface ReadOptions extends AdapterContext {
  /** What the last part that was committed left behind; undefined on the first run. */
  readonly cursor?: unknown
  /** A back-fill: reads what changed in this time and leaves the cursor alone. */
  readonly range?: Range | undefined
  /** Reads this file in place of the configured one. */
  readonly file?: string | undefined
  /** Samples a part; 2,000 by default. */
  readonly batchSize?: number | undefined
}

/** Samples that are taken in together. */
export interface Part {
  readonly samples: SampleBatch
  /** Where to go on from; committed in the same transaction as the samples. */
  readonly cursor?: unknown
  /** Tells the source that the samples are kept (a flag set, a file moved). Called once, after commit, in order. */
  readonly acknowledge?: () => Promise<void>
  /** A full list ends here: what came since the last such part is one list. Without any, all parts of a read are one. */
  readonly listEnds?: true
}

/** What a source looks like before it is mapped. */
export interface Discovery {
  readonly fields: readonly DiscoveredField[]
  /** The first rows, as many as were asked for. */
  readonly samples: readonly Sample[]
  /** Records that the source holds, where it can say so cheaply. */
  readonly total?: number
}

export interface DiscoveredField {
  /** As a mapping names it: a column, a key, or a JSON Pointer for a nested value. */
  readonly path: string
  /** The source's own name of the type, where it has one. */
  readonly type?: string
  /** What the source says about the field, such as a column's comment. */
  readonly comment?: string
}

/** What a source counts, to be held against what we keep. */
export interface SourceCounts {
  readonly records: number
  /** Distinct business keys, where the source can tell. */
  readonly keys?: number
  /** What was counted, for people. */
  readonly basis: Bilingual
}

export type LinkState = 'connecting' | 'connected' | 'lost'

export interface ListenContext extends AdapterContext {
  /** Maps samples and takes them in; resolves after commit. Rejects when the store cannot take them: hand nothing over until the source gives them again. */
  readonly deliver: (samples: SampleBatch) => Promise<DeliveryAnswer>
  /** Name of this process among several that listen to one feed together; the same after a restart. Left out where one process listens. */
  readonly worker?: string | undefined
  /** Tells how the connection stands, with a reason where it is not well. */
  readonly report: (state: LinkState, reason?: FeedReadError) => void
}

export interface Listening {
  /** Disconnects; resolves when nothing is under way any more. */
  stop(): Promise<void>
}

export interface Adapter {
  readonly kind: AdapterKind
  /** A source that somebody hands over, such as a file: it is read when asked, by itself only where the feed has a schedule. */
  readonly onRequest?: true
  /** What is wrong with the configuration, each a sentence that says what to do. Never connects, never opens a file. */
  check(feed: Source): readonly string[]
  /** As `check`, of what a look at the source needs while the feed is still being wired. Absent where that is everything. */
  checkLook?(source: Source): readonly string[]
  /** Fields and first rows of a source. Absent where the source comes to us. Throws FeedReadError. */
  discover?(source: Source, options: ReadOptions & { readonly rows: number }): Promise<Discovery>
  /**
   * The samples of the source in their order. Ends when the source has been read completely as of the beginning of the read, so that the feed is
   * covered until then; throws FeedReadError when the source as a whole cannot be read. Absent where the source comes to us.
   */
  read?(feed: Feed, options: ReadOptions): AsyncIterable<Part>
  /** What a read without any part says: that nothing happened up to its beginning, which is so when this is absent, or nothing at all, as where files are dropped. */
  readonly emptyRead?: 'says-nothing'
  /** Connects and stays connected, with jitter between attempts, until it is stopped. Absent where there is nothing to listen to. Never throws for a source that is away: that is reported. */
  listen?(feed: Feed, context: ListenContext): Promise<Listening>
  /** Whether the source hands each record to one of several listeners, so that every process may listen. Otherwise one does. */
  sharesOut?(feed: Feed): boolean
  /** What the source itself counts; in a range of its clock when one is given. Absent where it cannot. Throws FeedReadError. */
  reconcile?(feed: Feed, options: ReadOptions): Promise<SourceCounts>
}

/**
 * Why a source could not be read: it did not answer (`unreachable`, worth trying again), turned us away (`refused`: password, certificate, address not
 * allowed), broke off or gave less than it promised (`incomplete`), is not what was agreed (`contract`: a column gone, another form), or the
 * feed file asks for what cannot be (`configuration`).
 */
export type ReadFailure = 'unreachable' | 'refused' | 'incomplete' | 'contract' | 'configuration'

/** The source as a whole cannot be read; the texts say what to do and never hold a secret. The message is the English one. */
export class FeedReadError extends Error {
  override readonly name = 'FeedReadError'
  readonly failure: ReadFailure
  readonly text: Bilingual

  constructor(failure: ReadFailure, en: string, zh: string = en, options?: ErrorOptions) {
    super(en, options)
    this.failure = failure
    this.text = { zh, en }
  }
}

/** Options for a read outside of a runner: no secrets, never aborted. Commands and tests spread their own over it. */
export function plainReadOptions(zone: Zone, now: () => Instant): ReadOptions {
  return {
    zone, now, signal: new AbortController().signal,
    secret(name) {
      throw new FeedReadError('configuration', `The feed needs the secret ${name}, and there is no store to ask for it: apply the feed and run it there.`, `数据源需要密钥 ${name}，但此处没有可查询的库：请先应用数据源再运行。`)
    },
  }
}
