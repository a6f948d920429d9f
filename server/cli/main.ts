// The `ctmm` command: finds the subcommand, runs it, and turns errors into one clear line and an exit code.
import { ModelError } from '../../rules/model/model-error.ts'
import { CityFileError } from '../../rules/city/read-city.ts'
import { JudgeFileError } from '../../rules/judge/judge-file.ts'
import { JsonError } from '../../rules/exact/lossless-json.ts'
import { FeedReadError } from '../../ingest/adapters/adapter.ts'
import { ListRefusedError } from '../../ingest/intake/intake.ts'
import { SecretError } from '../../ingest/secrets/secret-error.ts'
import { BackupError } from '../../db/backup/backup-format.ts'
import { StoreLockedError } from '../../db/embedded/directory-lock.ts'
import { StoreRefusedError } from '../../db/opening/store-refused.ts'
import { PurposeError } from '../../db/purpose.ts'
import { CityMissingError } from '../readings/city-context.ts'
import { ProblemError } from '../problem.ts'
import { productVersion } from '../product-version.ts'
import { SettingsError } from '../settings.ts'
import { FeedFileError } from '../workbench.ts'
import { findCommand, isGroup, overview, usageOf } from './commands.ts'
import { CommandError, UsageError } from './command.ts'

/** Something is wrong with what was given: exit code 1. A wrong call of the command: exit code 2. */
const EXPECTED = [ModelError, CityFileError, JudgeFileError, JsonError, FeedReadError, ListRefusedError, StoreLockedError, StoreRefusedError, BackupError, PurposeError, CityMissingError, ProblemError, SettingsError, FeedFileError, SecretError, CommandError]

async function main(args: readonly string[]): Promise<number | undefined> {
  if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
    process.stdout.write(overview())
    return args.length === 0 ? 2 : 0
  }
  if (args[0] === '--version') {
    process.stdout.write(`${await productVersion()}\n`)
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
    const message = EXPECTED.some((kind) => error instanceof kind) && error instanceof Error ? `${error.message}${error instanceof ProblemError ? `\n${error.advice}` : ''}` : outerProblem(error)
    if (message !== undefined) {
      process.stderr.write(`ctmm ${command.name}: ${message}\n`)
      return 1
    }
    process.stderr.write(`ctmm ${command.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 70
  }
}

const CHECK_PATH = 'Check the path and who may read it.'
const CHECK_DATABASE = 'See whether the database runs and DATABASE_URL names it, with user and database; a server that has just stopped may be tried again.'
/** What lies outside the program and can be mended by whoever called it, by the code of the error. */
const OUTER: Readonly<Record<string, string>> = {
  ENOENT: CHECK_PATH, EISDIR: CHECK_PATH, ENOTDIR: CHECK_PATH, EACCES: CHECK_PATH,
  EADDRINUSE: 'Another program listens there: stop it, or name another port with PORT.',
  ECONNREFUSED: CHECK_DATABASE, ECONNRESET: CHECK_DATABASE, ENOTFOUND: CHECK_DATABASE, ETIMEDOUT: CHECK_DATABASE, '28P01': CHECK_DATABASE, '28000': CHECK_DATABASE, '3D000': CHECK_DATABASE,
}

/** The message of the cause that lies outside, with what to do; undefined when the program itself is at fault. */
function outerProblem(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, 'code')
    const advice = typeof code === 'string' ? OUTER[code] : undefined
    if (advice !== undefined) return `${at.message === '' ? String(code) : at.message}\n${advice}`
  }
  return undefined
}

const code = await main(process.argv.slice(2))
if (code !== undefined) process.exitCode = code
