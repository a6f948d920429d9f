// What changed that matters, which feeds somebody has to be called about, and who has taken note of it.
import Type from 'typebox'
import { acknowledge, readAcknowledgements } from '../../db/desk/acknowledgements.ts'
import { KnownAtQuery, readClocks } from '../clocks.ts'
import { parseInstant } from '../instants.ts'
import { NAMES_ARE, personOf } from '../manual/person.ts'
import { withAcknowledgements } from '../readings/acknowledged.ts'
import { readAlerts } from '../readings/alerts.ts'
import { readChanges } from '../readings/changes.ts'
import { PresentChanges } from '../readings/present-changes.ts'
import { AreaText, Problem } from '../schemas/common.ts'
import { Acknowledged, AcknowledgeBody, Acknowledgements, Alerts } from '../schemas/desk.ts'
import { ChangeDays, Changes } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const YEAR_DAYS = 366

export const changeRoutes: Routes = async (app, { services }) => {
  const { workbench } = services
  const present = new PresentChanges(workbench)
  const end = workbench.bus.subscribe('configuration', () => present.forget())
  app.addHook('onClose', async () => end())

  app.get('/changes', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Standings that changed, lists that grew or shrank, feeds that stopped; newest first',
      querystring: Type.Object({
        area: AreaText,
        asOf: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'The changes before this instant; now when left out' })),
        ...KnownAtQuery,
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1-100; 20 when left out' })),
      }),
      response: { 200: Changes },
    },
  }, async ({ query }) => {
    const context = contextOf(services)
    const { db } = workbench.store
    const area = areaOf(context, query.area)
    const limit = Number(query.limit ?? 20)
    if (query.asOf === undefined && query.knownAt === undefined) return { changes: await withAcknowledgements(db, context.city.zone, (await present.read(area)).slice(0, limit)) }
    const now = workbench.now()
    const { asOf, knownAt } = await readClocks({ db, zone: context.city.zone, now }, query)
    return { changes: await readChanges(db, context, { area, now: Math.min(now, asOf), knownAt, limit }) }
  })

  app.get('/changes/days', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'], summary: 'The days of the last year on which standings or lists changed, oldest first', querystring: Type.Object({ area: AreaText }),
      response: { 200: ChangeDays, '4xx': Problem },
    },
  }, async ({ query }) => ({ days: [...(await present.byDay(areaOf(contextOf(services), query.area), YEAR_DAYS))] }))

  app.get('/alerts', {
    config: { access: 'local' },
    schema: { tags: ['desk'], summary: 'Feeds that are late, silent, failing or drifting: since when, whom to call, and what rests on them', response: { 200: Alerts, '4xx': Problem } },
  }, async () => ({ alerts: await readAlerts(workbench.store.db, contextOf(services), workbench.now()) }))

  app.get('/acknowledgements', {
    config: { access: 'local' },
    schema: {
      tags: ['desk'], summary: 'Who has taken note of which change, newest first; kept for 400 days',
      querystring: Type.Object({
        since: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Those from this instant on' })),
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1-1000; 100 when left out' })),
      }),
      response: { 200: Acknowledgements, '4xx': Problem },
    },
  }, async ({ query }) => {
    const { zone } = contextOf(services).city
    const since = query.since === undefined ? undefined : parseInstant(query.since, zone, 'since')
    const known = await readAcknowledgements(workbench.store.db, { since, limit: Number(query.limit ?? 100) })
    return { acknowledgements: known.map(({ change, by, at }) => ({ change, by, at: zone.format(at) })), names: { ...NAMES_ARE } }
  })

  app.post('/acknowledgements', {
    config: { access: 'local' },
    schema: { tags: ['desk'], summary: 'Take note of changes (知晓); the first one who does counts', body: AcknowledgeBody, response: { 200: Acknowledged, '4xx': Problem } },
  }, async ({ body }) => {
    const context = contextOf(services)
    const { db } = workbench.store
    const by = personOf(body.by)
    const [changes, alerts] = await Promise.all([present.read(areaOf(context, body.area)), readAlerts(db, context, workbench.now())])
    const told = new Set([...changes.map(({ id }) => id), ...alerts.flatMap((alert) => alert.changes)])
    const acknowledged = await acknowledge(db, body.changes.filter((id) => told.has(id)), { by, at: workbench.now() })
    if (acknowledged.length > 0) workbench.tellDesk()
    return { acknowledged: [...acknowledged], gone: body.changes.filter((id) => !told.has(id)) }
  })
}
