// One door for every source: deliveries that wait while a transaction runs share the next one, each keeping its own counts.
import type { Feed } from '../feed-file/feed.ts'
import type { Delivery } from './delivery.ts'
import { takeIn, takeInTogether, type Intake, type IntakeResult } from './intake.ts'

interface Waiting {
  readonly delivery: Delivery
  readonly resolve: (result: IntakeResult) => void
  readonly reject: (error: unknown) => void
}

/** More than this many samples never share a transaction, so that nobody waits long for others. */
const MOST_TOGETHER = 5_000

export class IntakeService {
  private readonly intake: () => Intake
  private readonly onCommit: (feed: Feed, result: IntakeResult) => void
  private readonly queues = new Map<string, { feed: Feed; waiting: Waiting[]; running: boolean }>()

  constructor(intake: () => Intake, onCommit: (feed: Feed, result: IntakeResult) => void) {
    this.intake = intake
    this.onCommit = onCommit
  }

  /** Resolves after commit with the counts of this delivery alone. */
  take(feed: Feed, delivery: Delivery): Promise<IntakeResult> {
    return new Promise((resolve, reject) => {
      let queue = this.queues.get(feed.id)
      if (queue === undefined) this.queues.set(feed.id, (queue = { feed, waiting: [], running: false }))
      queue.feed = feed
      queue.waiting.push({ delivery, resolve, reject })
      if (!queue.running) void this.drain(queue)
    })
  }

  private async drain(queue: { feed: Feed; waiting: Waiting[]; running: boolean }): Promise<void> {
    queue.running = true
    while (queue.waiting.length > 0) {
      const together = takeFront(queue.waiting, queue.feed.delivery === 'list' ? 1 : MOST_TOGETHER)
      try {
        const results = await takeInTogether(this.intake(), queue.feed, together.map(({ delivery }) => delivery))
        together.forEach((one, index) => {
          const result = results[index]
          if (result !== undefined) this.answer(queue.feed, one, result)
        })
      } catch (error) {
        if (together.length === 1) together[0]?.reject(error)
        else for (const one of together) await this.alone(queue.feed, one)
      }
    }
    queue.running = false
  }

  /** One delivery that the database refuses must not take its neighbours with it. */
  private async alone(feed: Feed, one: Waiting): Promise<void> {
    try {
      this.answer(feed, one, await takeIn(this.intake(), feed, one.delivery))
    } catch (error) {
      one.reject(error)
    }
  }

  /** What is committed is acknowledged, whatever a listener makes of it; the listener's own failure is left to the process. */
  private answer(feed: Feed, one: Waiting, result: IntakeResult): void {
    one.resolve(result)
    try {
      this.onCommit(feed, result)
    } catch (error) {
      void Promise.reject(error)
    }
  }
}

function takeFront(waiting: Waiting[], most: number): readonly Waiting[] {
  let samples = 0
  let count = 0
  while (count < waiting.length && (count === 0 || samples < most)) {
    const delivery = waiting[count]?.delivery
    samples += (delivery?.facts.length ?? 0) + (delivery?.rejected.length ?? 0)
    if (count > 0 && samples > most) break
    count++
  }
  return waiting.splice(0, count)
}
