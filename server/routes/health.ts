// For whoever runs the process: is it alive, can it serve, what does it count.
import { sql } from 'kysely'
import Type from 'typebox'
import { clockWarnings, type CapabilityWarning } from '../../db/capabilities.ts'
import { readAuditState } from '../../db/audit/findings.ts'
import { findRebuild } from '../../db/rollups/rebuilds.ts'
import { migrations } from '../../db/migrate.ts'
import { readSchemaState, type SchemaState } from '../../db/opening/check-schema.ts'
import type { Db, Store } from '../../db/open-store.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { Readiness } from '../schemas/readiness.ts'
import type { Routes } from './route-options.ts'

const Health = Type.Object({ status: Type.Literal('ok') })

export const healthRoutes: Routes = async (app, { services, metrics }) => {
  app.addHook('onReady', async () => {
    for (const warning of services.workbench.store.capabilities.warnings) app.log.warn(warning, warning.detail)
  })

  app.get('/healthz', { config: { access: 'local' }, schema: { tags: ['operations'], summary: 'The process answers', response: { 200: Health } } }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'The store answers and is up to date; what its database can do', response: { 200: Readiness, 503: Problem } },
  }, async () => {
    const { workbench } = services
    const { location, capabilities: { engine, server, timescale, canWrite, synchronous } } = workbench.store
    const { version, warnings, schema } = await lookAt(workbench.store)
    if (schema.unknown.length > 0) throw new ProblemError(503, `The store was taken over by a newer release (${schema.unknown.join(', ')}).`, 'Stop this server and start the newer release.')
    if (schema.pending.length > 0) throw new ProblemError(503, 'The store is of an older shape.', 'Run `ctmm migrate`.')
    const audit = await soundnessOf(workbench.store.db)
    return {
      status: 'ready' as const, store: location.kind, database: version, model: workbench.model.version, city: workbench.hasCity,
      capabilities: { engine, server, timescale, canWrite, synchronous },
      schema: { applied: [...schema.applied], pending: [...schema.pending] },
      audit,
      warnings: [...warnings],
    }
  })

  app.get('/metrics', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'Prometheus metrics', response: { 200: Type.String() } },
  }, async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()))
}

async function soundnessOf(db: Db): Promise<{ readonly checkedAt: string | null; readonly open: number; readonly rebuilding: boolean }> {
  const { checkedAt, open } = await readAuditState(db)
  return { checkedAt: checkedAt === null ? null : new Date(checkedAt).toISOString(), open, rebuilding: (await findRebuild(db)) !== undefined }
}

interface Look {
  readonly version: string
  readonly warnings: readonly CapabilityWarning[]
  readonly schema: SchemaState
}

/** The clocks are compared at every look, the rest of the capabilities were asked when the store was opened. */
async function lookAt({ db, capabilities }: Store): Promise<Look> {
  try {
    const before = Date.now()
    const { version, now } = await versionOf(db)
    const clockAheadMs = Math.round(now - (before + Date.now()) / 2)
    const warnings = [...capabilities.warnings.filter(({ code }) => code !== 'clock-differs'), ...clockWarnings(clockAheadMs)]
    return { version, warnings, schema: await readSchemaState(db, Object.keys(migrations)) }
  } catch (cause) {
    throw new ProblemError(503, 'The store does not answer.', 'See whether the database runs and DATABASE_URL points to it.', { cause })
  }
}

async function versionOf(db: Db): Promise<{ readonly version: string; readonly now: number }> {
  const { rows } = await sql<{ version: string; now: number }>`select version() as version, clock_timestamp() as now`.execute(db)
  return { version: rows[0]?.version.split(' on ')[0] ?? '', now: rows[0]?.now ?? 0 }
}
