// What an edited feed file would make of the letters that wait, and what can be proven about samples that were right.
import { countDeadLetters } from '../../db/feeds/dead-letters.ts'
import { compareMappings, type MappingChange } from '../../ingest/dead-letters/mapping-change.ts'
import { checkRight, tryMapping } from '../../ingest/dead-letters/try-mapping.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { compileMapping } from '../../ingest/mapping/compile-mapping.ts'
import { ProblemError } from '../problem.ts'
import type { DeadLetterPreview } from '../schemas/dead-letters.ts'
import { FeedFileError } from '../feed-file-error.ts'
import type { Workbench } from '../workbench.ts'

/** Changes nothing. Throws FeedFileError for a file that cannot be used, ProblemError 422 for that of another feed. */
export async function previewMapping(workbench: Workbench, feed: Feed, feedText: string): Promise<DeadLetterPreview> {
  const { model, context: { city }, store: { db } } = workbench
  const reading = checkFeed(feedText, `${feed.id}.feed.yaml`, { model, city })
  if (!reading.ok) throw new FeedFileError(reading.problems)
  if (reading.feed.id !== feed.id) throw new ProblemError(422, `The file is that of feed ${reading.feed.id}.`, `Send the edited file of feed ${feed.id}.`)
  const after = compileMapping(reading.feed, city, model)
  const tried = await tryMapping(db, feed.id, after)
  const change = compareMappings(feed, reading.feed)
  const right = await checkRight(db, feed.id, { before: workbench.mappingOf(feed), after })
  return {
    waiting: await countDeadLetters(db, feed.id),
    tried: tried.tried, facts: tried.facts, filtered: tried.filtered, refused: tried.refused,
    refusedBy: tried.refusedBy.map(({ reason, advice, ...group }) => ({ ...group, reason: { ...reason }, advice: { ...advice } })),
    examples: {
      facts: tried.factExamples.map(({ letter: { id, position, field, value }, fact }) => ({ id, position, field, value, key: fact.key, fact: JSON.stringify(fact, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) })),
      refused: tried.refusedExamples.map(({ letter: { id, position, value }, refusal }) => ({ id, position, field: refusal.field, value: refusal.value === '' ? value : refusal.value, code: refusal.code, reason: { ...refusal.reason } })),
    },
    right: { proof: change.proof, changed: [...change.changed], ...right, text: { ...TEXTS[change.proof] } },
  }
}

const TEXTS: { readonly [P in MappingChange['proof']]: { readonly zh: string; readonly en: string } } = {
  same: { zh: '映射与现行一致：已入库的事实不变，合格样本的结果也不变。', en: 'The mapping is the one in force: facts that are stored stay, and right samples become what they become now.' },
  extends: { zh: '已证明：只有原来被拒的样本会有新结果，合格样本的结果不变；已入库的事实不变。', en: 'Proven: only samples that were refused can become something else. Right samples become what they become now, and facts that are stored stay.' },
  unproven: {
    zh: '已入库的事实不变；但所列改动之后，同样的合格样本可能得到不同结果（合格样本的原文不保存，无法逐条重算）。重复交付时会成为新的版本，请核对后再保存。',
    en: 'Facts that are stored stay; but with the changes that are named the same right samples may become something else when they are delivered again (their originals are not kept, so they cannot be mapped again one by one). Look at these changes before you save.',
  },
}
