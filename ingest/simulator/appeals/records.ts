// What the hotline and its grid channel send about an order, as it stands at an instant.
import type { SampleRecord } from '../../samples/sample.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { localText } from '../local-time.ts'
import { bureauOf } from '../places.ts'
import { stepsOf, type Appeal } from './appeal.ts'

/** The hotline's whole record of an order as it stands at `instant`; undefined before it was accepted. */
export function orderRecordAt(appeal: Appeal, instant: Instant): SampleRecord | undefined {
  if (appeal.acceptedAt > instant) return undefined
  const seen = (at: Instant | undefined): string | null => (at !== undefined && at <= instant ? localText(at) : null)
  const happened = (at: Instant | undefined): boolean => at !== undefined && at <= instant
  const dispatched = happened(appeal.dispatchedAt)
  const handler = happened(appeal.dispatchedAgainAt) || appeal.directAnswer ? appeal.bureau : appeal.firstBureau
  const updatedAt = stepsOf(appeal).findLast((step) => step <= instant) ?? appeal.acceptedAt
  return {
    order_no: appeal.key,
    order_state: stateAt(appeal, happened),
    answer_mode: appeal.directAnswer ? '直接答复' : '转办',
    channel: appeal.channel,
    appeal_type: appeal.type,
    appeal_topic: appeal.topic,
    area_code: appeal.area === '' ? null : appeal.area,
    unit_uscc: appeal.directAnswer || dispatched ? bureauOf(handler).uscc : null,
    accept_time: localText(appeal.acceptedAt),
    dispatch_time: seen(appeal.dispatchedAt),
    deadline: dispatched && appeal.dueAt !== undefined ? localText(appeal.dueAt) : null,
    return_time: seen(appeal.returnedAt),
    redispatch_time: seen(appeal.dispatchedAgainAt),
    sign_time: seen(appeal.signedAt),
    first_contact_time: seen(appeal.contactedAt),
    reply_time: seen(appeal.repliedAt),
    finish_time: seen(appeal.closedAt),
    redo_time: seen(appeal.reopenedAt),
    refinish_time: seen(appeal.closedAgainAt),
    cancel_time: seen(appeal.cancelledAt),
    cancel_reason: happened(appeal.cancelledAt) ? appeal.cancelReason ?? null : null,
    complex_flag: appeal.complex ? '1' : '0',
    update_time: localText(updatedAt),
  }
}

function stateAt(appeal: Appeal, happened: (at: Instant | undefined) => boolean): string {
  if (appeal.directAnswer) return '直接答复'
  if (happened(appeal.cancelledAt)) return '已作废'
  if (happened(appeal.closedAgainAt)) return '已办结'
  if (happened(appeal.reopenedAt)) return '重办中'
  if (happened(appeal.closedAt)) return '已办结'
  if (happened(appeal.repliedAt)) return '已回复'
  if (happened(appeal.contactedAt)) return '办理中'
  if (happened(appeal.dispatchedAgainAt)) return '已改派'
  if (happened(appeal.returnedAt)) return '已退单'
  return happened(appeal.dispatchedAt) ? '已派单' : '待派单'
}

/** A message of the grid channel: one step of the life of one order. */
export interface GridMessage {
  readonly at: Instant
  readonly record: SampleRecord
}

/** Every message that the grid channel sends about an order, in order of time: all steps of its own orders, early contacts for others. */
export function gridMessagesOf(appeal: Appeal): readonly GridMessage[] {
  const message = (at: Instant | undefined, event: string, fields: SampleRecord): readonly GridMessage[] =>
    at === undefined ? [] : [{ at, record: { ...NOTHING, order_no: appeal.key, event, event_time: localText(at), area_code: appeal.area === '' ? null : appeal.area, ...fields } }]
  const time = (at: Instant | undefined): string => (at === undefined ? '' : localText(at))
  const contactAt = appeal.stream === 'hotline-grid' ? appeal.contactedAt : appeal.gridContactAt
  const contact = message(contactAt, '首次联系', { contact_time: time(contactAt) })
  if (appeal.stream !== 'hotline-grid') return contact
  const bureau = { unit_uscc: bureauOf(appeal.bureau).uscc }
  return [
    ...message(appeal.dispatchedAt, '派单', {
      accept_time: time(appeal.acceptedAt), dispatch_time: time(appeal.dispatchedAt), deadline: time(appeal.dueAt), complex_flag: appeal.complex ? '1' : '0',
      unit_uscc: bureauOf(appeal.firstBureau).uscc,
    }),
    ...message(appeal.dispatchedAgainAt, '改派', { dispatch_time: time(appeal.dispatchedAgainAt), ...bureau }),
    ...contact,
    ...message(appeal.closedAt, '办结', { finish_time: time(appeal.closedAt) }),
    ...message(appeal.reopenedAt, '重办', { redo_time: time(appeal.reopenedAt) }),
    ...message(appeal.closedAgainAt, '办结', { finish_time: time(appeal.closedAgainAt) }),
    ...message(appeal.cancelledAt, '作废', { cancel_time: time(appeal.cancelledAt) }),
  ]
}

const NOTHING: SampleRecord = {
  accept_time: null, dispatch_time: null, contact_time: null, finish_time: null, redo_time: null, cancel_time: null,
  deadline: null, complex_flag: null, unit_uscc: null,
}
