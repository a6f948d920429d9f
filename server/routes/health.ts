// For whoever runs the process: is it alive, can it serve, what does it count.
import { sql } from 'kysely'
import Type from 'typebox'
import { isMigrated } from '../../db/migrate.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import type { Routes } from './route-options.ts'

const Health = Type.Object({ status: Type.Literal('ok') })
const Readiness = Type.Object({ status: Type.Literal('ready'), store: Type.String(), database: Type.String(), model: Type.String(), city: Type.Boolean() })

export const healthRoutes: Routes = async (app, { services, metrics }) => {
  app.get('/healthz', { config: { access: 'local' }, schema: { tags: ['operations'], summary: 'The process answers', response: { 200: Health } } }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'The store answers and is up to date', response: { 200: Readiness, 503: Problem } },
  }, async () => {
    const { db, location } = services.workbench.store
    const database = await sql<{ version: string }>`select version() as version`.execute(db).catch(() => undefined)
    if (database === undefined) throw new ProblemError(503, 'The store does not answer.', 'See whether the database runs and DATABASE_URL points to it.')
    if (!(await isMigrated(db))) throw new ProblemError(503, 'The store is of an older shape.', 'Run `ctmm migrate`.')
    return { status: 'ready' as const, store: location.kind, database: database.rows[0]?.version.split(' on ')[0] ?? '', model: services.workbench.model.version, city: services.workbench.hasCity }
  })

  app.get('/metrics', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'Prometheus metrics', response: { 200: Type.String() } },
  }, async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()))
}
