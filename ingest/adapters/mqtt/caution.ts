// How much is handed to the store at once after it has failed: one message, then more and more; and which message it may be that the store never takes.
import { hash } from 'node:crypto'
import { FeedReadError } from '../adapter.ts'
import type { Message } from './read-message.ts'

/** Failures of a message alone, each on a connection of its own, after which it is suspected and not the store. */
const ENOUGH = 3

export class Caution<M extends Message> {
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

  /** Returns the message that is suspected: it would come for ever and hold up all others. */
  failed(messages: readonly M[], error: unknown): M | undefined {
    this.now = 1
    const [only] = messages
    // A FeedReadError says that the feed is held up, whatever the message.
    if (only === undefined || messages.length > 1 || error instanceof FeedReadError) return undefined
    const digest = digestOf(only)
    this.suspect = { digest, failures: this.suspect?.digest === digest ? this.suspect.failures + 1 : 1 }
    return this.suspect.failures >= ENOUGH ? only : undefined
  }
}

const digestOf = ({ topic, payload }: Message): string => hash('sha256', Buffer.concat([Buffer.from(`${topic}\n`), payload]), 'base64')
