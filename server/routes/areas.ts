// One indicator over the areas of the city, in administrative order: a value and its counts, never a level.
import Type from 'typebox'
import { findIndicator } from '../../rules/model/lookup.ts'
import { valuesOfIndicator } from '../../rules/values/values-of-area.ts'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { ProblemError } from '../problem.ts'
import { presentValue } from '../readings/present-value.ts'
import { inputsAt } from '../readings/value-inputs.ts'
import { AreaValues } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const areaRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/areas', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'The judged value of an indicator in the areas below a parent, and in the zones of the city',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ parent: Text, ...ClocksQuery }),
      response: { 200: AreaValues },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const { city, model } = context
    const indicator = findIndicator(model, params.code)
    if (indicator === undefined) throw new ProblemError(404, `The model has no indicator ${params.code}.`, 'GET /api/v1/model lists the indicators and their codes.')
    const parent = areaOf(context, query.parent)
    const { store: { db }, now } = services.workbench
    const children = city.childrenOf(parent)
    const clocks = await readClocks({ db, zone: city.zone, now: now() }, query)
    const inputs = await inputsAt(db, context, clocks, { areas: children.map(({ code }) => code), calculations: [indicator.calculation] })
    const values = children.flatMap(({ code }) =>
      valuesOfIndicator(inputs, indicator, code).filter(({ judged }) => judged).map((value) => ({ area: code, ...presentValue(context, value) })))
    return { values }
  })
}
