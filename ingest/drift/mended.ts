// Which open drifts a delivery shows to be over: it says something about what they concern, and that is as usual again.
import type { Drift, DriftKind } from './drift.ts'
import type { Sight } from './sight.ts'

/** Rejections for one reason are over when so many records have none. */
const ENOUGH_RECORDS = 20

export function isMended(open: Pick<Drift, 'kind' | 'field'>, { sight, drifts }: { readonly sight: Sight; readonly drifts: readonly Drift[] }): boolean {
  if (drifts.some(({ kind, field }) => SAME[kind].includes(open.kind) && field === open.field)) return false
  if (sight.records === 0) return false
  const seen = sight.fields.get(open.field)
  switch (open.kind) {
    case 'field-gone':
    case 'field-renamed':
      return seen !== undefined && seen.filled > 0
    case 'field-retyped':
      return seen !== undefined && seen.filled > 0
    case 'scale-jump':
    case 'count-fell':
      return open.field === '' || [...sight.sizes.keys()].some((key) => key.endsWith(`|${open.field}`))
    case 'frozen':
      return sight.content !== ''
    case 'rejections':
      return sight.delivered >= ENOUGH_RECORDS
    case 'contract':
      return true
    // Rare values stay away for long; the mapping has to learn them, or a person says that it need not.
    case 'new-value':
      return false
  }
}

/** Kinds that say the same thing of a field in different ways. */
const SAME: Readonly<Record<DriftKind, readonly DriftKind[]>> = {
  'field-gone': ['field-gone', 'field-renamed'], 'field-renamed': ['field-gone', 'field-renamed'], 'field-retyped': ['field-retyped'],
  'new-value': ['new-value'], 'scale-jump': ['scale-jump', 'count-fell'], 'count-fell': ['count-fell', 'scale-jump'],
  frozen: ['frozen'], contract: ['contract'], rejections: ['rejections'],
}
