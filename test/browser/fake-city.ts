// An invented city for looking at the pages: every awkward state at once, counts that agree with each other, and a tick that moves some of them.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Area, City, Counts, Indicator, Model, Population, Value, ValueState } from '../../web/api/types.ts'

export const model = parse(readFileSync(new URL('../../rules/models/ctmm-2026-draft.yaml', import.meta.url), 'utf8')) as Model

/** The fake city's present: fixed, so that pictures stay comparable. */
export const START = Date.parse('2026-11-22T14:05:32+08:00')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

const area = (code: string, kind: string, zh: string, en: string): Area => ({ code, kind, zh, en, parent: code === '330100' ? null : '330100' })

export const city: City = {
  name: { zh: '滨海市', en: 'Binhai' },
  zone: 'Asia/Shanghai',
  demo: true,
  configured: true,
  root: '330100',
  areas: [
    area('330100', 'city', '滨海市', 'Binhai'),
    area('330102', 'district', '港东区', 'Gangdong'),
    area('330103', 'district', '滨江区', 'Binjiang'),
    area('330104', 'district', '新城区', 'Xincheng'),
    area('330105', 'district', '老城区', 'Laocheng'),
    area('330106', 'district', '河西区', 'Hexi'),
    area('330122', 'district', '临山县', 'Linshan'),
    area('330190', 'zone', '高新技术产业开发区与港口综合保税联动创新示范区', 'High-tech Development and Port Bonded Innovation Demonstration Zone'),
  ],
  bureaus: [{ code: 'B01', zh: '市大数据局', en: 'Data bureau' }, { code: 'B02', zh: '市城市管理局', en: 'Urban management bureau' }, { code: 'B03', zh: '市政务服务局', en: 'Service bureau' }],
}

interface Seed extends Counts {
  readonly state?: ValueState
  readonly ageHours: number
  readonly feed: string
}

const HOURS = (hours: number, count: number): Counts => ({ sumMs: Math.round(hours * HOUR * count), count })

/** Judged values at START, by indicator id; a second population has its own key. */
const SEEDS: Readonly<Record<string, Seed>> = {
  I01: { state: 'not-assessable', ageHours: 0, feed: 'hub-assessment' },
  I02: { numerator: 16_735, denominator: 28_412, ageHours: 8, feed: 'data-catalogue' },
  I03: { numerator: 30, denominator: 49, ageHours: 96, feed: 'institution-list' },
  I04: { numerator: 18, denominator: 21, ageHours: 50, feed: 'one-thing' },
  I05: { numerator: 111, denominator: 153, ageHours: 50, feed: 'one-thing' },
  I06: { numerator: 20_388, denominator: 20_388, ageHours: 8, feed: 'service-items' },
  I07: { numerator: 19_124, denominator: 20_388, ageHours: 8, feed: 'service-items' },
  I08: { numerator: 1_469, denominator: 2_226, ageHours: 530, feed: 'communities' },
  I09: { numerator: 0, denominator: 0, state: 'no-data', ageHours: 1_270, feed: 'carriers' },
  I10: { state: 'no-data', ageHours: -1, feed: 'scenarios' },
  I11: { numerator: 601, denominator: 2_226, ageHours: 530, feed: 'communities' },
  I12: { numerator: 126, denominator: 176, ageHours: 1_270, feed: 'barrier-free' },
  I13: { numerator: 783_180, denominator: 983_210, ageHours: 6, feed: 'offline-ledger' },
  I14: { numerator: 41, denominator: 49, state: 'stale', ageHours: 41 * 24 + 3, feed: 'one-form' },
  I15: { ...HOURS(3.4211, 2_700_000), ageHours: 0.02, feed: 'hotline-12345' },
  'I15|excluding-complex': { ...HOURS(3.1042, 2_581_120), ageHours: 0.02, feed: 'hotline-12345' },
  I16: { numerator: 2_254_500, denominator: 2_700_000, ageHours: 0.02, feed: 'hotline-12345' },
  I17: { value: 9, ageHours: 1_270, feed: 'scenarios' },
  I18: { value: 6, ageHours: 1_270, feed: 'scenarios' },
  I19: { value: 1, ageHours: 390, feed: 'communities' },
  I20: { value: 1, ageHours: 1_270, feed: 'parks' },
  I21: { value: 1, ageHours: 1_270, feed: 'parks' },
  I22: { value: 0, ageHours: 1_270, feed: 'clusters' },
}

