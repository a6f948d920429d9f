// What the city-management platform and the districts' ledgers hold about an event, as it stands at an instant.
import type { SampleRecord } from '../../samples/sample.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { localText } from '../local-time.ts'
import { bureauOf, DISTRICTS, STREETS } from '../places.ts'
import { stepsOf, type CityEvent } from './event.ts'

/** The record of an event as it stands at `instant`, in the form of its own system; undefined before it was filed. */
export function eventRecordAt(event: CityEvent, instant: Instant): SampleRecord | undefined {
  if (event.filedAt > instant) return undefined
  return event.stream === 'city-events' ? platformRecordAt(event, instant) : ledgerRowAt(event, instant)
}

function platformRecordAt(event: CityEvent, instant: Instant): SampleRecord {
  const seen = (at: Instant | undefined): string | null => (at !== undefined && at <= instant ? localText(at) : null)
  const closed = event.closedAt !== undefined && event.closedAt <= instant
  return {
    rec_id: event.key,
    event_type_name: event.kind,
    event_src_name: event.foundBy,
    area_code: event.area,
    dispose_unit_name: bureauOf(event.bureau).alias,
    create_time: localText(event.foundAt),
    inst_time: localText(event.filedAt),
    dispatch_time: seen(event.dispatchedAt),
    dispose_end_time: seen(event.disposedAt),
    archive_time: seen(event.closedAt),
    rework_time: seen(event.reworkedAt),
    rearchive_time: seen(event.closedAgainAt),
    cancel_time: seen(event.cancelledAt),
    dispose_deadline: localText(event.dueAt),
    dispose_mode: closed ? (event.online ? '线上闭环' : '线下处置') : null,
    last_update_time: localText(updatedAt(event, instant)),
  }
}

const streetNames = new Map(STREETS.map(({ code, zh, alias }) => [code, { zh, alias }]))
const districtNames = new Map(DISTRICTS.map(({ code, zh }) => [code, zh]))

/** A row of a district's spreadsheet: names in place of codes, and not always the official ones. */
function ledgerRowAt(event: CityEvent, instant: Instant): SampleRecord {
  const seen = (at: Instant | undefined): string => (at !== undefined && at <= instant ? localText(at) : '—')
  const street = streetNames.get(event.area)
  return {
    台账编号: event.key,
    区县: districtNames.get(event.district) ?? '',
    街镇: (event.index % 5 === 0 ? street?.alias : street?.zh) ?? '',
    问题类型: event.kind,
    承办单位: bureauOf(event.bureau).alias,
    立案时间: localText(event.filedAt),
    办结时间: seen(event.closedAt),
    返工时间: seen(event.reworkedAt),
    再次办结时间: seen(event.closedAgainAt),
    作废时间: seen(event.cancelledAt),
    处置方式: '线下',
    更新时间: localText(updatedAt(event, instant)),
  }
}

const updatedAt = (event: CityEvent, instant: Instant): Instant => stepsOf(event).findLast((step) => step <= instant) ?? event.filedAt
