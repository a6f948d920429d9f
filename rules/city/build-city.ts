// Turns a checked city file into the City that rules, mapping and server ask.
import { parseDay } from '../time/calendar.ts'
import { zoneOf } from '../time/zone.ts'
import type { Zone } from '../time/zone.ts'
import type { Area, Bureau, City, JudgedSource, Validity } from './city.ts'
import type { AreaEntry, BureauEntry, CityFile } from './city-schema.ts'
import { toAssessment, toWorkingCalendar } from './city-time.ts'
import { nameIndex } from './name-index.ts'

/** The zones of the Chinese mainland, old names included. */
const MAINLAND = new Set(['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Chongqing', 'Asia/Chungking', 'Asia/Harbin', 'Asia/Kashgar', 'PRC'])

/** Expects a file without problems; see readCity. */
export function buildCity(file: CityFile): City {
  const zone = zoneOf(file.zone)
  const declared = file.areas.map((entry) => toArea(entry, file.root, zone))
  const bureaus = (file.bureaus ?? []).map((entry) => toBureau(entry, zone))
  const areaOf = new Map(declared.map((area) => [area.code, area]))
  const bureauOf = new Map(bureaus.map((bureau) => [bureau.code, bureau]))
  const children = Map.groupBy(declared.toSorted((a, b) => Number(a.kind === 'zone') - Number(b.kind === 'zone')), (area) => area.parent ?? '')
  const childrenOf = (code: string): readonly Area[] => children.get(code) ?? []
  const inOrder = (code: string): readonly Area[] => [...(areaOf.has(code) ? [areaOf.get(code)].filter((area) => area !== undefined) : []), ...childrenOf(code).flatMap((area) => inOrder(area.code))]

  const partsOf = (code: string): readonly string[] => [...childrenOf(code).map((area) => area.code), ...(areaOf.get(code)?.members ?? [])]
  const scopes = new Map<string, ReadonlySet<string>>()
  const scopeOf = (code: string): ReadonlySet<string> => {
    const known = scopes.get(code)
    if (known !== undefined) return known
    const scope = new Set<string>(areaOf.has(code) ? [code] : [])
    for (const part of partsOf(code)) for (const inside of scopeOf(part)) scope.add(inside)
    scopes.set(code, scope)
    return scope
  }

  const judged = new Map<string, JudgedSource>((file.sources ?? []).flatMap((source) => source.indicators.map((indicator) => [indicator, { systems: source.systems, form: source.form }] as const)))
  return {
    name: { zh: file.name.zh, en: file.name.en },
    zone,
    root: file.root,
    areas: inOrder(file.root),
    bureaus,
    policies: {
      minimumSample: file.policies?.minimumSample ?? 1,
      listChangePercent: file.policies?.listChangePercent ?? 5,
      springFestival: file.policies?.springFestival ?? MAINLAND.has(zone.name),
    },
    ...(file.assessment === undefined ? {} : { assessment: toAssessment(file.assessment) }),
    ...(file.workingCalendar === undefined ? {} : { workingCalendar: toWorkingCalendar(file.workingCalendar, zone) }),
    area: (code) => areaOf.get(code),
    bureau: (code) => bureauOf.get(code),
    areaByCode: nameIndex(declared, (area) => [area.code, ...area.aliases]),
    areaByName: nameIndex(declared, (area) => [area.zh, area.en, ...area.aliases]),
    bureauByCode: nameIndex(bureaus, (bureau) => [bureau.code, ...(bureau.uscc === undefined ? [] : [bureau.uscc]), ...bureau.aliases]),
    bureauByName: nameIndex(bureaus, (bureau) => [bureau.zh, bureau.en, ...bureau.aliases]),
    childrenOf,
    scopeOf,
    leavesOf: (code) => new Set([...scopeOf(code)].filter((inside) => partsOf(inside).length === 0)),
    judgedSource: (indicator) => judged.get(indicator),
  }
}

function toArea(entry: AreaEntry, root: string, zone: Zone): Area {
  const { code, kind, zh, en } = entry
  const parent = entry.parent ?? (code === root ? undefined : root)
  return { code, kind, zh, en, ...(parent === undefined ? {} : { parent }), members: entry.members ?? [], aliases: entry.aliases ?? [], ...toValidity(entry, zone) }
}

function toBureau(entry: BureauEntry, zone: Zone): Bureau {
  const { code, zh, en, uscc } = entry
  return { code, zh, en, ...(uscc === undefined ? {} : { uscc }), aliases: entry.aliases ?? [], ...toValidity(entry, zone) }
}

function toValidity(entry: { readonly validFrom?: string; readonly validTo?: string; readonly successor?: string }, zone: Zone): Validity {
  const start = (text: string | undefined): number | undefined => {
    const day = text === undefined ? undefined : parseDay(text)
    return day === undefined ? undefined : zone.startOfDay(day)
  }
  const validFrom = start(entry.validFrom)
  const validTo = start(entry.validTo)
  return {
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(entry.successor === undefined ? {} : { successor: entry.successor }),
  }
}
