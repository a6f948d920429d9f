// Since when something has been wrong with a feed, told alike wherever it is told.
import type { Alert } from '../api/desk-types.ts'

/** Of a feed that is late or stopped: how far it has been read. Of the others: since when they are as they are; null where that is not known. */
export const lastingFrom = ({ state, since, coveredUntil }: Pick<Alert, 'state' | 'since' | 'coveredUntil'>): string | null =>
  state === 'late' || state === 'stopped' ? (coveredUntil ?? since) : since
