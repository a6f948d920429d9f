// The invented city as the generators see it, read from city.yaml: where things happen and who is responsible.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { chooser, type Random } from './random.ts'

interface CityText {
  readonly root: string
  readonly areas: readonly { readonly code: string; readonly kind: string; readonly zh: string; readonly parent?: string; readonly members?: readonly string[]; readonly aliases?: readonly string[] }[]
  readonly bureaus: readonly { readonly code: string; readonly uscc: string; readonly zh: string; readonly aliases: readonly string[] }[]
}

export interface Street {
  readonly code: string
  readonly zh: string
  readonly alias: string
  readonly district: string
}

export interface District {
  readonly code: string
  readonly zh: string
  readonly streets: readonly Street[]
  /** Code of the district's government among the bureaus. */
  readonly government: string
}

export interface Bureau {
  readonly code: string
  readonly uscc: string
  readonly zh: string
  readonly alias: string
}

export const CITY_TEXT = readFileSync(new URL('city.yaml', import.meta.url), 'utf8')
// The file is ours and checked by a test; the pipeline reads it with its own loader.
const city: CityText = parse(CITY_TEXT)

export const ROOT = city.root

export const BUREAUS: readonly Bureau[] = city.bureaus.map(({ code, uscc, zh, aliases }) => ({ code, uscc, zh, alias: aliases[0] ?? zh }))
const bureaus = new Map(BUREAUS.map((bureau) => [bureau.code, bureau]))

/** Throws for a code that city.yaml does not hold. */
export function bureauOf(code: string): Bureau {
  const bureau = bureaus.get(code)
  if (bureau === undefined) throw new RangeError(`city.yaml has no bureau "${code}".`)
  return bureau
}

export const DISTRICTS: readonly District[] = city.areas.filter(({ kind }) => kind === 'district').map(({ code, zh }) => ({
  code,
  zh,
  government: `gov-${code}`,
  streets: city.areas.filter(({ kind, parent }) => kind === 'street' && parent === code).map((street) => ({
    code: street.code, zh: street.zh, alias: street.aliases?.[0] ?? street.zh, district: code,
  })),
}))
export const STREETS: readonly Street[] = DISTRICTS.flatMap(({ streets }) => streets)
export const ZONES: readonly { readonly code: string; readonly members: readonly string[] }[] =
  city.areas.filter(({ kind }) => kind === 'zone').map(({ code, members }) => ({ code, members: members ?? [] }))

/** Every area that a record at `leaf` counts for, itself included; a record without area counts for the city. */
export function areasAbove(leaf: string): readonly string[] {
  const zones = ZONES.filter(({ members }) => members.includes(leaf)).map(({ code }) => code)
  const district = STREETS.find(({ code }) => code === leaf)?.district
  return [...new Set([leaf === '' ? ROOT : leaf, ...(district === undefined ? [] : [district]), ...zones, ROOT])]
}

/** Every area of the city. */
export const AREA_CODES: readonly string[] = city.areas.map(({ code }) => code)

/** Roughly the districts' shares of the city's life. */
const SHARES = [0.165, 0.225, 0.195, 0.17, 0.125, 0.12]
const chooseDistrict = chooser(DISTRICTS.map((district, index) => [district, SHARES[index] ?? 0.1]))
const chooseStreets = new Map(DISTRICTS.map(({ code, streets }) => [code, chooser(streets.map((street, index) => [street, 1.6 - index * 0.15]))]))

export const someDistrict = (random: Random): District => chooseDistrict(random)

export function someStreet(random: Random, district: District): Street {
  const street = chooseStreets.get(district.code)?.(random)
  if (street === undefined) throw new RangeError(`city.yaml has no street in "${district.code}".`)
  return street
}

/** One number for each district, in the order of city.yaml. */
export const byDistrict = (values: readonly number[]): ReadonlyMap<string, number> =>
  new Map(DISTRICTS.map(({ code }, index) => [code, values[index] ?? 1]))
