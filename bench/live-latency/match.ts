// Which frame first showed an event: the one at which the count of its feed reaches the events pushed so far.
import { PUSHED, type Pushed, type Seen } from './messages.ts'

/**
 * Milliseconds from the instant each event was due to the first frame that counts it, in the order of pushing.
 * `before` is what was seen before the first push. Throws when an event is in no frame.
 */
export function latencies(pushed: readonly Pushed[], frames: readonly Seen[], before: Seen): readonly number[] {
  const result: number[] = []
  for (const feed of PUSHED) {
    let counted = before.counts[feed]
    let frame = 0
    for (const { due, events } of pushed.filter((one) => one.feed === feed)) {
      counted += events
      while ((frames[frame]?.counts[feed] ?? Infinity) < counted) frame++
      const seen = frames[frame]
      if (seen === undefined) throw new Error(`${feed}: no frame counts ${counted} cases; the last one counts ${frames.at(-1)?.counts[feed] ?? 'nothing'}.`)
      for (let event = 0; event < events; event++) result.push(seen.at - due)
    }
  }
  return result
}
