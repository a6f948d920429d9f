// What processes beside one PostgreSQL server tell each other: a small, coalesced NOTIFY, and behind it marks that are read every second, so that a lost one is made up for.
import { randomUUID } from 'node:crypto'
import { listen } from '../../db/notices/listener.ts'
import { notify, readMarks, type Marks } from '../../db/notices/marks.ts'
import type { Db, StoreLocation } from '../../db/open-store.ts'
import type { Events } from './bus.ts'

const CHANNEL = 'ctmm'
/** NOTIFY holds up commits of the whole server for a moment, so a busy intake tells of itself at most so often. */
const TELL_EVERY_MS = 100
/** A notice that is lost costs at most this. */
const ASK_EVERY_MS = 1_000

export type Kind = keyof Events

export interface Attending {
  /** Other processes have committed something of this kind, or may have. */
  readonly hear: (kind: Kind) => void
  readonly onError: (error: unknown) => void
}

/** Told and heard by this process; on the embedded store, which has no other, nobody is told and nothing heard. */
export class Notices {
  private readonly db: Db
  private readonly location: StoreLocation
  private readonly from = randomUUID()
  private readonly untold = new Set<Kind>()
  private telling: Promise<void> = Promise.resolve()
  private tellTimer: NodeJS.Timeout | undefined
  private toldAt = -Infinity
  private askTimer: NodeJS.Timeout | undefined
  private asking: Promise<void> = Promise.resolve()
  private known: Partial<Marks> = {}
  private failing = false
  private stopped = false
  private stopListening: (() => Promise<void>) | undefined

  constructor(db: Db, location: StoreLocation) {
    this.db = db
    this.location = location
  }

  /** Tells the other processes, soon and together with what else there is to tell. Call it after commit. */
  tell(kind: Kind): void {
    if (this.location.kind === 'embedded') return
    this.untold.add(kind)
    this.tellTimer ??= setTimeout(() => this.flush(), Math.max(0, this.toldAt + TELL_EVERY_MS - performance.now()))
  }

  /** The mark of what is being read now; read it before what it stands for. Once `knows` is told of it, it is no news. */
  async configurationMark(): Promise<string> {
    return this.location.kind === 'embedded' ? '' : (await readMarks(this.db)).configuration
  }

  knows(configuration: string): void {
    this.known = { ...this.known, configuration }
  }

  isKnown(configuration: string): boolean {
    return this.location.kind === 'server' && this.known.configuration === configuration
  }

  /** Begins to listen for other processes. */
  attend({ hear, onError }: Attending): void {
    const { location } = this
    if (location.kind === 'embedded') return
    const ask = (): void => {
      clearTimeout(this.askTimer)
      this.asking = this.ask({ hear, onError }).finally(() => {
        if (!this.stopped) this.askTimer = setTimeout(ask, ASK_EVERY_MS)
      })
    }
    this.stopListening = listen({
      url: location.url,
      channel: CHANNEL,
      onNotice: (text) => {
        const [from, ...kinds] = text.split(' ')
        if (from !== this.from) for (const kind of ['configuration', 'intake', 'desk'] as const) if (kinds.includes(kind)) hear(kind)
      },
      onError,
    })
    ask()
  }

  /** Tells what is still untold and ends. */
  async close(): Promise<void> {
    this.stopped = true
    clearTimeout(this.askTimer)
    if (this.untold.size > 0) this.flush()
    await Promise.all([this.telling, this.asking, this.stopListening?.()])
  }

  private flush(): void {
    clearTimeout(this.tellTimer)
    this.tellTimer = undefined
    this.toldAt = performance.now()
    const text = [this.from, ...this.untold].join(' ')
    this.untold.clear()
    // A notice that does not get through is made up for by the marks.
    this.telling = notify(this.db, CHANNEL, text).catch(() => undefined)
  }

  private async ask({ hear, onError }: Attending): Promise<void> {
    try {
      const marks = await readMarks(this.db)
      const { intake, configuration, desk } = this.known
      this.known = { ...this.known, intake: marks.intake, desk: marks.desk }
      // Whoever hears of a configuration reads it and says that it is known.
      if (marks.configuration !== configuration) hear('configuration')
      if (marks.intake !== intake) hear('intake')
      if (marks.desk !== desk) hear('desk')
      this.failing = false
    } catch (error) {
      // Told once: the store may be away for long.
      if (!this.failing && !this.stopped) onError(error)
      this.failing = true
    }
  }
}
