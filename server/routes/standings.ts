// All values and standings of an area, now or at any instant of the past.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { readSnapshotAt } from '../readings/past.ts'
import { AreaText } from '../schemas/common.ts'
import { Snapshot } from '../schemas/snapshot.ts'
import { areaOf, assessorOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'
import { CityMissingError } from '../readings/city-context.ts'

export const standingRoutes: Routes = async (app, { services }) => {
  app.get('/standings', {
    config: { access: 'local' },
    schema: { tags: ['levels'], summary: 'Values and standings of an area', querystring: Type.Object({ area: AreaText, ...ClocksQuery }), response: { 200: Snapshot } },
  }, async ({ query }) => {
    const context = contextOf(services)
    const area = areaOf(context, query.area)
    if (query.asOf !== undefined || query.knownAt !== undefined) {
      const { store: { db }, now } = services.workbench
      return readSnapshotAt(db, context, area, await readClocks({ db, zone: context.city.zone, now: now() }, query))
    }
    const snapshot = await assessorOf(services).snapshot(area)
    if (snapshot === undefined) throw new CityMissingError()
    return snapshot
  })
}
