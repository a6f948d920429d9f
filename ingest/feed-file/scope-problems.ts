// Whether a feed names what the city and the model have: bureaus, areas, registers and their statuses, indicators.
import type { City, Lookup } from '../../rules/city/city.ts'
import { pointerTo } from '../../rules/city/yaml-file.ts'
import type { FeedMapping, MeasurementMapping, RegisterMapping } from '../mapping/mapping-schema.ts'
import type { AreaField, BureauField, TextField } from '../mapping/vocabulary.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import { quantityOf } from './delivery-problems.ts'
import type { Feed } from './feed.ts'
import type { FeedModel, FeedScope } from './feed-scope.ts'

export function scopeProblems(feed: Feed, { model, city }: FeedScope): readonly FeedFlaw[] {
  const { mapping } = feed
  return [
    ...(city === undefined ? [] : cityFlaws(feed, city)),
    ...(model === undefined || !('status' in mapping) ? [] : registerFlaws(mapping, model)),
    ...(model === undefined || !('form' in mapping) ? [] : indicatorFlaws(mapping, model)),
    ...('form' in mapping ? textFlaws('form', mapping.form, ['increment', 'to-date', 'snapshot']) : []),
  ]
}

function cityFlaws(feed: Feed, city: City): readonly FeedFlaw[] {
  const { area, bureau } = feed.mapping
  const flaws: FeedFlaw[] = []
  if (feed.bureau !== undefined && city.bureau(feed.bureau) === undefined) flaws.push({ at: '/bureau', message: `The city has no bureau "${feed.bureau}": add it to the city file, or correct the code.` })
  flaws.push(...placeFlaws('area', area, area?.by === 'name' ? city.areaByName : city.areaByCode))
  flaws.push(...placeFlaws('bureau', bureau, bureau?.by === 'name' ? city.bureauByName : city.bureauByCode))
  return flaws
}

/** Constants and enum values of an area or bureau must be known; whether they had ended is for the record's own instant to say. */
function placeFlaws(name: 'area' | 'bureau', spec: AreaField | BureauField | undefined, find: (text: string, at: number) => Lookup): readonly FeedFlaw[] {
  const named = [
    ...(spec?.constant === undefined ? [] : [{ at: 'constant', text: spec.constant }]),
    ...Object.entries(spec?.enum ?? {}).map(([key, text]) => ({ at: `enum${pointerTo('', key)}`, text })),
    ...(spec?.otherwise === undefined ? [] : [{ at: 'otherwise', text: spec.otherwise }]),
  ]
  return named.flatMap(({ at, text }) => (find(text, 0).state === 'unknown' ? [{ at: `/mapping/${name}/${at}`, message: `The city has no ${name} "${text}": add it to the city file, or correct it.` }] : []))
}

function registerFlaws(mapping: RegisterMapping, model: FeedModel): readonly FeedFlaw[] {
  const register = model.registers.find(({ id }) => id === mapping.fact.register)
  if (register !== undefined) return textFlaws('status', mapping.status, register.statuses)
  return [{ at: '/mapping/fact/register', message: `The model has no register "${mapping.fact.register}": write one of ${model.registers.map(({ id }) => id).join(', ')}.` }]
}

function indicatorFlaws(mapping: MeasurementMapping, model: FeedModel): readonly FeedFlaw[] {
  const indicator = model.indicators.find(({ code }) => code === mapping.fact.indicator)
  if (indicator === undefined) {
    return [{ at: '/mapping/fact/indicator', message: `The model has no indicator "${mapping.fact.indicator}": write a code such as ${model.indicators[0]?.code ?? ''}.` }]
  }
  const wanted = { share: '"numerator" and "denominator"', mean: '"sumMs" and "count"', count: '"value"' }[indicator.quantity]
  const quantity = quantityOf(mapping)
  return [
    ...(quantity === undefined || quantity === indicator.quantity ? [] : [{ at: '/mapping', message: `The indicator "${indicator.code}" is a ${indicator.quantity}: map ${wanted}.` }]),
    ...textFlaws('population', mapping.population ?? { constant: 'all' }, populationsOf(model, mapping.fact.indicator)),
  ]
}

/** Populations that a model's calculations give an indicator. */
export function populationsOf(model: FeedModel, code: string): readonly string[] {
  const id = model.indicators.find((indicator) => indicator.code === code)?.id
  return [...new Set(model.calculations.filter(({ indicator }) => indicator === id).flatMap(({ populations }) => populations.map((population) => population.id)))]
}

/** What the status of a register's entry, or the population of a measurement, may be; undefined where the mapping has neither. */
export function allowedTexts(mapping: FeedMapping, model: FeedModel): ReadonlySet<string> | undefined {
  if ('status' in mapping) return new Set(model.registers.find(({ id }) => id === mapping.fact.register)?.statuses)
  return 'form' in mapping ? new Set(populationsOf(model, mapping.fact.indicator)) : undefined
}

/** What a text field can become must be among the allowed texts. */
function textFlaws(name: string, spec: TextField, allowed: readonly string[]): readonly FeedFlaw[] {
  const produced = [
    ...(spec.constant === undefined ? [] : [{ at: 'constant', text: spec.constant }]),
    ...Object.entries(spec.enum ?? {}).map(([key, text]) => ({ at: `enum${pointerTo('', key)}`, text })),
    ...(spec.otherwise === undefined ? [] : [{ at: 'otherwise', text: spec.otherwise }]),
  ]
  return produced.flatMap(({ at, text }) => (allowed.includes(text) ? [] : [{ at: `/mapping/${name}/${at}`, message: `"${text}" is no ${name} here: write one of ${allowed.join(', ')}.` }]))
}
