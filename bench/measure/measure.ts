// What a measure is: two ways to do the same work, round by round in one run, and the ratio between them.
import { availableParallelism, loadavg } from 'node:os'
import { median } from './statistics.ts'

/** One line of `--json`. `ratio` is the median of `rounds`; 1 is the limit or the rival that `unit` names, larger is better. */
export interface Measurement {
  readonly name: string
  readonly ratio: number
  readonly rounds: readonly number[]
  /** What is divided by what. */
  readonly unit: string
  /** Method, amounts and the absolute figures behind the ratios. */
  readonly setup: string
}

export interface MeasureOptions {
  /** How often the work is done; the measure's own number when left out. */
  readonly rounds?: number | undefined
  /** Tells how it goes, for people; never part of the result. */
  readonly note: (text: string) => void
}

export interface Measure {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  /** The ratio to reach. */
  readonly goal: number
  run(options: MeasureOptions): Promise<readonly Measurement[]>
}

/** The measurement of one name; the ratio is the median of its rounds. */
export function measurement(name: string, unit: string, rounds: readonly number[], setup: string): Measurement {
  const [load = 0] = loadavg()
  return { name, ratio: rounded(median(rounds)), rounds: rounds.map(rounded), unit, setup: `${setup}; Node ${process.version}, ${availableParallelism()} processors, load of the last minute ${load.toFixed(1)}` }
}

const rounded = (ratio: number): number => Number(ratio.toPrecision(4))
