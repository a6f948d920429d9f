// Numbers that a system already computed. A share needs numerator and denominator: a printed percentage only checks them.
import type { MeasurementFact, Quantity } from '../../rules/facts/fact.ts'
import { agreesWithCounts } from './exact-number.ts'
import { identityReaders } from './identity-fields.ts'
import { instantReader } from './instant-field.ts'
import type { MappingContext } from './mapping-context.ts'
import type { MeasurementMapping } from './mapping-schema.ts'
import { countReader, durationReader, percentReader } from './number-field.ts'
import { refuse, warn } from './row.ts'
import type { Reader, Row } from './row.ts'
import { textReader } from './text-field.ts'

const FORMS: ReadonlyMap<string, MeasurementFact['form']> = new Map([['increment', 'increment'], ['to-date', 'to-date'], ['snapshot', 'snapshot']])

/** A mapping without key is known by what it measures: population, area, form and window; without observedAt it was true at `to`. */
export function measurementReader(source: string, mapping: MeasurementMapping, context: MappingContext): Reader<MeasurementFact> {
  const { indicator } = mapping.fact
  const { zone } = context.city
  const keyOf = mapping.key === undefined ? undefined : textReader(mapping.key, { field: 'key', required: true }, context)
  const observedAtOf = mapping.observedAt === undefined ? undefined : instantReader(mapping.observedAt, { field: 'observedAt', required: true }, context)
  const populationOf = textReader(mapping.population ?? { constant: 'all' }, { field: 'population', required: true, allowed: context.allowed }, context)
  const formOf = textReader(mapping.form, { field: 'form', required: true }, context)
  const fromOf = mapping.from === undefined ? () => undefined : instantReader(mapping.from, { field: 'from', required: false }, context)
  const toOf = instantReader(mapping.to, { field: 'to', required: true }, context)
  const quantityOf = quantityReader(mapping, context)
  const identity = identityReaders(source, mapping, context)
  return (row) => {
    const to = toOf(row)
    const from = fromOf(row)
    const population = populationOf(row)
    const form = readForm(formOf(row), row, mapping)
    const observedAt = observedAtOf === undefined ? to : observedAtOf(row)
    const withdrawn = identity.withdrawn(row) === true
    const quantity = quantityOf(row)
    if (to === undefined || population === undefined || form === undefined || observedAt === undefined || quantity === undefined) return undefined
    if (from === undefined && form !== 'snapshot') return refuse(row, { code: 'missing', field: 'from', path: mapping.from?.path })
    if (from !== undefined && from >= to) {
      return refuse(row, { code: 'ends-before-start', field: 'to', path: mapping.to.path, value: zone.format(to), detail: `${zone.format(to)} <= ${zone.format(from)}` })
    }
    const base = identity.complete(row, '', observedAt, withdrawn)
    const key = keyOf === undefined ? [indicator, population, base.area ?? '', form, from ?? '', to].join('/') : keyOf(row)
    if (key === undefined || row.rejection !== undefined) return undefined
    return { kind: 'measurement', indicator, population, form, ...(from === undefined ? {} : { from }), to, quantity, ...base, key }
  }
}

function readForm(text: string | undefined, row: Row, mapping: MeasurementMapping): MeasurementFact['form'] | undefined {
  return text === undefined ? undefined : (FORMS.get(text) ?? refuse(row, { code: 'unlisted-value', field: 'form', path: mapping.form.path, value: text }))
}

function quantityReader(mapping: MeasurementMapping, context: MappingContext): Reader<Quantity> {
  if (mapping.value !== undefined) {
    const valueOf = countReader(mapping.value, { field: 'value', required: true }, context)
    return (row) => {
      const value = valueOf(row)
      return value === undefined ? undefined : { kind: 'count', value }
    }
  }
  if (mapping.sumMs !== undefined && mapping.count !== undefined) {
    const sumOf = durationReader(mapping.sumMs, { field: 'sumMs', required: true }, context)
    const countOf = countReader(mapping.count, { field: 'count', required: true }, context)
    return (row) => {
      const sumMs = sumOf(row)
      const count = countOf(row)
      return sumMs === undefined || count === undefined ? undefined : { kind: 'mean', sumMs, count }
    }
  }
  return shareReader(mapping, context)
}

function shareReader(mapping: MeasurementMapping, context: MappingContext): Reader<Quantity> {
  const need = { required: false }
  const numeratorOf = countReader(mapping.numerator ?? {}, { field: 'numerator', ...need }, context)
  const denominatorOf = countReader(mapping.denominator ?? {}, { field: 'denominator', ...need }, context)
  const { percent } = mapping
  const percentOf = percent === undefined ? () => undefined : percentReader(percent, 'percent', context)
  return (row) => {
    const printed = percentOf(row)
    const numerator = numeratorOf(row)
    const denominator = denominatorOf(row)
    if (row.rejection !== undefined) return undefined
    if (numerator === undefined || denominator === undefined) {
      const lacking = numerator === undefined ? 'numerator' : 'denominator'
      return refuse(row, { code: printed === undefined ? 'missing' : 'bare-percent', field: lacking, path: mapping[lacking]?.path })
    }
    if (numerator > denominator) {
      return refuse(row, { code: 'numerator-above-denominator', field: 'numerator', path: mapping.numerator?.path, value: numerator, detail: `${numerator} > ${denominator}` })
    }
    if (percent !== undefined && printed !== undefined && !agreesWithCounts(printed, numerator, denominator, percent.scale)) {
      warn(row, { code: 'percent-disagrees', field: 'percent', value: `${numerator}/${denominator}`, reason: { zh: '百分比与分子分母不一致', en: 'The percentage is not that of the counts' } })
    }
    return { kind: 'share', numerator, denominator }
  }
}
