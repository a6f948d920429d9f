// The Excel form of an indicator, and the feed file that reads it when it is filled in.
import Type from 'typebox'
import { formFeed } from '../../ingest/forms/form-feed.ts'
import { formSheets } from '../../ingest/forms/form-columns.ts'
import { writeForm } from '../../ingest/forms/write-form.ts'
import { findIndicator } from '../../rules/model/lookup.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { attachment } from '../file-names.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { FormFeeds } from '../schemas/files.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const Named = Type.Object({ indicator: Type.String({ maxLength: 64, description: 'Code or number of an indicator of the standard, such as I02' }) })

export const formRoutes: Routes = async (app, { services }) => {
  app.get('/forms/:indicator.xlsx', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'The form in which an indicator is filled in: its list, or counts per area and period, with the codes of the city in force',
      params: Named,
      querystring: Type.Object({ asOf: Type.Optional(Type.String({ maxLength: 40, description: 'The as-of date that the form is handed out with; today when left out' })) }),
      response: { 200: { description: 'A workbook', content: { [XLSX]: { schema: Type.Any() } } }, '4xx': Problem },
    },
  }, async ({ params, query }, reply) => {
    const { city, model } = contextOf(services)
    const indicator = indicatorOf(model, params.indicator)
    const asOf = query.asOf === undefined ? services.workbench.now() : parseInstant(query.asOf, city.zone, 'asOf')
    const form = await writeForm({ model, city, indicator, asOf })
    return reply.type(XLSX).header('content-disposition', attachment(`${indicator.id} ${indicator.zh} 填报表.xlsx`)).send(form)
  })

  app.get('/forms/:indicator/feeds', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'The feed files that read the sheets of an indicator\'s form: one for each list', params: Named, response: { 200: FormFeeds, '4xx': Problem } },
  }, async ({ params }) => {
    const { model } = contextOf(services)
    const indicator = indicatorOf(model, params.indicator)
    return { feeds: formSheets(model, indicator).map((form) => ({ sheet: form.sheet, template: form.template.id, text: formFeed(form, { indicator }) })) }
  })
}

/** Throws ProblemError 404 for what is no indicator of the standard; reference indicators read what those read. */
function indicatorOf(model: Model, code: string): Indicator {
  const indicator = findIndicator(model, code)
  if (indicator !== undefined && model.indicators.some(({ id }) => id === indicator.id)) return indicator
  throw new ProblemError(404, `The standard has no indicator ${code}.`, `Write a number from ${model.indicators[0]?.id ?? ''} to ${model.indicators.at(-1)?.id ?? ''}, or a code such as ${model.indicators[0]?.code ?? ''}.`)
}
