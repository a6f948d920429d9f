// How much is handed to the store at once after it has failed: one message, then more and more; and which message the store never takes.
import { hash } from 'node:crypto'
import { FeedReadError } from '../adapter.ts'
import type { Message } from './read-message.ts'

/** Failures of a message alone, each on a connection of its own, after which it is set aside. */
const ENOUGH = 3

export class Caution {
  private readonly usual: number
  private now: number
  private suspect: { readonly digest: string; readonly failures: number } | undefined

  constructor(usual: number) {
    this.usual = usual
    this.now = usual
  }

  /** Messages of one delivery, at most. */
  get most(): number {
    return this.now
  }

  succeeded(): void {
    this.now = Math.min(this.usual, this.now * 2)
    this.suspect = undefined
  }

  failed(messages: readonly Message[], error: unknown): void {
    this.now = 1
    const [only] = messages
    // A FeedReadError says that the feed is held up, whatever the message.
    if (only === undefined || messages.length > 1 || error instanceof FeedReadError) return
    const digest = digestOf(only)
    this.suspect = { digest, failures: this.suspect?.digest === digest ? this.suspect.failures + 1 : 1 }
  }

  /** Whether the store has failed at this very message again and again: it would come for ever and hold up all others. */
  setsAside(message: Message): boolean {
    return this.suspect !== undefined && this.suspect.failures >= ENOUGH && this.suspect.digest === digestOf(message)
  }
}

const digestOf = ({ topic, payload }: Message): string => hash('sha256', Buffer.concat([Buffer.from(`${topic}\n`), payload]), 'base64')
