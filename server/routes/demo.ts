// Leaving the demonstration for the city's own store.
import Type from 'typebox'
import { bilingualProblem } from '../problem.ts'
import type { Routes } from './route-options.ts'

export const demoRoutes: Routes = async (app, { services: { demoExit } }) => {
  app.post('/demo/leave', {
    config: { access: 'local' },
    schema: {
      tags: ['operations'],
      summary: "Leave the demonstration: this address then serves the city's own store; GET /city tells when it does",
      body: Type.Object({ deleteDemo: Type.Boolean({ description: 'Whether the store of the demonstration is deleted as well' }) }, { additionalProperties: false }),
      response: { 202: Type.Object({ leaving: Type.Literal(true) }) },
    },
  }, async ({ body, log }, reply) => {
    if (demoExit === undefined) throw bilingualProblem(409, NO_DEMO)
    await demoExit.check().catch((error: unknown) => {
      log.warn({ err: error }, "the city's own store cannot be opened")
      const reason = error instanceof Error ? error.message : String(error)
      throw bilingualProblem(409, { detail: { en: `The city's own store cannot be opened: ${reason}`, zh: `本市的存储打不开：${reason}` }, advice: CANNOT_OPEN })
    })
    // The answer has to be out before its connection is closed.
    reply.raw.once('close', () => demoExit.leave(body))
    return reply.code(202).send({ leaving: true })
  })
}

const NO_DEMO = {
  detail: { en: 'This server does not serve a demonstration that can be left.', zh: '本服务没有可以离开的演示城市。' },
  advice: { en: 'Start the city with `ctmm start`.', zh: '请用 ctmm start 启动本市的服务。' },
}
const CANNOT_OPEN = {
  en: 'Mend that and try again; the demonstration goes on meanwhile.',
  zh: '请先排除原因再试；其间演示照常运行。',
}
