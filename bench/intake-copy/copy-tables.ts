// The rival: COPY of exactly the rows that intake wrote, into empty twins with the same indexes and chunks, by one psql in one transaction.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Every table that intake writes. */
export const TABLES = ['intake_batch', 'identity', 'revision', 'series_key', 'series_sum', 'edge', 'unfolded', 'feed_state', 'dead_letter'] as const

/** Writes the rows of a database's tables to files in COPY's own text format, in the order in which they are stored. */
export async function writeFiles(url: string, directory: string): Promise<void> {
  const session = await openSession(url)
  await session.run(TABLES.map((table) => `\\copy (select * from ${table}) to '${join(directory, table)}'`))
  await session.end()
}

/** Milliseconds that COPY takes for all tables, from the first command to the commit; connecting is not counted. */
export async function copyFiles(url: string, directory: string): Promise<number> {
  const session = await openSession(url)
  const started = performance.now()
  await session.run(['begin;', ...TABLES.map((table) => `\\copy ${table} from '${join(directory, table)}'`), 'commit;'])
  const elapsedMs = performance.now() - started
  await session.end()
  return elapsedMs
}

interface Session {
  run(commands: readonly string[]): Promise<void>
  end(): Promise<void>
}

/** A psql that is connected and waits for commands. Rejects with what psql said when a command fails. */
async function openSession(url: string): Promise<Session> {
  const psql = spawn('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url], { stdio: ['pipe', 'ignore', 'pipe'] })
  psql.stderr.setEncoding('utf8')
  let said = ''
  let wake = (): void => undefined
  psql.stderr.on('data', (text: string) => {
    said += text
    wake()
  })
  const exited = new Promise<void>((resolve) => psql.on('exit', () => {
    resolve()
    wake()
  }))
  const until = (mark: string): Promise<void> => new Promise((resolve, reject) => {
    wake = () => {
      if (said.includes(mark)) {
        said = ''
        resolve()
      } else if (psql.exitCode !== null) reject(new Error(`psql ended: ${said}`))
    }
    wake()
  })
  // \warn writes to standard error, which is not buffered, so the mark is there as soon as the command before it is done.
  const run = (commands: readonly string[]): Promise<void> => {
    psql.stdin.write(`${commands.join('\n')}\n\\warn all-is-done\n`)
    return until('all-is-done')
  }
  await run(['select 1;'])
  return {
    run,
    async end() {
      psql.stdin.end()
      await exited
    },
  }
}
