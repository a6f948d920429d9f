// The rival: the same values by SQL over the flat rows of all cases, in as few passes as there are tables.
import { sql } from 'kysely'
import type { Db } from '../../../db/open-store.ts'
import type { City } from '../../../rules/city/city.ts'
import { ruleOf } from '../../../rules/edges/plan.ts'
import type { Quantity } from '../../../rules/facts/fact.ts'
import { isCaseCalculation } from '../../../rules/model/measure-schema.ts'
import { getCalculation, getWindow } from '../../../rules/model/lookup.ts'
import type { Model } from '../../../rules/model/model-schema.ts'
import type { Indicator } from '../../../rules/model/requirement-schema.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { spanOf } from '../../../rules/time/windows.ts'
import type { Value } from '../../../rules/values/value.ts'

/** Values by `textOf`; what counts nothing may be absent. */
export type Answer = ReadonlyMap<string, string>

export interface RawQuestion {
  readonly model: Model
  readonly city: City
  readonly asOf: Instant
  readonly areas: readonly string[]
}

const nameOf = (indicator: string, population: string, window: string, area: string): string => [indicator, population, window, area].join(' ')

/** Values of ours in the form of an answer; those that count nothing left out. */
export function answerOf(values: readonly Value[]): Answer {
  const known = values.flatMap(({ indicator, population, window, area, quantity }): (readonly [string, string])[] =>
    quantity === undefined ? [] : [[nameOf(indicator, population, window.id, area), textOf(quantity)]])
  return new Map(known.filter(([, text]) => !isNothing(text)))
}

const NOTHING = new Set(['0/0', '0ms/0', '0'])
const isNothing = (text: string): boolean => NOTHING.has(text)

function textOf(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'share':
      return `${quantity.numerator}/${quantity.denominator}`
    case 'mean':
      return `${quantity.sumMs}ms/${quantity.count}`
    case 'count':
      return String(quantity.value)
  }
}

/** How two answers differ, at most a few lines; empty when they are the same. */
export function differencesOf(ours: Answer, raw: Answer): readonly string[] {
  const names = new Set([...ours.keys(), ...raw.keys()])
  return [...names].filter((name) => ours.get(name) !== raw.get(name)).map((name) => `${name}: ours ${ours.get(name) ?? 'nothing'}, raw ${raw.get(name) ?? 'nothing'}`).slice(0, 8)
}

/** Every value of the indicators that count cases. */
export async function caseAnswer(db: Db, question: RawQuestion): Promise<Answer> {
  return new Map([...(await appealValues(db, question)), ...(await eventValues(db, question))].filter(([, text]) => !isNothing(text)))
}

/** Every value of every indicator of the standard. */
export async function wholeAnswer(db: Db, question: RawQuestion): Promise<Answer> {
  return new Map([...(await caseAnswer(db, question)), ...(await listValues(db, question)).filter(([, text]) => !isNothing(text))])
}

