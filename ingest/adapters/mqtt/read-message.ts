// One message as samples: its payload read as a push is, and every record completed by what the topic says.
import { printable, rejectionOf, type Fault } from '../../mapping/rejection.ts'
import { readPush } from '../../samples/read-push.ts'
import type { Sample, UnreadableSample } from '../../samples/sample.ts'
import { SOURCE_KEY, type TopicPattern } from './topic-pattern.ts'

export interface Message {
  readonly topic: string
  readonly payload: Uint8Array
}

export interface Reading {
  readonly pattern: TopicPattern
  /** The feed's own source, which a topic that names one must name; undefined while a feed is being wired. */
  readonly source: string | undefined
  readonly largestBytes: number
}

/** As much of a refused message as is kept. */
const KEPT_CHARACTERS = 4_000
const SHOWN_TOPIC = 200

/** Never throws: what cannot be read is a sample with its reason. An empty message, which only clears what a broker retains, holds none. */
export function readMessage(message: Message, { pattern, source, largestBytes }: Reading): readonly Sample[] {
  const { topic, payload } = message
  if (payload.byteLength === 0) return []
  if (payload.byteLength > largestBytes) return [refused(message, { code: 'message-too-large', detail: String(largestBytes / 1_024) })]
  const keys = pattern.read(topic)
  if (keys === undefined) return [refused(message, { code: 'foreign-topic', detail: pattern.filter })]
  const reading = readPush(payload)
  if (!reading.ok) return [refused(message, reading.problem.code === 'not-utf-8' ? { code: 'unreadable-bytes', detail: 'UTF-8' } : { code: 'unreadable-message', detail: reading.problem.reason.en })]
  const claimed = keys[SOURCE_KEY]
  const place = placeOf(topic)
  return reading.samples.map((sample, index, { length }) => {
    const position = length === 1 ? place : `${place} [${index}]`
    if (claimed !== undefined && source !== undefined && claimed !== source) {
      const raw = 'record' in sample ? JSON.stringify(sample.record).slice(0, KEPT_CHARACTERS) : sample.raw
      return { position, raw, rejection: rejectionOf({ field: 'record', path: SOURCE_KEY, code: 'foreign-source', value: claimed, detail: source }) }
    }
    // The record was made a moment ago, for this sample alone. What the topic says stands above a key of the same name.
    return 'record' in sample ? { position, record: Object.assign(sample.record, keys) } : { ...sample, position }
  })
}

/** A message that the store never takes, though it takes others. */
export const unwanted = (message: Message): UnreadableSample => refused(message, { code: 'internal', detail: 'The store failed at this message three times in a row' })

/** A full list without entries would withdraw all of them. */
export const emptyListIn = (message: Message): UnreadableSample => refused(message, { code: 'unreadable-message', detail: 'The list is empty, which would withdraw every entry' })

/** What is kept of a message that cannot be read. */
function refused({ topic, payload }: Message, fault: Omit<Fault, 'field' | 'value'>): UnreadableSample {
  const text = new TextDecoder().decode(payload.subarray(0, KEPT_CHARACTERS))
  return { position: placeOf(topic), raw: printableRemains(text), rejection: rejectionOf({ field: 'record', value: text, ...fault }) }
}

const placeOf = (topic: string): string => (topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic)

const PART = 100
const printableRemains = (text: string): string =>
  Array.from({ length: Math.ceil(text.length / PART) }, (_, part) => printable(text.slice(part * PART, (part + 1) * PART))).join('')
