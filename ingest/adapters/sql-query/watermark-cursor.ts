// How far a feed has read by watermark: what every read begins from, and where one that has not come to its end stands.
import Type from 'typebox'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'

const closed = { additionalProperties: false } as const
const Time = Type.Union([Type.String(), Type.Null()])

export const WatermarkCursor = Type.Object(
  {
    /** What was read; a cursor of something else says nothing. */
    of: Type.String(),
    /** Every row up to this time has been read from every table; the column's own text. Null before the first read has come to its end. */
    since: Time,
    /** The read under way, if it has not come to its end. */
    run: Type.Optional(Type.Object(
      {
        /** What `since` will be; null when there was no row. */
        until: Time,
        /** The table that is being read, from 0; those before have been read. */
        table: Type.Integer({ minimum: 0 }),
        /** The position of the last row read from it: time, then key. */
        at: Type.Array(Type.String(), { minItems: 2 }),
      },
      closed,
    )),
  },
  closed,
)
export type WatermarkCursor = Static<typeof WatermarkCursor>

/** The cursor of this very source; undefined for none, for another source's, or for one of another form: everything is then read again, which changes nothing. */
export function cursorOf(cursor: unknown, { of, width, tables }: { readonly of: string; readonly width: number; readonly tables: number }): WatermarkCursor | undefined {
  if (!Value.Check(WatermarkCursor, cursor) || cursor.of !== of) return undefined
  if (cursor.run === undefined || (cursor.run.at.length === width && cursor.run.table < tables)) return cursor
  return { of, since: cursor.since }
}
