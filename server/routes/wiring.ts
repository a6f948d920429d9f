// Wiring a source without writing a file: templates, a look at the source, a proposed mapping, and what it would change.
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import { findTemplate, templates, type Template } from '../../ingest/templates/template.ts'
import { plannedFields } from '../../ingest/wiring/fields.ts'
import { namesOf, propose } from '../../ingest/wiring/propose.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { CheckBody, Checked, DiscoverBody, Discovery, Preview, PreviewBody, Proposal, ProposeBody, Templates, type Template as PresentedTemplate } from '../schemas/wiring.ts'
import { contextOf } from '../services.ts'
import { discoverSource } from '../wiring/discover.ts'
import { previewFeed } from '../wiring/preview.ts'
import { presentProposal } from '../wiring/present-proposal.ts'
import type { Routes } from './route-options.ts'

/** 2,000 wide rows of a source. */
const ROWS_LIMIT_BYTES = 16_777_216

export const wiringRoutes: Routes = async (app, { services }) => {
  app.get('/wiring/templates', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Ready-made feeds for every indicator, with an example and what a city must choose', response: { 200: Templates } },
  }, async () => ({ templates: templates().map(presentTemplate) }))

  app.post('/wiring/discover', {
    config: { access: 'local' },
    schema: {
      tags: ['wiring'], summary: 'Connect to a source and look at its fields and first rows; stores nothing', body: DiscoverBody,
      response: { 200: Discovery, '4xx': Problem },
    },
  }, async ({ body }, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const { fields, samples, total } = await discoverSource(services.workbench, { adapter: body.adapter, id: body.id ?? 'new-feed', rows: body.rows ?? 20, file: body.file, feedFile: body.feedFile, signal: gone.signal })
    return { fields: fields.map((field) => ({ ...field })), samples: [...samples], ...(total === undefined ? {} : { total }) }
  })

  app.post('/wiring/propose', {
    config: { access: 'local' },
    bodyLimit: ROWS_LIMIT_BYTES,
    schema: {
      tags: ['wiring'], summary: 'A mapping for these fields and rows, each part with a reason and how sure it is; the text is the feed file', body: ProposeBody,
      response: { 200: Proposal, '4xx': Problem },
    },
  }, async ({ body }) => {
    const { city, model } = contextOf(services)
    const template = body.template === undefined ? undefined : templateOf(body.template)
    const { adapter, head, fields, samples, choices } = body
    return presentProposal(propose({ fields, samples: samples.map(withoutPrototype), city, model, at: services.workbench.now(), template, adapter, head, choices }))
  })

  app.post('/wiring/check', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Check a feed file against its schema, the model and the city', body: CheckBody, response: { 200: Checked } },
  }, async ({ body }) => {
    const { city, model } = contextOf(services)
    const reading = checkFeed(body.text, 'feed.yaml', { city, model })
    return reading.ok ? { ok: true, id: reading.feed.id, problems: [] } : { ok: false, id: null, problems: reading.problems.map(({ line, message }) => ({ line, message })) }
  })

  app.post('/wiring/preview', {
    config: { access: 'local' },
    bodyLimit: ROWS_LIMIT_BYTES,
    schema: {
      tags: ['wiring'],
      summary: 'The facts and refusals of some rows, and values and standings before and after them; stores nothing',
      body: PreviewBody,
      response: { 200: Preview, '4xx': Problem },
    },
  }, async ({ body }) => {
    const context = contextOf(services)
    const { workbench } = services
    if ((body.samples === undefined) === (body.rows === undefined)) throw new ProblemError(400, 'A preview needs rows.', 'Send either "samples", as a look at the source answered them, or "rows", bare records.')
    const samples = body.samples ?? (body.rows ?? []).map((record, index): Sample => ({ position: index + 1, record: recordOf(record) }))
    const now = workbench.now()
    const asOf = body.asOf === undefined ? now : parseInstant(body.asOf, context.city.zone, 'asOf')
    if (asOf > now) throw new ProblemError(400, `asOf=${body.asOf ?? ''} has not come yet.`, 'Ask for an instant that is past, or leave it out.')
    return previewFeed(workbench.store.db, context, { text: body.text, samples: samples.map(withoutPrototype), whole: body.whole ?? false, asOf, now })
  })
}

function templateOf(id: string): Template {
  const template = findTemplate(id)
  if (template === undefined) throw new ProblemError(404, `There is no template ${id}.`, 'GET /api/v1/wiring/templates lists them.')
  return template
}

function presentTemplate(template: Template): PresentedTemplate {
  const { id, zh, en, when, indicators, notes = [], example, text, feed, asks } = template
  return {
    id, zh, en, when: { ...when }, indicators: [...indicators], fact: feed.mapping.fact.kind, delivery: feed.delivery ?? null, cadenceMinutes: feed.cadenceMinutes,
    fields: plannedFields(template).map((planned) => {
      const { own, common } = namesOf(planned.field, template)
      const allowed = template.values?.[planned.field]
      return {
        field: planned.field, zh: planned.zh, en: planned.en, required: planned.required, names: [...own, ...common],
        ...(allowed === undefined ? {} : { allowed: allowed.map((value) => ({ value: value.ours, zh: value.zh, en: value.en })) }),
      }
    }),
    choices: asks.map((choice) => ({ name: choice.name, zh: choice.zh, en: choice.en })), notes: notes.map((note) => ({ ...note })), example: { columns: [...example.columns], rows: example.rows.map((row) => [...row]) }, text,
  }
}

/** Records of a source have no prototype. */
function withoutPrototype(sample: Sample): Sample {
  return 'record' in sample ? { position: sample.position, record: recordOf(sample.record) } : sample
}

function recordOf(record: Readonly<Record<string, unknown>>): Extract<Sample, { record: unknown }>['record'] {
  return Object.assign(Object.create(null), record)
}