/** Share of the city's counts per area, in the order of `city.areas` after the root; the zone overlaps. */
const WEIGHTS = [0.165, 0.225, 0.193, 0.168, 0.126, 0.123, 0.09]
const TILTS = [1.14, 1.1, 1.06, 1.01, 0.95, 0.53, 1.08]

/** Counts of an indicator for an area after `ticks` seconds. */
export function countsOf(seed: Seed, code: string, ticks: number): Counts {
  const index = city.areas.findIndex((one) => one.code === code) - 1
  const weight = index < 0 ? 1 : (WEIGHTS[index] ?? 0.1)
  const tilt = index < 0 ? 1 : (TILTS[index] ?? 1)
  const scaled = (count: number): number => Math.round(count * weight)
  if (seed.denominator !== undefined) {
    const denominator = scaled(seed.denominator) + (seed.denominator > 500_000 ? ticks : 0)
    return { denominator, numerator: Math.min(denominator, Math.round(scaled(seed.numerator ?? 0) * tilt) + (seed.denominator > 500_000 ? ticks : 0)) }
  }
  if (seed.sumMs !== undefined && seed.count !== undefined) return { sumMs: Math.round((seed.sumMs * weight) / tilt) + ticks * 9_000_000, count: scaled(seed.count) + ticks }
  return seed.value === undefined ? {} : { value: scaled(seed.value) }
}

export function displayOf(counts: Counts, unit: string): { text: string; unit: string } {
  if (counts.denominator) {
    const text = String(Math.floor(((counts.numerator ?? 0) * 10_000) / counts.denominator) / 100)
    return { text: counts.numerator === counts.denominator ? '100' : Number(text).toFixed(2), unit: '%' }
  }
  if (counts.sumMs !== undefined && counts.count) return { text: (counts.sumMs / counts.count / HOUR).toFixed(2), unit: 'h' }
  return counts.value === undefined ? { text: '—', unit: '' } : { text: String(counts.value), unit }
}

/** One row per indicator, population and declared window, as the server gives them. */
export function valuesOf(code: string, ticks: number, asOf: number): Value[] {
  return model.indicators.flatMap((indicator) => {
    const calculation = model.calculations.find((one) => one.id === indicator.calculation)
    const populations: readonly { id: Population }[] = calculation?.populations ?? [{ id: 'all' }]
    return populations.flatMap((population) => {
      const seed = SEEDS[population.id === 'all' ? indicator.id : `${indicator.id}|${population.id}`]
      if (seed === undefined) return []
      return (calculation?.windows ?? [{ id: 'snapshot', judged: true }]).map((window) => valueOf({ indicator, population: population.id, seed, window, code, ticks, asOf }))
    })
  })
}

interface ValueInput {
  readonly indicator: Indicator
  readonly population: Population
  readonly seed: Seed
  readonly window: { readonly id: string; readonly judged?: boolean }
  readonly code: string
  readonly ticks: number
  readonly asOf: number
}

function valueOf({ indicator, population, seed, window, code, ticks, asOf }: ValueInput): Value {
  const counts = window.judged === true ? countsOf(seed, code, ticks) : shrink(countsOf(seed, code, ticks), window.id)
  const covered = asOf - seed.ageHours * HOUR
  const moment = (at: number): string => new Date(at + 8 * HOUR).toISOString().replace(/\.\d+Z$/, '+08:00')
  return {
    indicator: indicator.code, population, calculation: indicator.calculation,
    window: { id: window.id, from: moment(windowStart(window.id, asOf)), to: moment(asOf) },
    judged: window.judged === true, ...counts,
    ...(indicator.id === 'I13' || indicator.id === 'I16' ? { open: 5_120 } : {}),
    state: seed.state ?? 'ok',
    freshness: { coveredUntil: seed.ageHours < 0 ? null : moment(covered), staleAt: null, oldestFeed: seed.feed, ...(seed.feed === null ? {} : { feedName: { zh: seed.feed, en: seed.feed } }) },
    display: displayOf(counts, indicator.unit),
  }
}

function windowStart(id: string, asOf: number): number {
  if (id === 'rolling-30-days') return asOf - 30 * DAY
  if (id === 'year-to-date') return Date.parse('2026-01-01T00:00:00+08:00')
  if (id === 'last-closed-year') return Date.parse('2025-01-01T00:00:00+08:00')
  return id === 'snapshot' ? asOf : Date.parse('2025-11-23T00:00:00+08:00')
}

function shrink(counts: Counts, window: string): Counts {
  const share = window === 'rolling-30-days' ? 0.09 : 0.88
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.round(count * (name === 'numerator' ? share * 1.03 : share))]))
}
