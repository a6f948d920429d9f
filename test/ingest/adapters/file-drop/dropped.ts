// A drop folder for tests: files put into it, a read with time that passes only when it is told to, and what is left afterwards.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FeedReadError, plainReadOptions, type ReadOptions } from '../../../../ingest/adapters/adapter.ts'
import { createFileDrop } from '../../../../ingest/adapters/file-drop/file-drop.ts'
import type { Feed } from '../../../../ingest/feed-file/feed.ts'
import type { DeliveredCoverage, DeliveryAnswer } from '../../../../ingest/intake/run-feed.ts'
import { runParts } from '../../../../ingest/intake/run-feed.ts'
import type { Sample } from '../../../../ingest/samples/sample.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import { feedOf, feedText } from '../../feed-of.ts'

const CASES = 'fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}'
const LIST = 'fact: {kind: register-entry, register: data-resource}\nkey: {path: no}\nobservedAt: {path: at}\nstatus: {constant: draft}'

export const now = Date.parse('2026-06-30T08:15:00+08:00')

export interface Delivered {
  readonly samples: readonly Sample[]
  readonly coverage: DeliveredCoverage
}

export class Dropped {
  readonly root = mkdtempSync(join(tmpdir(), 'ctmm-drop-'))
  readonly folder = join(this.root, 'orders')
  readonly delivered: Delivered[] = []
  /** What happens while time passes between two looks. */
  meanwhile: () => void = () => undefined
  /** What happens when a part is handed over. */
  onDeliver: (samples: readonly Sample[]) => void = () => undefined
  pauses = 0

  constructor() {
    mkdirSync(this.folder)
  }

  readonly remove = (): void => rmSync(this.root, { recursive: true, force: true })

  put(name: string, content: string | Uint8Array = 'no,at\n1,2026-06-01\n'): void {
    writeFileSync(join(this.folder, name), content)
  }

  /** Names in the folder, or in one inside of it. */
  names(inside = ''): readonly string[] {
    try {
      return readdirSync(join(this.folder, inside)).toSorted()
    } catch {
      return []
    }
  }

  text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  feed(config = "names: '*.csv', format: {kind: csv, encoding: utf-8}", { list = false, path = 'orders' } = {}): Feed {
    return feedOf(feedText(list ? LIST : CASES, { delivery: list ? 'list' : 'full', rest: `adapter: {kind: file-drop, path: ${JSON.stringify(path)}, ${config}}\n` }))
  }

  readonly adapter = createFileDrop(async () => {
    this.pauses += 1
    this.meanwhile()
  })

  options(rest: Partial<ReadOptions> = {}): ReadOptions {
    return { ...plainReadOptions(zoneOf('Asia/Shanghai'), () => now), dropRoot: this.root, ...rest }
  }

  /** Reads as the runner does. Resolves with what failed, or undefined. */
  async run(feed = this.feed(), rest: Partial<ReadOptions> = {}): Promise<FeedReadError | undefined> {
    const options = this.options(rest)
    const parts = this.adapter.read?.(feed, options)
    if (parts === undefined) throw new Error('A file drop can be read.')
    const deliver = (samples: readonly Sample[], coverage: DeliveredCoverage): Promise<DeliveryAnswer> => {
      if (samples.length > 0) this.onDeliver(samples)
      this.delivered.push({ samples, coverage })
      return Promise.resolve({ received: samples.length, stored: samples.length, duplicate: 0, rejected: 0, coveredUntil: undefined })
    }
    try {
      await runParts(feed, deliver, { options, parts, emptyRead: this.adapter.emptyRead })
      return undefined
    } catch (error) {
      if (error instanceof FeedReadError) return error
      throw error
    }
  }

  /** Positions of all samples that were handed over. */
  get positions(): readonly unknown[] {
    return this.delivered.flatMap(({ samples }) => samples.map(({ position }) => position))
  }
}
