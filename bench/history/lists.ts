// A few rows of every list of the model, so that all indicators of the standard have values.
import { hashOf, randomOf } from '../../ingest/simulator/random.ts'
import type { RegisterFact } from '../../rules/facts/fact.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { ROOT, STREETS } from './city.ts'

const DAY = 86_400_000
const ROWS = 200
const GROUPS = 40
/** Lists that name the groups of other lists. */
const NAMING = new Set(['institution', 'community', 'carrier', 'retrofit-area'])

/** The rows of a list as of an instant, in the last three years; statuses in turn of chance, the first ones most often. */
export function rowsOf(model: Model, register: string, at: Instant): readonly RegisterFact[] {
  const statuses = model.registers.find(({ id }) => id === register)?.statuses ?? []
  const ofCity = ['institution', 'data-resource', 'hub-capability'].includes(register)
  return Array.from({ length: NAMING.has(register) ? GROUPS : ROWS }, (_, index): RegisterFact => {
    const random = randomOf(hashOf(register), 1, index)
    const group = `g${String(Math.floor(random() * GROUPS)).padStart(3, '0')}`
    const key = NAMING.has(register) ? `g${String(index).padStart(3, '0')}` : `${register}-${index}`
    const place = NAMING.has(register) ? index : Number(group.slice(1))
    const status = statuses[Math.floor(random() ** 3 * statuses.length)] ?? ''
    const from = Math.floor((at - (30 + random() * 1000) * DAY) / 1000) * 1000
    return {
      kind: 'register-entry', register, source: `list-${register}`, key, observedAt: at, version: at,
      area: ofCity ? ROOT : (STREETS[place % STREETS.length] ?? ROOT), bureau: null, status, validFrom: from, since: from + Math.floor(random() * 20) * DAY,
      ...(register === 'oneform-department' ? { lastUsedAt: Math.floor((at - random() * 120 * DAY) / 1000) * 1000 } : {}),
      ...(NAMING.has(register) ? {} : { group }),
    }
  })
}
