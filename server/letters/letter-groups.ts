// The groups of letters that wait as JSON, each with what mends it.
import { countSettled, letterGroups } from '../../db/feeds/letter-groups.ts'
import { countDeadLetters } from '../../db/feeds/dead-letters.ts'
import type { Db } from '../../db/open-store.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { DeadLetterGroups } from '../schemas/dead-letters.ts'

/** What could not be read at all has no record to map again. */
const UNREADABLE: ReadonlySet<string> = new Set(['unreadable-bytes', 'ragged-row', 'broken-quotes', 'not-a-record', 'repeated-key', 'too-deep', 'control-character', 'unpaired-surrogate'])

export async function presentGroups(db: Db, feed: Feed, zone: Zone): Promise<DeadLetterGroups> {
  const groups = await letterGroups(db, feed.id)
  return {
    feed: feed.id,
    waiting: await countDeadLetters(db, feed.id),
    settled: { ...(await countSettled(db, feed.id)) },
    groups: groups.map(({ first, last, values, shapes, reason, advice, ...group }) => ({
      ...group,
      first: zone.format(first), last: zone.format(last),
      reason: { ...reason },
      advice: feed.delivery === 'list' ? { ...DELIVER_LIST_AGAIN } : { ...advice },
      values: values.map(({ text: value, count }) => ({ value, count })),
      shapes: shapes.map(({ text: shape, count }) => ({ shape, count })),
      replayable: feed.delivery !== 'list' && !UNREADABLE.has(group.code),
    })),
  }
}

/** A full list is applied whole or not at all. */
export const DELIVER_LIST_AGAIN = {
  zh: '全量清单须整表应用：请更正该行（或修改映射）后，整表重新交付；重新交付成功后本条自动办结。',
  en: 'A full list is applied whole or not at all: correct the row, or the mapping, and deliver the whole list again; these letters are settled by it.',
} as const
