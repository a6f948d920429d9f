// A storm over one store: writers, folders and readers at once, killed without warning and started again, and the oracle afterwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { expectAccounts, type WriterLog } from './accounts.ts'
import { chanceOf, oneOf, type Below } from './chance.ts'
import type { Configuration } from './city.ts'
import { expectEdges, expectSums } from './derived.ts'
import { Place, Watch } from './processes.ts'
import { expectLists, expectLive, expectReadingsStay, expectTotals, expectValues, someClocks, untilFolded } from './read-back.ts'
import { readStored } from './stored.ts'

export interface StormOptions {
  readonly url: string
  readonly seed: number
  readonly base: number
  readonly writers: number
  readonly folders: number
  readonly readers: number
  /** How long a writer rests after each delivery; not at all by itself. */
  readonly restMs?: number
}

export class Storm {
  readonly below: Below
  readonly writers: readonly Place[]
  readonly folders: readonly Place[]
  readonly readers: readonly Place[]
  private readonly options: StormOptions
  private readonly directory = mkdtempSync(join(tmpdir(), 'ctmm-storm-'))
  private readonly writerLogs: readonly WriterLog[]
  private readonly readerLogs: readonly string[]
  private readonly watch = new Watch()

  constructor(options: StormOptions) {
    const { url, seed, base, writers, restMs = 0 } = this.options = options
    this.below = chanceOf('storm', seed)
    const log = (name: string): string => {
      const file = join(this.directory, name)
      writeFileSync(file, '')
      return file
    }
    this.writerLogs = Array.from({ length: writers }, (_, writer) => ({ teller: { seed, base, writer, writers }, file: log(`writer-${writer}`) }))
    this.readerLogs = Array.from({ length: options.readers }, (_, reader) => log(`reader-${reader}`))
    this.writers = this.writerLogs.map(({ file, teller }) => new Place('writing', [url, file, seed, base, teller.writer, writers, restMs], this.watch))
    this.folders = Array.from({ length: options.folders }, (_, folder) => new Place('folding', [url, '', folder], this.watch))
    this.readers = this.readerLogs.map((file, reader) => new Place('looking', [url, file, seed, base, reader], this.watch))
  }

  get acknowledged(): number {
    return this.writers.reduce((sum, writer) => sum + writer.said('acknowledged'), 0)
  }

  /** Resolves once it holds, however long that takes. Throws when a process has failed. */
  until(holds: () => boolean): Promise<void> {
    return this.watch.until([...this.writers, ...this.folders, ...this.readers], holds)
  }

  /** Resolves when so many more deliveries have been acknowledged. */
  untilMore(deliveries: number): Promise<void> {
    const enough = this.acknowledged + deliveries
    return this.until(() => this.acknowledged >= enough)
  }

  /** Kills a process at random, and starts it again. The first reader is spared: its counts are to move on through everything. */
  async killOne(): Promise<void> {
    const [writer, ...others] = [...this.writers, ...this.folders, ...this.readers.slice(1)]
    if (writer !== undefined) await oneOf(this.below, [writer, ...others]).killAndRestart()
  }

  /** Ends writers first, then waits until nothing is left to fold, then ends folders and readers. */
  async settle(db: Db): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.finish()))
    await untilFolded(db)
    await Promise.all([...this.folders, ...this.readers].map((place) => place.finish()))
  }

  /** Everything that must hold of a store once a storm is over. `others` was taken in before it. */
  async expectWhole(db: Db, configuration: Configuration, others: readonly Fact[] = []): Promise<void> {
    const stored = await readStored(db)
    const readBack = { db, stored, configuration, base: this.options.base }
    const acknowledgements = await expectAccounts(db, stored, this.writerLogs, others)
    expect(acknowledgements).toBe(this.acknowledged)
    await expectEdges(db, stored, configuration)
    await expectSums(db, stored, configuration)
    await expectTotals(readBack, someClocks(readBack, this.below, 12))
    await expectValues(readBack, someClocks(readBack, this.below, 4))
    const lists = expectLists(readBack)
    const live = await expectLive(readBack, this.readerLogs)
    expect(live).toBe(this.readers.length)
    const readings = await expectReadingsStay(readBack, this.readerLogs)
    expect(readings).toBeGreaterThan(this.readers.length)
    const kills = [...this.writers, ...this.folders, ...this.readers].reduce((sum, place) => sum + place.kills, 0)
    process.stdout.write(`storm ${this.options.seed}: ${acknowledgements} deliveries, ${stored.statements.length} statements, ${stored.edges.length} edges, ${lists} lists, ${kills} kills, ${readings} readings\n`)
  }

  /** Ends what still runs and deletes the logs. */
  async remove(): Promise<void> {
    await Promise.all([...this.writers, ...this.folders, ...this.readers].map((place) => place.kill()))
    rmSync(this.directory, { recursive: true, force: true })
  }
}
