// What the definitions of the model say about cases, counted one case at a time at one instant: the other side of the differential test.
import type { CaseFields } from '../../../rules/facts/fact.ts'
import { inWindow, localDate, type NaiveAssessment } from './naive-calendar.ts'

export interface KnownCase {
  readonly type: 'appeal' | 'event'
  readonly fields: CaseFields
  readonly withdrawn?: boolean
}

export interface NaiveQuestion {
  readonly calculation: string
  readonly population: string
  readonly window: string
  readonly asOf: number
  readonly zone: string
  readonly assessment?: NaiveAssessment | undefined
}

export interface NaiveCount {
  readonly quantity: { kind: 'share'; numerator: bigint; denominator: bigint } | { kind: 'mean'; sumMs: bigint; count: bigint }
  readonly open: number
}

const happened = (instant: number | undefined, asOf: number): instant is number => instant !== undefined && instant <= asOf

/** The last thing that happened up to `asOf` was a closing; a reopening at the same instant comes after it. */
function isClosed(fields: CaseFields, asOf: number): boolean {
  const closed = Math.max(-1, ...(fields.closedAt ?? []).filter((at) => at <= asOf))
  const reopened = Math.max(-1, ...(fields.reopenedAt ?? []).filter((at) => at <= asOf))
  return closed > reopened
}

function isOut({ type, fields, withdrawn }: KnownCase, asOf: number): boolean {
  return withdrawn === true || fields.cancelled === true || happened(fields.cancelledAt, asOf) || (type === 'appeal' && fields.directAnswer === true)
}

export function countNaively(cases: readonly KnownCase[], { calculation, population, window, asOf, zone, assessment }: NaiveQuestion): NaiveCount {
  const today = localDate(zone, asOf)
  const belongs = (known: KnownCase, start: number | undefined): start is number =>
    !isOut(known, asOf) && happened(start, asOf) && inWindow(window, localDate(zone, start), today, assessment) && !(population === 'excluding-complex' && known.fields.complex === true)
  const share = (members: readonly CaseFields[], isMet: (fields: CaseFields) => boolean): NaiveCount => ({
    quantity: { kind: 'share', numerator: BigInt(members.filter(isMet).length), denominator: BigInt(members.length) },
    open: members.filter((fields) => !isClosed(fields, asOf)).length,
  })
  switch (calculation) {
    case 'event-online/1':
      // Events dispatched, handled, verified and closed through the online loop over all events filed in the window.
      return share(cases.filter((known) => known.type === 'event' && belongs(known, known.fields.filedAt)).map(({ fields }) => fields),
        (fields) => fields.online === true && isClosed(fields, asOf))
    case 'appeal-completion/1':
      // Of the appeals accepted in the window and dispatched, those closed and not reopened.
      return share(cases.filter((known) => known.type === 'appeal' && belongs(known, known.fields.acceptedAt) && happened(known.fields.dispatchedAt, asOf)).map(({ fields }) => fields),
        (fields) => isClosed(fields, asOf))
    case 'appeal-response/1': {
      // First dispatch to first contact; open ones count with the time elapsed; an early contact is an answer at once.
      let sumMs = 0n
      let count = 0n
      let open = 0
      for (const known of cases) {
        const { dispatchedAt, firstContactAt } = known.fields
        if (known.type !== 'appeal' || !belongs(known, dispatchedAt)) continue
        const answered = firstContactAt !== undefined && Math.max(firstContactAt, dispatchedAt) <= asOf
        count++
        if (!answered) open++
        sumMs += BigInt((answered ? Math.max(firstContactAt, dispatchedAt) : asOf) - dispatchedAt)
      }
      return { quantity: { kind: 'mean', sumMs, count }, open }
    }
    default:
      throw new RangeError(`No such calculation: ${calculation}`)
  }
}
