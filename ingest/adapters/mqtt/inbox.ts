// Messages between the broker and the store: those that wait and those that are being taken in, bounded in number and in bytes.
import type { Incoming } from './connection.ts'

/** However many messages are allowed. */
const MOST_BYTES = 32 * 1_048_576

export class Inbox {
  private readonly most: number
  private waiting: Incoming[] = []
  private next = 0
  /** Waiting or handed out. */
  private held = 0
  private bytes = 0
  private goOn: (() => void) | undefined

  constructor(most: number) {
    this.most = most
  }

  get isEmpty(): boolean {
    return this.next === this.waiting.length
  }

  /** Keeps a message. While there is no room, `goOn` is called later. */
  put(message: Incoming, goOn: () => void): void {
    this.waiting.push(message)
    this.held += 1
    this.bytes += message.payload.byteLength
    if (this.isFull) this.goOn = goOn
    else goOn()
  }

  /** The message that has waited longest. */
  take(): Incoming | undefined {
    const message = this.waiting[this.next]
    if (message === undefined) return undefined
    this.next += 1
    if (this.isEmpty) {
      this.waiting = []
      this.next = 0
    }
    return message
  }

  /** Messages that were taken are done with. */
  release(messages: readonly Incoming[]): void {
    this.held -= messages.length
    for (const { payload } of messages) this.bytes -= payload.byteLength
    if (this.isFull) return
    const { goOn } = this
    this.goOn = undefined
    goOn?.()
  }

  private get isFull(): boolean {
    return this.held >= this.most || this.bytes >= MOST_BYTES
  }
}
