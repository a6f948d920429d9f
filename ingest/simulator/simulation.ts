// What the simulated city offers to the rest of the pipeline: its files, its past, its present and its own count.
import type { SampleRecord } from '../samples/sample.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { StreamId } from './streams.ts'
import type { TruthValue } from './truth/truth.ts'

export interface SimulationOptions {
  /** Any text; the same seed gives the same city, day by day. */
  readonly seed: string
  /** The present: up to here the sources have reported. */
  readonly now: Instant
}

/** A file that ships with the simulator. */
export interface FeedText {
  readonly id: StreamId
  readonly fileName: string
  readonly text: string
}

/** Records of one feed that belong together. */
export interface Delivery {
  readonly feed: StreamId
  /** When the source sent them; in the history, the instant as of which they are true. */
  readonly at: Instant
  /** None where the source says that nothing changed. */
  readonly records: readonly SampleRecord[]
  /** For a full list: its date. The list is applied whole; what is absent is withdrawn as of this date. */
  readonly listDate?: Instant
}

export interface HistoryBatch extends Delivery {
  readonly progress: {
    /** Cases and list rows handed over so far, of all that the history holds. */
    readonly loaded: number
    readonly total: number
    /** Cases accepted or filed since then are complete. */
    readonly loadedFrom: Instant
  }
}

export interface Simulation {
  /** The city file. */
  readonly city: string
  readonly feeds: readonly FeedText[]
  /** Lists in order of their dates, then cases newest day first, all as the sources hold them at `to`. */
  history(from: Instant, to: Instant): Iterable<HistoryBatch>
  /** What the sources send after `from` and up to `to`, in order of sending: new, changed, repeated, late and overtaken records. */
  messagesBetween(from: Instant, to: Instant): Iterable<Delivery>
  /** How far a feed has been read completely at an instant; single late messages may still follow. Undefined before its first delivery. */
  coveredUntil(feed: StreamId, at: Instant): Instant | undefined
  /**
   * The simulator's own count of every indicator, population and window in an area at `asOf`, from what the sources have handed over
   * by `knownAt` (the present of the simulation when left out; late messages do not count as late).
   */
  truth(asOf: Instant, area: string, knownAt?: Instant): readonly TruthValue[]
  /** `count` records sent at one instant, for load tests: half orders just dispatched, half events just filed. Up to 40 a millisecond their keys occur nowhere else. */
  burst(count: number, at: Instant): readonly Delivery[]
}
