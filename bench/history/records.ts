// Cases as their systems' records, for intake that begins with mapping.
import type { SampleRecord } from '../../ingest/samples/sample.ts'
import type { CaseFact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { usccOf } from './city.ts'

const EIGHT_HOURS = 8 * 3_600_000

/** Local time of the city without zone, as systems print it; null for what has not happened. */
const text = (at: Instant | undefined): string | null => (at === undefined ? null : new Date(at + EIGHT_HOURS).toISOString().slice(0, 19).replace('T', ' '))

/** The record from which mapping makes this fact. */
export function recordOf({ caseType, key, area, bureau, observedAt, fields }: CaseFact): SampleRecord {
  const { closedAt = [], reopenedAt = [] } = fields
  const unit_uscc = bureau === null ? null : usccOf(bureau)
  if (caseType === 'appeal') {
    return {
      order_no: key, area_code: area, unit_uscc, answer_mode: fields.directAnswer === true ? '直接答复' : '转办', complex_flag: fields.complex === true ? '1' : '0',
      accept_time: text(fields.acceptedAt), dispatch_time: text(fields.dispatchedAt), first_contact_time: text(fields.firstContactAt),
      finish_time: text(closedAt[0]), redo_time: text(reopenedAt[0]), refinish_time: text(closedAt[1]), cancel_time: text(fields.cancelledAt), update_time: text(observedAt),
    }
  }
  return {
    rec_id: key, area_code: area, unit_uscc, dispose_mode: fields.online === true ? '线上闭环' : '线下处置',
    inst_time: text(fields.filedAt), archive_time: text(closedAt[0]), rework_time: text(reopenedAt[0]), rearchive_time: text(closedAt[1]),
    cancel_time: text(fields.cancelledAt), last_update_time: text(observedAt),
  }
}
