// The level an item had when its feeds were last read: what a stale item shows, aged, instead of a level that nobody knows.
import type { Db } from '../../db/open-store.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { requirementsOf, getIndicator } from '../../rules/model/lookup.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { CityContext } from './city-context.ts'
import type { ProvenBefore } from './present-standing.ts'
import { readArea, type Reading } from './snapshot.ts'
import { inputsAt } from './value-inputs.ts'

/** Answers for stale items; an answer is kept, because the past it speaks of is only asked again when a feed moves. */
export class ProvenBeforeReader {
  private readonly known = new Map<string, ProvenBefore | null>()

  /** For every item with a stale value: the level proven at the last instant up to which those values had been read. One reader keeps to one `knownAt`. */
  async read(db: Db, context: CityContext, area: string, reading: Reading, knownAt?: Instant): Promise<ReadonlyMap<string, ProvenBefore>> {
    const result = new Map<string, ProvenBefore>()
    for (const standing of reading.standings) {
      const at = lastReadAt(context.model, standing, reading)
      if (at === undefined) continue
      const key = `${area}|${standing.item}|${at}`
      let before = this.known.get(key)
      if (before === undefined) {
        before = await levelAt(db, context, { area, item: standing.item, at, knownAt })
        this.known.set(key, before)
      }
      if (before !== null) result.set(standing.item, before)
    }
    return result
  }

  /** The past has changed: late facts, corrections, a new city file. */
  forget(): void {
    this.known.clear()
  }
}

/** Until when the stale values of an item had been read; undefined where none is stale. */
export function lastReadAt(model: Model, standing: Standing, { values }: Pick<Reading, 'values'>): Instant | undefined {
  const stale = new Set(standing.unknowns.filter(({ state }) => state === 'stale').map(({ indicator }) => indicator))
  if (stale.size === 0) return undefined
  const instants = requirementsOf(model, standing.item).flatMap((requirement) => {
    const code = getIndicator(model, requirement.indicator).code
    return values.filter((value) => stale.has(code) && value.indicator === code && value.judged).map((value) => value.freshness.coveredUntil ?? Infinity)
  })
  const earliest = Math.min(...instants)
  return Number.isFinite(earliest) ? earliest : undefined
}

async function levelAt(db: Db, context: CityContext, question: { readonly area: string; readonly item: string; readonly at: Instant; readonly knownAt: Instant | undefined }): Promise<ProvenBefore | null> {
  const calculations = requirementsOf(context.model, question.item).map(({ calculation }) => calculation)
  const { standings } = readArea(await inputsAt(db, context, { asOf: question.at, knownAt: question.knownAt }, { areas: [question.area], calculations }), question.area)
  const level = standings.find(({ item }) => item === question.item)?.proven ?? null
  return level === null ? null : { level, at: question.at }
}
