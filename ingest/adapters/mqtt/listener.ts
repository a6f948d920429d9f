// Stays connected to a broker: messages in, deliveries under way, acknowledgements after commit; whatever is lost is given again by the broker.
import { setTimeout as wait } from 'node:timers/promises'
import type { Feed } from '../../feed-file/feed.ts'
import type { Sample } from '../../samples/sample.ts'
import type { FeedReadError, ListenContext, Listening } from '../adapter.ts'
import { accessOf } from './access.ts'
import { Caution } from './caution.ts'
import type { MqttConfig } from './config.ts'
import { Connection, type Incoming } from './connection.ts'
import { failureAt, notTaken } from './failures.ts'
import { Inbox } from './inbox.ts'
import { emptyListIn, readMessage, unwanted, type Reading } from './read-message.ts'
import { compilePattern } from './topic-pattern.ts'

/** Between attempts: twice as long after each, of which a random half. */
export interface Patience {
  readonly firstMs: number
  readonly longestMs: number
}

const PATIENCE: Patience = { firstMs: 500, longestMs: 60_000 }
const IN_FLIGHT = 1_000
const SESSION_HOURS = 168
const LARGEST_KIB = 256
/** Samples of one delivery; a message is never divided. */
const MOST_SAMPLES = 5_000

/** The defaults of what a configuration may leave out. */
export function limitsOf({ inFlight = IN_FLIGHT, sessionHours = SESSION_HOURS, largestMessageKiB = LARGEST_KIB, version = '5' }: MqttConfig) {
  return { inFlight, expirySeconds: sessionHours * 3_600, largestBytes: largestMessageKiB * 1_024, version } as const
}

/** Starts at once and never throws for a broker that is away. */
export function startListening(feed: Feed, config: MqttConfig, context: ListenContext, patience: Patience = PATIENCE): Listening {
  const listener = new Listener({ feed, config, context, patience })
  const stop = (): Promise<void> => listener.stop()
  context.signal.addEventListener('abort', () => void stop(), { once: true })
  return { stop }
}

interface Options {
  readonly feed: Feed
  readonly config: MqttConfig
  readonly context: ListenContext
  readonly patience: Patience
}

interface Link {
  readonly connection: Connection
  readonly inbox: Inbox
}

class Listener {
  private readonly options: Options
  private readonly limits: ReturnType<typeof limitsOf>
  private readonly reading: Reading
  private readonly caution: Caution<Incoming>
  private readonly stopped = new AbortController()
  private readonly life: Promise<void>
  private link: Link | undefined
  /** While messages are being taken in, across connections: never two at once, so that order is kept and nothing is hoarded. */
  private delivering: Promise<void> | undefined
  /** Attempts since something was taken in. */
  private attempts = 0

  constructor(options: Options) {
    const { feed, config } = options
    this.options = options
    this.limits = limitsOf(config)
    this.reading = { pattern: compilePattern(config.topic), source: feed.source, largestBytes: this.limits.largestBytes }
    // A full list is one message and travels alone.
    this.caution = new Caution(feed.delivery === 'list' ? 1 : this.limits.inFlight)
    this.life = this.live()
  }

  /** What is being taken in is still acknowledged. */
  async stop(): Promise<void> {
    this.stopped.abort()
    await this.delivering
    await this.link?.connection.leave()
    await this.life
  }

  private async live(): Promise<void> {
    const { report } = this.options.context
    report('connecting')
    while (!this.stopped.signal.aborted) {
      const began = performance.now()
      const reason = await this.connectOnce()
      if (this.stopped.signal.aborted) return
      report('lost', reason)
      if (performance.now() - began > this.options.patience.longestMs) this.attempts = 0
      await this.pause()
    }
  }

  /** Resolves when the connection has ended, with the reason. */
  private async connectOnce(): Promise<FeedReadError> {
    const { feed, config, context } = this.options
    const { inFlight, expirySeconds, largestBytes, version } = this.limits
    const name = config.clientId ?? `ctmm-${feed.id}`
    const inbox = new Inbox(inFlight)
    try {
      const connection: Connection = new Connection({
        access: accessOf({ adapter: config, file: feed.file }, context),
        clientId: context.worker === undefined ? name : `${name}-${context.worker}`,
        session: { expirySeconds, inFlight },
        version,
        largestPayload: largestBytes,
        filter: config.group === undefined ? this.reading.pattern.filter : `$share/${config.group}/${this.reading.pattern.filter}`,
        wantsRetained: config.retained === 'take',
        onMessage: (message, goOn) => this.receive({ connection, inbox }, message, goOn),
      })
      this.link = { connection, inbox }
      await connection.subscribed
      context.report('connected')
      return await connection.ended
    } catch (error) {
      return failureAt(config.url, error)
    }
  }

  private receive(link: Link, message: Incoming, goOn: () => void): void {
    if (message.isRetained && this.options.config.retained !== 'take') {
      link.connection.acknowledge(message.id === undefined ? [] : [message.id])
      goOn()
      return
    }
    link.inbox.put(message, goOn)
    // After what the broker has sent together has been read: a delivery takes all that is there and never waits for more.
    this.delivering ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.deliverAll())
  }

  private async deliverAll(): Promise<void> {
    for (let link = this.link; link !== undefined && link.connection.isOpen && !link.inbox.isEmpty && !this.stopped.signal.aborted; link = this.link) await this.deliverOnce(link)
    this.delivering = undefined
  }

  private async deliverOnce({ connection, inbox }: Link): Promise<void> {
    const messages: Incoming[] = []
    const samples: Sample[] = []
    while (messages.length < this.caution.most && samples.length < MOST_SAMPLES) {
      const message = inbox.take()
      if (message === undefined) break
      messages.push(message)
      for (const sample of this.samplesOf(message)) samples.push(sample)
    }
    try {
      await this.deliver(messages, samples)
    } catch (error) {
      connection.drop(notTaken(error))
      return
    }
    this.caution.succeeded()
    this.attempts = 0
    connection.acknowledge(messages.flatMap(({ id }) => id ?? []))
    inbox.release(messages)
  }

  private async deliver(messages: readonly Incoming[], samples: readonly Sample[]): Promise<void> {
    const { deliver } = this.options.context
    // No samples but a message with something in it: a list of none, which says that there is nothing to report.
    if (samples.length === 0 && messages.every(({ payload }) => payload.byteLength === 0)) return
    try {
      await deliver(samples)
    } catch (error) {
      const culprit = this.caution.failed(messages, error)
      if (culprit === undefined) throw error
      // The store may be down for everything; then this fails as well, and the message comes again.
      await deliver([unwanted(culprit)])
    }
  }

  private samplesOf(message: Incoming): readonly Sample[] {
    const samples = readMessage(message, this.reading)
    return samples.length === 0 && message.payload.byteLength > 0 && this.options.feed.delivery === 'list' ? [emptyListIn(message)] : samples
  }

  private async pause(): Promise<void> {
    const { firstMs, longestMs } = this.options.patience
    const longest = Math.min(longestMs, firstMs * 2 ** this.attempts)
    this.attempts += 1
    await wait(longest * (0.5 + Math.random() / 2), undefined, { signal: this.stopped.signal }).catch(() => undefined)
  }
}
