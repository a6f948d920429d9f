// ctmm start: the server, with the demonstration city when asked for.
import closeWithGrace from 'close-with-grace'
import { readModelFile } from '../../model-file.ts'
import { readSettings } from '../../settings.ts'
import { start } from '../../start.ts'
import { cityLocation, demoLocation } from '../../store-location.ts'
import { printLine, readArgs, type Command } from '../command.ts'

const STOP_WITHIN_MS = 10_000

export const startServer: Command = {
  name: 'start',
  usage: 'start [--demo]',
  summary: 'Serve the dashboard and the API, and keep levels true.',
  details: ['--demo   an invented city in a store of its own, marked 演示数据 everywhere', 'Listens on HOST:PORT (127.0.0.1:8080). Stops in order on SIGINT and SIGTERM.'],
  async run(args) {
    const { values } = readArgs(args, { demo: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const settings = readSettings(process.env)
    const demo = values.demo
    const running = await start({
      location: demo ? demoLocation(settings) : cityLocation(settings),
      model: await readModelFile(settings.CTMM_MODEL),
      host: settings.HOST,
      port: settings.PORT,
      logger: { level: settings.LOG_LEVEL, stream: process.stderr },
      demoSeed: demo ? settings.CTMM_DEMO_SEED : undefined,
    })
    // Before the address is told: whoever reads it may ask the process to stop at once.
    closeWithGrace({ delay: STOP_WITHIN_MS, logger: false }, async ({ err }) => {
      if (err !== undefined) running.app.log.fatal({ err }, 'stopping after an error')
      await running.stop()
    })
    printLine(`CTMM Live  ${running.url}${demo ? '  演示数据 (demonstration city)' : ''}`)
    if (!running.workbench.hasCity) printLine('This store has no city yet: run `ctmm city apply FILE`, or stop this and look at the demonstration with `ctmm start --demo`.')
    running.demo?.loaded.then(() => printLine('The history of the demonstration city is loaded.'), () => undefined)
  },
}
