// The `ctmm` command: finds the subcommand, runs it, and turns errors into one clear line and an exit code.
import { ModelError } from '../../rules/model/model-error.ts'
import { CityFileError } from '../../rules/city/read-city.ts'
import { JudgeFileError } from '../../rules/judge/judge-file.ts'
import { JsonError } from '../../rules/exact/lossless-json.ts'
import { FeedReadError } from '../../ingest/adapters/adapter.ts'
import { ListRefusedError } from '../../ingest/intake/intake.ts'
import { StoreLockedError } from '../../db/embedded/directory-lock.ts'
import { PurposeError } from '../../db/purpose.ts'
import { CityMissingError } from '../readings/city-context.ts'
import { ProblemError } from '../problem.ts'
import { SettingsError } from '../settings.ts'
import { FeedFileError } from '../workbench.ts'
import { findCommand, isGroup, overview, usageOf } from './commands.ts'
import { CommandError, UsageError } from './command.ts'

/** Something is wrong with what was given: exit code 1. A wrong call of the command: exit code 2. */
const EXPECTED = [ModelError, CityFileError, JudgeFileError, JsonError, FeedReadError, ListRefusedError, StoreLockedError, PurposeError, CityMissingError, ProblemError, SettingsError, FeedFileError, CommandError]

const code = await main(process.argv.slice(2))
if (code !== undefined) process.exitCode = code

async function main(args: readonly string[]): Promise<number | undefined> {
  if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
    process.stdout.write(overview())
    return args.length === 0 ? 2 : 0
  }
  if (args[0] === '--version') {
    process.stdout.write(`${await version()}\n`)
    return 0
  }
  const found = findCommand(args)
  if (found === undefined && args.at(-1) === '--help' && isGroup(args[0])) {
    process.stdout.write(overview())
    return 0
  }
  if (found === undefined) {
    process.stderr.write(`ctmm: there is no command "${args.slice(0, 2).join(' ')}"\n\n${overview()}`)
    return 2
  }
  const { command, rest } = found
  if (rest.includes('--help')) {
    process.stdout.write(usageOf(command))
    return 0
  }
  try {
    await command.run(rest)
    return undefined
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`ctmm ${command.name}: ${error.message}\n\n${usageOf(command)}`)
      return 2
    }
    if (EXPECTED.some((kind) => error instanceof kind) || isFileProblem(error)) {
      process.stderr.write(`ctmm ${command.name}: ${error instanceof Error ? error.message : String(error)}${error instanceof ProblemError ? `\n${error.advice}` : ''}\n`)
      return 1
    }
    process.stderr.write(`ctmm ${command.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 70
  }
}

const isFileProblem = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && ['ENOENT', 'EISDIR', 'EACCES', 'EADDRINUSE', 'ECONNREFUSED'].includes(error.code)

async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const text: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : ''
}
