// What a schema cannot see in a city file: codes that clash or point nowhere, circles, days that do not exist.
import { parseDay } from '../time/calendar.ts'
import { zoneOf } from '../time/zone.ts'
import type { AreaEntry, CityFile } from './city-schema.ts'
import { assessmentProblems, workingCalendarProblems } from './city-time-problems.ts'
import type { Problem, YamlFile } from './yaml-file.ts'

type Report = (pointer: string, message: string) => void

const PARENT_KINDS: Record<AreaEntry['kind'], readonly AreaEntry['kind'][]> = { city: [], district: ['city'], street: ['city', 'district', 'zone'], zone: ['city', 'district'] }

/** Expects a file that fits the schema. `indicators` are the codes of the model, where one is at hand. */
export function cityProblems(file: CityFile, source: YamlFile, indicators?: ReadonlySet<string>): readonly Problem[] {
  const problems: Problem[] = []
  const report: Report = (pointer, message) => problems.push(source.problemAt(pointer, message))
  try {
    zoneOf(file.zone)
  } catch (error) {
    report('/zone', error instanceof Error ? error.message : String(error))
  }
  checkNames('areas', file.areas.map((area) => ({ ...area, names: [area.zh, area.en] })), report)
  checkNames('bureaus', (file.bureaus ?? []).map((bureau) => ({ ...bureau, names: [bureau.zh, bureau.en, ...(bureau.uscc === undefined ? [] : [bureau.uscc])] })), report)
  checkHierarchy(file, report)
  checkSources(file, report, indicators)
  for (const [at, message] of assessmentProblems(file.assessment)) report(`/assessment${at}`, message)
  for (const [at, message] of workingCalendarProblems(file.workingCalendar)) report(`/workingCalendar${at}`, message)
  return problems
}

interface Named {
  readonly code: string
  readonly names: readonly string[]
  readonly aliases?: readonly string[]
  readonly validFrom?: string
  readonly validTo?: string
  readonly successor?: string
}

function overlap(a: Named, b: Named): boolean {
  return (a.validFrom ?? '') < (b.validTo ?? '~') && (b.validFrom ?? '') < (a.validTo ?? '~')
}

function checkNames(list: 'areas' | 'bureaus', entries: readonly Named[], report: Report): void {
  const byCode = new Map<string, Named>()
  const byName = new Map<string, Named[]>()
  const add = (name: string, entry: Named): void => void byName.set(name, [...(byName.get(name) ?? []), entry])
  entries.forEach((entry, index) => {
    if (byCode.has(entry.code)) report(`/${list}/${index}/code`, `The code "${entry.code}" is used twice: give each its own code.`)
    byCode.set(entry.code, entry)
    for (const name of new Set([entry.code, ...entry.names])) add(name, entry)
  })
  entries.forEach((entry, index) => {
    entry.aliases?.forEach((alias, at) => {
      const clash = (byName.get(alias) ?? []).find((other) => other !== entry && overlap(entry, other))
      if (clash !== undefined) report(`/${list}/${index}/aliases/${at}`, `The alias "${alias}" also names "${clash.code}" at the same time: a record could not be told apart. Keep it with one of them.`)
      add(alias, entry)
    })
    for (const field of ['validFrom', 'validTo'] as const) {
      const day = entry[field]
      if (day !== undefined && parseDay(day) === undefined) report(`/${list}/${index}/${field}`, `The calendar has no ${day}.`)
    }
    if (entry.validFrom !== undefined && entry.validTo !== undefined && entry.validFrom >= entry.validTo) {
      report(`/${list}/${index}/validTo`, `"${entry.code}" ends (${entry.validTo}) before it begins (${entry.validFrom}).`)
    }
    if (entry.successor === undefined) return
    if (entry.validTo === undefined) report(`/${list}/${index}/successor`, `"${entry.code}" has a successor but no validTo: say from which day on it is no longer valid.`)
    if (!byCode.has(entry.successor)) report(`/${list}/${index}/successor`, `The successor "${entry.successor}" of "${entry.code}" is not in the list: add it, or correct the code.`)
    const seen = new Set<string>()
    for (let at: string | undefined = entry.code; at !== undefined; at = byCode.get(at)?.successor) {
      if (seen.has(at)) {
        if (at === entry.code) report(`/${list}/${index}/successor`, `The successors of "${entry.code}" run in a circle.`)
        break
      }
      seen.add(at)
    }
  })
}

