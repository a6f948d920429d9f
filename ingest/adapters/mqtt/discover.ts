// A look at what a broker sends, for whoever wires a feed: a session of its own for a few seconds, which takes nothing from the one that works.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { fieldPathsOf } from '../../samples/field-paths.ts'
import type { Sample } from '../../samples/sample.ts'
import type { Discovery, ReadOptions, Source } from '../adapter.ts'
import { accessOf } from './access.ts'
import type { MqttConfig } from './config.ts'
import { Connection } from './connection.ts'
import { limitsOf } from './listener.ts'
import { readMessage } from './read-message.ts'
import { compilePattern } from './topic-pattern.ts'

/** A source that says nothing for so long has nothing to show yet. */
export const LOOK_MS = 10_000

/** What came within ten seconds, retained messages too; nothing where nothing came. Throws FeedReadError when the broker cannot be used. */
export async function lookAt({ file }: Pick<Source, 'file'>, config: MqttConfig, options: ReadOptions & { readonly rows: number }, lookMs: number = LOOK_MS): Promise<Discovery> {
  const { rows, signal } = options
  const { largestBytes, version } = limitsOf(config)
  const pattern = compilePattern(config.topic)
  const samples: Sample[] = []
  const enough = new AbortController()
  const connection = new Connection({
    access: accessOf({ adapter: config, file }, options),
    clientId: `ctmm-look-${randomUUID()}`,
    session: undefined,
    version,
    largestPayload: largestBytes,
    filter: pattern.filter,
    wantsRetained: true,
    onMessage(message, goOn) {
      for (const sample of readMessage(message, { pattern, source: undefined, largestBytes })) if (samples.length < rows) samples.push(sample)
      if (samples.length >= rows) enough.abort()
      goOn()
    },
  })
  try {
    await connection.subscribed
    const lost = connection.ended.then((reason) => Promise.reject(reason))
    await Promise.race([lost, wait(lookMs, undefined, { signal: AbortSignal.any([enough.signal, signal]) }).catch(() => undefined)])
    return { fields: fieldPathsOf(samples).map((path) => ({ path })), samples }
  } finally {
    await connection.leave()
  }
}
