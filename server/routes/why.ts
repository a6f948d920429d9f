// Why an indicator's value is another one than at an earlier instant.
import Type from 'typebox'
import { EXPLAINED_BASES } from '../../rules/compare/basis.ts'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { readWhy } from '../readings/why.ts'
import { Why } from '../schemas/why.ts'
import { areaOf, contextOf, indicatorOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const whyRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/why', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Why a value changed: one sentence, its counts, growth of its list, revisions, and what each area contributed, adding up exactly',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ area: Text, population: Text, window: Text, basis: Type.Optional(Type.Enum([...EXPLAINED_BASES], { description: 'The same time yesterday when left out' })), ...ClocksQuery }),
      response: { 200: Why },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const indicator = indicatorOf(context, params.code)
    const { store: { db }, now } = services.workbench
    const area = areaOf(context, query.area)
    const clocks = await readClocks({ db, zone: context.city.zone, now: now() }, query)
    return readWhy(db, context, { indicator, area, clocks, basis: query.basis ?? 'yesterday-same-time', population: query.population, window: query.window })
  })
}