function checkHierarchy(file: CityFile, report: Report): void {
  const byCode = new Map(file.areas.map((area) => [area.code, area]))
  const root = byCode.get(file.root)
  if (root === undefined) report('/root', `The root "${file.root}" is not among the areas: add an area of kind city with this code.`)
  else if (root.kind !== 'city') report('/root', `The root "${file.root}" is a ${root.kind}: it must be of kind city.`)

  file.areas.forEach((area, index) => {
    const at = `/areas/${index}`
    if (area.code === file.root) {
      if (area.parent !== undefined) report(`${at}/parent`, 'The root has no parent: leave it out.')
    } else if (area.kind === 'city') {
      report(`${at}/kind`, `"${area.code}" is a second city: one store holds one city, "${file.root}".`)
    } else if (area.parent === undefined && area.kind === 'street') {
      report(at, `The street "${area.code}" lacks "parent": name its district.`)
    } else if (area.parent !== undefined) {
      const parent = byCode.get(area.parent)
      if (parent === undefined) report(`${at}/parent`, `The parent "${area.parent}" of "${area.code}" is not among the areas: add it, or correct the code.`)
      else if (!PARENT_KINDS[area.kind].includes(parent.kind)) report(`${at}/parent`, `"${area.code}" is a ${area.kind} and cannot lie in the ${parent.kind} "${parent.code}": name a ${PARENT_KINDS[area.kind].join(' or a ')}.`)
    }
    area.members?.forEach((member, position) => {
      if (area.kind !== 'zone') report(`${at}/members/${position}`, `"${area.code}" is a ${area.kind}: only a zone has members, others are built by "parent".`)
      else if (!byCode.has(member)) report(`${at}/members/${position}`, `The member "${member}" of "${area.code}" is not among the areas: add it, or correct the code.`)
    })
  })
  const circle = findCircle(file)
  if (circle !== undefined) report(`/areas/${file.areas.findIndex((area) => area.code === circle[0])}`, `These areas contain each other in a circle: ${circle.join(' > ')}. Mend a parent or a member.`)
}

/** The codes of one circle of parents and members, or undefined. */
function findCircle(file: CityFile): readonly string[] | undefined {
  const parts = new Map<string, string[]>(file.areas.map((area) => [area.code, [...(area.members ?? [])]]))
  for (const area of file.areas) if (area.code !== file.root) parts.get(area.parent ?? file.root)?.push(area.code)
  const done = new Set<string>()
  const walk = (code: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(code)) return [...path.slice(path.indexOf(code)), code]
    if (done.has(code)) return undefined
    for (const part of parts.get(code) ?? []) {
      const circle = walk(part, [...path, code])
      if (circle !== undefined) return circle
    }
    done.add(code)
    return undefined
  }
  for (const area of file.areas) {
    const circle = walk(area.code, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

function checkSources(file: CityFile, report: Report, indicators: ReadonlySet<string> | undefined): void {
  const seen = new Set<string>()
  file.sources?.forEach((source, index) => {
    source.indicators.forEach((indicator, position) => {
      const at = `/sources/${index}/indicators/${position}`
      if (seen.has(indicator)) report(at, `The indicator "${indicator}" is declared twice: one declaration decides what is judged.`)
      seen.add(indicator)
      if (indicators !== undefined && !indicators.has(indicator)) report(at, `The model has no indicator "${indicator}": correct the code.`)
    })
  })
}
