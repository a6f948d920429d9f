// The processes of a storm: started, killed without warning and started again, and in the end asked to finish.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Program = 'writing' | 'consuming' | 'folding' | 'looking' | 'rebuilding'

/** Waits for what processes say, not for time. */
export class Watch {
  private readonly waiting = new Set<() => void>()

  /** Whoever waits looks again. */
  readonly wake = (): void => this.waiting.forEach((look) => look())

  /** Resolves once it holds, however long that takes. Throws when one of the places has failed. */
  until(places: readonly Place[], holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          for (const place of places) place.throwFailure()
          if (!holds()) return
          resolve()
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
        this.waiting.delete(look)
      }
      this.waiting.add(look)
      look()
    })
  }
}

/** One place in the storm, taken by one process after another. */
export class Place {
  readonly name: string
  /** Everything that its processes have said. */
  readonly lines: string[] = []
  kills = 0
  private readonly program: Program
  private readonly args: readonly string[]
  private child: ChildProcess
  /** Resolves when the process has said its first word. */
  private ready: Promise<unknown>
  private ended: Promise<unknown>
  private readonly watch: Watch

  constructor(program: Program, args: readonly (string | number)[], watch: Watch) {
    this.name = `${program} ${args.slice(2).join(' ')}`
    this.program = program
    this.args = args.map(String)
    this.watch = watch
    ;({ child: this.child, ready: this.ready, ended: this.ended } = this.start())
  }

  /** How many lines begin with these words. */
  said = (words: string): number => this.lines.filter((line) => line.startsWith(words)).length

  /** Ends the process without warning; the next one takes its place at once. */
  async killAndRestart(): Promise<void> {
    this.kills++
    this.child.kill('SIGKILL')
    await this.ended
    this.throwFailure()
    ;({ child: this.child, ready: this.ready, ended: this.ended } = this.start())
  }

  /** Ends the process without warning, for good. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }

  /** Asks the process to end with what it is doing, and waits. Throws when it failed. */
  async finish(): Promise<void> {
    await Promise.race([this.ready, this.ended])
    this.child.kill('SIGTERM')
    await this.end()
  }

  /** Waits until the process ends by itself. Throws when it failed. */
  async end(): Promise<void> {
    await this.ended
    this.throwFailure()
    if (this.child.exitCode !== 0) throw new Error(`${this.name} ended with ${this.child.exitCode ?? this.child.signalCode}: ${this.lines.slice(-3).join(' | ')}`)
  }

  /** A process that ended by itself has failed. */
  throwFailure(): void {
    const failure = this.lines.find((line) => line.startsWith('failed'))
    if (failure !== undefined) throw new Error(`${this.name}: ${failure}`)
    if (this.child.exitCode !== null && this.child.exitCode !== 0) throw new Error(`${this.name} ended with ${this.child.exitCode}: ${this.lines.slice(-3).join(' | ')}`)
  }

  private start(): { readonly child: ChildProcess; readonly ready: Promise<unknown>; readonly ended: Promise<unknown> } {
    const child = spawn(process.execPath, [fileURLToPath(new URL(`${this.program}.ts`, import.meta.url)), ...this.args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line)
      this.watch.wake()
    })
    const ended = once(child, 'close')
    void ended.then(() => this.watch.wake())
    return { child, ready: once(lines, 'line'), ended }
  }
}
