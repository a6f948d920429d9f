// How far a back-fill has come, as its run keeps it: read again by whoever goes on with it.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Zone } from '../../rules/time/zone.ts'
import { monthsOfRange, type Slice } from './months-of-range.ts'

/** Instants in milliseconds. `done` counts whole months; `failures` those in a row of the present one. */
export const BackFillDetail = Type.Object({
  from: Type.Integer(), to: Type.Integer(), months: Type.Integer(), done: Type.Integer(),
  failures: Type.Integer(), notBefore: Type.Integer(),
})
export type BackFillDetail = Static<typeof BackFillDetail>

/** A back-fill that has not begun. */
export function newBackFill(range: { readonly from: number; readonly to: number }, zone: Zone): BackFillDetail {
  return { ...range, months: monthsOfRange(range, zone).length, done: 0, failures: 0, notBefore: 0 }
}

export const readBackFill = (detail: unknown): BackFillDetail | undefined => (Value.Check(BackFillDetail, detail) ? detail : undefined)

/** The month that is next; undefined when all are done. */
export const nextSlice = (detail: BackFillDetail, zone: Zone): Slice | undefined => monthsOfRange(detail, zone)[detail.done]
