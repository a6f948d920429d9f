// All values and standings of an area, now or at any instant of the past.
import { parseInstant } from '../instants.ts'
import { readSnapshotAt } from '../readings/past.ts'
import { AreaQuery } from '../schemas/common.ts'
import { Snapshot } from '../schemas/snapshot.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'
import { CityMissingError } from '../readings/city-context.ts'

export const standingRoutes: Routes = async (app, { services }) => {
  app.get('/standings', {
    config: { access: 'local' },
    schema: { tags: ['levels'], summary: 'Values and standings of an area', querystring: AreaQuery, response: { 200: Snapshot } },
  }, async ({ query }) => {
    const context = contextOf(services)
    const area = areaOf(context, query.area)
    if (query.asOf !== undefined) return readSnapshotAt(services.workbench.store.db, context, area, parseInstant(query.asOf, context.city.zone, 'asOf'))
    const snapshot = await services.assessor.snapshot(area)
    if (snapshot === undefined) throw new CityMissingError()
    return snapshot
  })
}
