// What a subcommand is, and how it reads its arguments.
import { parseArgs, type ParseArgsConfig } from 'node:util'

export interface Command {
  /** As typed after `ctmm`: one or two words. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  /** Lines about options and what is printed. */
  readonly details?: readonly string[]
  run(args: readonly string[]): Promise<void>
}

/** The command was called in a way it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command was understood but cannot do it; the message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

type Options = NonNullable<ParseArgsConfig['options']>

/** Reads options strictly. Throws UsageError for unknown options or a wrong number of files. */
export function readArgs<const O extends Options>(args: readonly string[], options: O, files: { readonly least: number; readonly most: number }) {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { positionals, values } = parsed
  if (positionals.length < files.least) throw new UsageError('a file is missing')
  if (positionals.length > files.most) throw new UsageError(`"${positionals[files.most] ?? ''}" is one argument too many`)
  return { values, files: positionals }
}

export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
export const printLine = (line: string): void => void process.stdout.write(`${line}\n`)
