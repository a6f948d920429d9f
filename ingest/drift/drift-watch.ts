// Watches what feeds deliver: holds a delivery that is not what it used to be, marks what is merely odd, and learns from all that was taken.
import { endDrifts, noteDrift, readOpenDrifts, type StoredDrift } from '../../db/feeds/feed-drifts.ts'
import { findProfile, saveProfile } from '../../db/feeds/feed-profiles.ts'
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import { compare } from './compare.ts'
import { DriftHeldError } from './drift-held-error.ts'
import { readDrift, type Drift } from './drift.ts'
import { accept, learn } from './learn.ts'
import { isMended } from './mended.ts'
import { newProfile, readProfile, type Profile } from './profile.ts'
import { RejectionTally } from './rejection-tally.ts'
import { sightOf, type Delivered, type Sight } from './sight.ts'
import { watchedOf, type Watched } from './watched-fields.ts'

/** What was learnt is written down so often at most; what a dying process has not written it learns again. */
const SAVE_EVERY_MS = 15_000
/** What other processes have written is read again after this. */
const KNOWN_FOR_MS = 60_000

export const MENDED = 'mended'
export const REMAPPED = 'mapping changed'

interface Entry {
  profile: Profile
  version: string | undefined
  open: readonly StoredDrift[]
  readonly readAt: number
  savedAt: number
  /** More was learnt than is written down. */
  unsaved: boolean
}

export interface Examined {
  /** Too many records were kept apart for one reason: the feed does not count as read any further. */
  readonly holdsCoverage: boolean
  /** To be called when the delivery has been taken. */
  learned(): Promise<void>
}

export interface Examining extends Delivered {
  readonly now: Instant
  /** Of the run that the delivery is part of; a delivery by itself is its own. */
  readonly tally?: RejectionTally | undefined
}

const elapsed = (): number => performance.now()

export class DriftWatch {
  private readonly db: Db
  private readonly entries = new Map<string, Entry>()
  private readonly watched = new WeakMap<Feed, Watched>()

  constructor(db: Db) {
    this.db = db
  }

  /** Looks at a delivery before it is taken. Throws DriftHeldError, after the drift has been noted, when it must not be. */
  async examine(feed: Feed, { samples, facts, rejected, now, tally = new RejectionTally() }: Examining): Promise<Examined> {
    const watched = this.watchedOf(feed)
    const sight = sightOf(watched, { samples, facts, rejected })
    tally.add(samples.length, rejected)
    const tooMany = tally.tooMany()
    let entry = await this.entryOf(feed.id)
    const look = (): readonly Drift[] => {
      const unlike = compare(entry.profile, sight, { watched, now, cadenceMs: feed.cadenceMinutes * 60_000, held: new Set(entry.open.flatMap(({ field, holds }) => (holds ? [field] : []))) })
      // Of a delivery that is held nothing is kept apart.
      return unlike.some(({ holds }) => holds) ? unlike : [...unlike, ...tooMany]
    }
    let drifts = look()
    if (drifts.some(({ holds }) => holds)) {
      // A person may have confirmed it in another process.
      if (entry.unsaved) await this.save(feed.id, entry, entry.profile)
      entry = await this.readEntry(feed.id)
      drifts = look()
    }
    await this.note(feed.id, entry, { watched, sight, drifts })
    const holding = drifts.filter(({ holds }) => holds)
    if (holding.length > 0) throw new DriftHeldError(feed, holding)
    return { holdsCoverage: tooMany.length > 0, learned: () => this.learned(feed.id, { watched, sight, now }) }
  }

  /** A person says that a drift is right: it ends, and what it was about is the usual from now on. False when it is not open. */
  async confirm(drift: StoredDrift, because: string): Promise<boolean> {
    const known = this.entries.get(drift.feed)
    if (known?.unsaved === true) await this.save(drift.feed, known, known.profile)
    const entry = await this.readEntry(drift.feed)
    if (!entry.open.some(({ id }) => id === drift.id)) return false
    const accepted = readDrift(drift)
    if (accepted !== undefined) await this.save(drift.feed, entry, accept(entry.profile, accepted))
    await endDrifts(this.db, [drift.id], because)
    this.entries.delete(drift.feed)
    return true
  }

  private async note(feed: string, entry: Entry, { watched, sight, drifts }: { readonly watched: Watched; readonly sight: Sight; readonly drifts: readonly Drift[] }): Promise<void> {
    const remapped = entry.profile.records > 0 && entry.profile.mapping !== watched.mapping
    const over = entry.open.filter((open) => {
      const drift = readDrift(open)
      return remapped || drift === undefined || isMended(drift, { sight, drifts })
    })
    if (drifts.length === 0 && over.length === 0) return
    await endDrifts(this.db, over.map(({ id }) => id), remapped ? REMAPPED : MENDED)
    for (const drift of drifts) await noteDrift(this.db, { feed, ...drift })
    entry.open = await readOpenDrifts(this.db, feed)
  }

  private async learned(feed: string, { watched, sight, now }: { readonly watched: Watched; readonly sight: Sight; readonly now: Instant }): Promise<void> {
    const entry = await this.entryOf(feed)
    const profile = learn(entry.profile, sight, { watched, now })
    const isNew = profile.mapping !== entry.profile.mapping
    entry.unsaved ||= profile !== entry.profile
    entry.profile = profile
    if (entry.unsaved && (isNew || elapsed() - entry.savedAt >= SAVE_EVERY_MS)) await this.save(feed, entry, profile)
  }

  private async save(feed: string, entry: Entry, profile: Profile): Promise<void> {
    entry.savedAt = elapsed()
    entry.profile = profile
    entry.unsaved = false
    const version = await saveProfile(this.db, { feed, profile, version: entry.version })
    // Somebody else has written meanwhile: what they know counts, and this is learnt again.
    if (version === undefined) this.entries.delete(feed)
    entry.version = version
  }

  private async entryOf(feed: string): Promise<Entry> {
    const entry = this.entries.get(feed)
    if (entry === undefined) return this.readEntry(feed)
    if (elapsed() - entry.readAt < KNOWN_FOR_MS) return entry
    if (entry.unsaved) await this.save(feed, entry, entry.profile)
    return this.readEntry(feed)
  }

  private async readEntry(feed: string): Promise<Entry> {
    const stored = await findProfile(this.db, feed)
    const entry: Entry = {
      profile: readProfile(stored?.profile) ?? newProfile(''), version: stored?.version,
      open: await readOpenDrifts(this.db, feed), readAt: elapsed(), savedAt: -Infinity, unsaved: false,
    }
    this.entries.set(feed, entry)
    return entry
  }

  private watchedOf(feed: Feed): Watched {
    let watched = this.watched.get(feed)
    if (watched === undefined) this.watched.set(feed, (watched = watchedOf(feed)))
    return watched
  }
}
