// ctmm start: the server, with the demonstration city when asked for.
import closeWithGrace from 'close-with-grace'
import { readModelFile } from '../../model-file.ts'
import { readRoles, ROLES, rolesText } from '../../roles.ts'
import { readSettings, rolesOf, secretKeyOf } from '../../settings.ts'
import { start } from '../../start.ts'
import { cityLocation, demoLocation, dropRootOf } from '../../store-location.ts'
import { printLine, readArgs, UsageError, type Command } from '../command.ts'

const STOP_WITHIN_MS = 10_000

export const startServer: Command = {
  name: 'start',
  usage: 'start [--demo] [--role ROLE]...',
  summary: 'Serve the dashboard and the API, and keep levels true.',
  details: [
    '--demo   an invented city in a store of its own, marked 演示数据 everywhere',
    '--role   ingest: take deliveries; assess: record standings, run jobs; server: answer readings, live stream, pages. Repeat it or separate by commas;',
    '         everything when left out (CTMM_ROLE says the same). With DATABASE_URL any number of processes of each may run side by side.',
    'Listens on HOST:PORT (127.0.0.1:8080), and with the embedded store for MQTT 3.1.1 on CTMM_MQTT_PORT (127.0.0.1:1883). Stops in order on SIGINT and SIGTERM.',
  ],
  async run(args) {
    const { values } = readArgs(args, { demo: { type: 'boolean', default: false }, role: { type: 'string', multiple: true } }, { least: 0, most: 0 })
    const settings = readSettings(values.role === undefined ? process.env : { ...process.env, CTMM_ROLE: roleArgument(values.role) })
    const demo = values.demo
    const location = demo ? demoLocation(settings) : cityLocation(settings)
    const roles = rolesOf(settings, location.kind)
    const running = await start({
      location,
      roles,
      model: await readModelFile(settings.CTMM_MODEL),
      host: settings.HOST,
      port: settings.PORT,
      logger: { level: settings.LOG_LEVEL, stream: process.stderr },
      demoSeed: demo ? settings.CTMM_DEMO_SEED : undefined,
      secretKey: secretKeyOf(settings),
      mqttPort: settings.CTMM_MQTT_PORT === 0 ? undefined : settings.CTMM_MQTT_PORT,
      dropRoot: dropRootOf(settings, demo ? 'demonstration' : 'city'),
      factsKeptDays: settings.CTMM_FACTS_KEPT_DAYS,
    })
    // Before the address is told: whoever reads it may ask the process to stop at once.
    closeWithGrace({ delay: STOP_WITHIN_MS, logger: false }, async ({ err }) => {
      if (err !== undefined) running.app.log.fatal({ err }, 'stopping after an error')
      await running.stop()
    })
    printLine(`CTMM Live  ${running.url}${demo ? '  演示数据 (demonstration city)' : ''}${roles.size < ROLES.length ? `  ${rolesText(roles)}` : ''}`)
    if (running.trialBroker !== undefined) printLine(`MQTT       mqtt://127.0.0.1:${running.trialBroker.port}  ctmm/feeds/FEED-ID`)
    if (!running.workbench.hasCity) printLine('This store has no city yet: run `ctmm city apply FILE`, or stop this and look at the demonstration with `ctmm start --demo`.')
    running.demo?.loaded.then(() => printLine('The history of the demonstration city is loaded.'), () => undefined)
  },
}

/** The roles named by one or more `--role`, as the setting writes them. Throws UsageError for a word that is none. */
function roleArgument(words: readonly string[]): string {
  const text = words.join(',').replaceAll(' ', '')
  if (readRoles(text) === undefined) throw new UsageError(`--role ${words.join(' --role ')}: use ${ROLES.join(', ')}, or several of them separated by commas`)
  return text
}
