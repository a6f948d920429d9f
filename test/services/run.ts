// `npm run services -- start|stop|status [NAME...]`: the servers that tests and benches need, on this machine, without Docker.
import { alive } from './machine/alive.ts'
import { cacheDirectory, environmentFile, readKnownUrls, replaceFile } from './machine/cache.ts'
import { installBrowser, missingForBrowser } from './machine/chromium.ts'
import { holdCache } from './machine/hold.ts'
import { mariadb } from './machine/mariadb.ts'
import { Missing } from './machine/missing.ts'
import { mosquitto } from './machine/mosquitto.ts'
import { postgresql, timescale } from './machine/postgresql.ts'
import { findRunning, startServer, stopServer, type Server } from './machine/server.ts'

const SERVERS: readonly Server[] = [timescale, postgresql, mosquitto, mariadb]
const BROWSER = 'chromium'
const NAMES = [...SERVERS.map(({ name }) => name), BROWSER]

const USAGE = `usage: npm run services -- start|stop|status [${NAMES.join('|')} ...]

start   brings up what is not up yet, installing what is missing when it may (root), and prints the URLs for tests
stop    stops what start has started; data stays
status  says what runs, and what to do about what does not

Everything is in ${cacheDirectory()} (setting CTMM_SERVICES) and listens on 127.0.0.1 only.
`

const say = (name: string, text: string): void => void process.stdout.write(`${name.padEnd(12)} ${text}\n`)

/** The lines that tests read, of every server of ours that runs. */
function writeEnvironment(): string {
  const lines = SERVERS.flatMap((server) => {
    const running = findRunning(server)
    return running === undefined ? [] : [`${server.variable}=${running.url}\n`]
  }).join('')
  replaceFile(environmentFile(), lines)
  return lines
}

/** Does `what` for one name; a name that cannot be had does not keep the others. True when it went well. */
async function attempt(name: string, what: () => Promise<void>): Promise<boolean> {
  try {
    await what()
    return true
  } catch (error) {
    say(name, `failed: ${error instanceof Missing ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return false
  }
}

async function start(names: readonly string[]): Promise<boolean> {
  const release = holdCache()
  let good = true
  try {
    for (const server of SERVERS.filter(({ name }) => names.includes(name))) {
      const done = await attempt(server.name, async () => {
        const { url, already } = await startServer(server)
        say(server.name, `${already ? 'runs already' : 'started'}: ${await alive(url)}`)
      })
      good &&= done
    }
    if (names.includes(BROWSER)) {
      const done = await attempt(BROWSER, async () => (installBrowser(), say(BROWSER, 'installed, with Chinese fonts')))
      good &&= done
    }
    process.stdout.write(`\n${writeEnvironment()}`)
  } finally {
    release()
  }
  return good
}

async function stop(names: readonly string[]): Promise<boolean> {
  const release = holdCache()
  let good = true
  try {
    for (const server of SERVERS.filter(({ name }) => names.includes(name))) {
      const done = await attempt(server.name, async () => say(server.name, (await stopServer(server)) ? 'stopped' : 'did not run'))
      good &&= done
    }
    writeEnvironment()
  } finally {
    release()
  }
  return good
}

async function status(names: readonly string[]): Promise<boolean> {
  let good = true
  for (const server of SERVERS.filter(({ name }) => names.includes(name))) {
    const url = findRunning(server)?.url ?? readKnownUrls()[server.variable]
    const answer = url === undefined ? undefined : await alive(url).catch(() => undefined)
    good &&= answer !== undefined
    if (url !== undefined && answer !== undefined) say(server.name, `${url} (${answer})`)
    else if (findRunning(server) === undefined) say(server.name, `does not run: npm run services -- start ${server.name}`)
    else say(server.name, `${url} does not answer: wait, or see ${cacheDirectory()}/log/${server.name}.log`)
  }
  if (names.includes(BROWSER)) {
    const missing = missingForBrowser()
    good &&= missing.length === 0
    say(BROWSER, missing.length === 0 ? 'installed, with Chinese fonts' : `missing: apt-get install ${missing.join(' ')}`)
  }
  return good
}

const ACTIONS: Readonly<Record<string, (names: readonly string[]) => Promise<boolean>>> = { start, stop, status }
const [action = '', ...asked] = process.argv.slice(2)
const act = ACTIONS[action]
const unknown = asked.filter((name) => !NAMES.includes(name))
if (act === undefined || unknown.length > 0) {
  process.stderr.write(unknown.length > 0 ? `There is no server called ${unknown.join(', ')}.\n${USAGE}` : USAGE)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await act(asked.length > 0 ? asked : NAMES)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
