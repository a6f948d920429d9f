// ctmm start: the server, with the demonstration city when asked for.
import closeWithGrace from 'close-with-grace'
import { readModelFile } from '../../model-file.ts'
import { hostDemo, type DemoHostOptions } from '../../demo/demo-host.ts'
import { readRoles, ROLES, rolesText, type Roles } from '../../roles.ts'
import { readSettings, rolesOf, secretKeyOf, type Settings } from '../../settings.ts'
import { start, type Running, type StartOptions } from '../../start.ts'
import { cityLocation, demoLocation, dropRootOf } from '../../store-location.ts'
import { printLine, readArgs, UsageError, type Command } from '../command.ts'

const STOP_WITHIN_MS = 10_000

export const startServer: Command = {
  name: 'start',
  usage: 'start [--demo] [--role ROLE]...',
  summary: 'Serve the dashboard and the API, and keep levels true.',
  details: [
    '--demo   an invented city in a store of its own, marked 演示数据 everywhere; it can be left on the page for the city\'s own store',
    '--role   ingest: take deliveries; assess: record standings, run jobs; server: answer readings, live stream, pages. Repeat it or separate by commas;',
    '         everything when left out (CTMM_ROLE says the same). With DATABASE_URL any number of processes of each may run side by side.',
    'Listens on HOST:PORT (127.0.0.1:8080), and with the embedded store for MQTT 3.1.1 on CTMM_MQTT_PORT (127.0.0.1:1883). Stops in order on SIGINT and SIGTERM.',
  ],
  async run(args) {
    const { values } = readArgs(args, { demo: { type: 'boolean', default: false }, role: { type: 'string', multiple: true } }, { least: 0, most: 0 })
    const settings = readSettings(values.role === undefined ? process.env : { ...process.env, CTMM_ROLE: roleArgument(values.role) })
    const city = await cityOptions(settings)
    const served = values.demo
      ? await hostDemo({ demo: demoOptions(settings, city), city, onLeft: (running) => tell(running, city), onError: (error) => process.stderr.write(`ctmm start: ${error instanceof Error ? error.message : String(error)}\n`) })
      : await start(city).then((running) => ({ running, stop: () => running.stop() }))
    const { running } = served
    // Before the address is told: whoever reads it may ask the process to stop at once.
    closeWithGrace({ delay: STOP_WITHIN_MS, logger: false }, async ({ err }) => {
      if (err !== undefined) served.running.app.log.fatal({ err }, 'stopping after an error')
      await served.stop()
    })
    tell(running, city)
    running.demo?.loaded.then(() => printLine('The history of the demonstration city is loaded.'), () => undefined)
  },
}

async function cityOptions(settings: Settings): Promise<StartOptions & { readonly roles: Roles }> {
  const location = cityLocation(settings)
  return {
    location,
    roles: rolesOf(settings, location.kind),
    model: await readModelFile(settings.CTMM_MODEL),
    host: settings.HOST,
    port: settings.PORT,
    logger: { level: settings.LOG_LEVEL, stream: process.stderr },
    secretKey: secretKeyOf(settings),
    mqttPort: settings.CTMM_MQTT_PORT === 0 ? undefined : settings.CTMM_MQTT_PORT,
    dropRoot: dropRootOf(settings, 'city'),
    factsKeptDays: settings.CTMM_FACTS_KEPT_DAYS,
  }
}

/** The demonstration is one process with a store of its own, whatever the city has. */
function demoOptions(settings: Settings, city: StartOptions): DemoHostOptions['demo'] {
  const location = demoLocation(settings)
  return { ...city, location, roles: rolesOf(settings, location.kind), dropRoot: dropRootOf(settings, 'demonstration'), demoSeed: settings.CTMM_DEMO_SEED }
}

function tell(running: Running, { roles }: { readonly roles: Roles }): void {
  printLine(`CTMM Live  ${running.url}${running.demo === undefined ? '' : '  演示数据 (demonstration city)'}${running.demo === undefined && roles.size < ROLES.length ? `  ${rolesText(roles)}` : ''}`)
  if (running.trialBroker !== undefined) printLine(`MQTT       mqtt://127.0.0.1:${running.trialBroker.port}  ctmm/feeds/FEED-ID`)
  if (!running.workbench.hasCity) printLine('This store has no city yet: open the page and tell which city it is, or run `ctmm city apply FILE`. `ctmm start --demo` shows a demonstration.')
}

/** The roles named by one or more `--role`, as the setting writes them. Throws UsageError for a word that is none. */
function roleArgument(words: readonly string[]): string {
  const text = words.join(',').replaceAll(' ', '')
  if (readRoles(text) === undefined) throw new UsageError(`--role ${words.join(' --role ')}: use ${ROLES.join(', ')}, or several of them separated by commas`)
  return text
}