/** The declared windows of a calculation and the instants between which none of them begins or ends: cases are counted once by the stretch in which they began. */
function windowsOf({ model, city, asOf }: RawQuestion, indicators: readonly Indicator[]): { readonly rows: string; readonly bounds: string; readonly from: string } {
  const windows = indicators.flatMap((indicator) => getCalculation(model, indicator.calculation).windows.flatMap(({ id }) => {
    const span = spanOf(ruleOf(getWindow(model, id)), asOf, city)
    return span === undefined ? [] : [{ indicator: indicator.code, id, from: span.from, to: Math.min(span.to, asOf) + 1 }]
  }))
  const bounds = [...new Set(windows.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const rows = windows.map((window) => ({ indicator: window.indicator, id: window.id, first: bounds.indexOf(window.from) + 1, last: bounds.indexOf(window.to) }))
  return { rows: JSON.stringify(rows), bounds: `{${bounds.map((at) => new Date(at).toISOString()).join(',')}}`, from: new Date(bounds[0] ?? asOf).toISOString() }
}

const byCode = (model: Model, calculation: string): Indicator => {
  const indicator = model.indicators.find((each) => each.calculation === calculation)
  if (indicator === undefined) throw new Error(`No indicator of the standard is computed by ${calculation}.`)
  return indicator
}

const CLOSED = sql`closed_at <= asked.at and (reopened_at is null or reopened_at > asked.at or reclosed_at <= asked.at)`

async function appealValues(db: Db, question: RawQuestion): Promise<readonly (readonly [string, string])[]> {
  const response = byCode(question.model, 'appeal-response/1')
  const completion = byCode(question.model, 'appeal-completion/1')
  const { rows: windows, bounds, from } = windowsOf(question, [response, completion])
  const { rows } = await sql<{ indicator: string; population: string; id: string; area: string; met: string; entered: string; ms: string }>`
    with asked as materialized (select ${new Date(question.asOf).toISOString()}::timestamptz as at, ${bounds}::text::timestamptz[] as bounds),
    cell as materialized (
      select area, complex, width_bucket(dispatched_at, asked.bounds) as dispatched, width_bucket(accepted_at, asked.bounds) as accepted,
        count(*) as entered, count(*) filter (where ${CLOSED}) as met, sum(least(first_contact_at, asked.at) - dispatched_at) as elapsed
      from raw.appeal cross join asked
      where not direct_answer and dispatched_at is not null and accepted_at >= ${from}::timestamptz - interval '1 day'
        and accepted_at <= ${new Date(question.asOf).toISOString()}::timestamptz and dispatched_at <= asked.at and (cancelled_at is null or cancelled_at > asked.at)
      group by 1, 2, 3, 4
    ),
    cut as (select * from jsonb_to_recordset(${windows}::text::jsonb) as row (indicator text, id text, first integer, last integer))
    select cut.indicator, population.id as population, cut.id, scope.area, sum(met) as met, sum(entered) as entered, (extract(epoch from sum(elapsed)) * 1000)::bigint::text as ms
    from cell join raw.scope on scope.leaf = cell.area
    cross join (values ('all', false), ('excluding-complex', true)) as population (id, plain)
    join cut on case when cut.indicator = ${response.code} then cell.dispatched else cell.accepted end between cut.first and cut.last
    where not (population.plain and cell.complex) and (cut.indicator = ${response.code} or population.id = 'all') and scope.area = any(${`{${question.areas.join(',')}}`}::text::text[])
    group by 1, 2, 3, 4`.execute(db)
  return rows.map((row) => [nameOf(row.indicator, row.population, row.id, row.area), row.indicator === response.code ? `${row.ms}ms/${row.entered}` : `${row.met}/${row.entered}`])
}

async function eventValues(db: Db, question: RawQuestion): Promise<readonly (readonly [string, string])[]> {
  const online = byCode(question.model, 'event-online/1')
  const { rows: windows, bounds, from } = windowsOf(question, [online])
  const { rows } = await sql<{ id: string; area: string; met: string; entered: string }>`
    with asked as materialized (select ${new Date(question.asOf).toISOString()}::timestamptz as at, ${bounds}::text::timestamptz[] as bounds),
    cell as materialized (
      select area, width_bucket(filed_at, asked.bounds) as filed, count(*) as entered, count(*) filter (where online and ${CLOSED}) as met
      from raw.event cross join asked
      where filed_at >= ${from}::timestamptz and filed_at <= ${new Date(question.asOf).toISOString()}::timestamptz and (cancelled_at is null or cancelled_at > asked.at)
      group by 1, 2
    ),
    cut as (select * from jsonb_to_recordset(${windows}::text::jsonb) as row (indicator text, id text, first integer, last integer))
    select cut.id, scope.area, sum(met) as met, sum(entered) as entered
    from cell join raw.scope on scope.leaf = cell.area join cut on cell.filed between cut.first and cut.last
    where scope.area = any(${`{${question.areas.join(',')}}`}::text::text[])
    group by 1, 2`.execute(db)
  return rows.map((row) => [nameOf(online.code, 'all', row.id, row.area), `${row.met}/${row.entered}`])
}

/** Lists as they stand at `asOf`, which is not before their rows were written. */
async function listValues(db: Db, { model, asOf, areas }: RawQuestion): Promise<readonly (readonly [string, string])[]> {
  const declared = model.indicators.flatMap((indicator) => {
    const calculation = getCalculation(model, indicator.calculation)
    if (isCaseCalculation(calculation)) return []
    const { register, scope } = calculation.facts
    return [{
      code: indicator.code, register, scope: scope ?? '', shape: calculation.shape, every: calculation.groups === 'all', met: calculation.met.statuses,
      excluded: calculation.member?.exclude ?? [], days: calculation.activeForDays ?? null,
    }]
  })
  const { rows } = await sql<{ code: string; shape: string; area: string; met: string; entered: string }>`
    with declared as (
      select * from jsonb_to_recordset(${JSON.stringify(declared)}::text::jsonb)
        as row (code text, register text, scope text, shape text, "every" boolean, met jsonb, excluded jsonb, days integer)
    ),
    member as (
      select declared.code, declared.shape, declared."every", scope.area, entry.grp, entry.key,
        declared.met ? entry.status and entry.since <= ${iso(asOf)} and (declared.days is null or entry.last_used_at + declared.days * interval '24 hours' > ${iso(asOf)}) as met
      from declared join raw.entry on entry.register = declared.register and not declared.excluded ? entry.status and entry.valid_from <= ${iso(asOf)}
      join raw.scope on scope.leaf = entry.area where scope.area = any(${`{${areas.join(',')}}`}::text::text[])
    ),
    listed as (
      select distinct declared.code, declared."every", scope.area, entry.key as grp
      from declared join raw.entry on entry.register = declared.scope and not declared.excluded ? entry.status and entry.valid_from <= ${iso(asOf)}
      join raw.scope on scope.leaf = entry.area where scope.area = any(${`{${areas.join(',')}}`}::text::text[])
    ),
    grouped as (
      select code, area, grp, count(*) as entered, count(*) filter (where met) as met from member where shape in ('group-share', 'group-count') group by 1, 2, 3
    )
    select code, shape, area, count(*) filter (where met) as met, count(*) as entered from member where shape in ('share', 'count') group by 1, 2, 3
    union all
    select code, 'group-count', area, count(*) filter (where grouped.met > 0), 0 from grouped join declared using (code) where shape = 'group-count' group by 1, 2, 3
    union all
    select code, 'share', area, count(*) filter (where case when "every" then grouped.entered > 0 and grouped.met = grouped.entered else grouped.met > 0 end), count(*)
    from listed left join grouped using (code, area, grp) group by 1, 2, 3`.execute(db)
  return rows.map((row) => [nameOf(row.code, 'all', 'snapshot', row.area), row.shape === 'share' ? `${row.met}/${row.entered}` : String(row.met)])
}

const iso = (at: Instant): ReturnType<typeof sql> => sql`${new Date(at).toISOString()}::timestamptz`
