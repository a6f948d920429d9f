// Check sheets (校核单) out and back: what waits for a bureau as a workbook, and what an answered one would do and does.
import { createHash } from 'node:crypto'
import { findLetters, nextWaiting, countDeadLetters } from '../../db/feeds/dead-letters.ts'
import { findSameFile, findStoredFile, readStoredFile, storeFile, type StoredFile } from '../../db/feeds/stored-files.ts'
import { applyAnswers } from '../../ingest/check-sheets/apply-answers.ts'
import { judgeRows, lettersNamed, type JudgedRow } from '../../ingest/check-sheets/judge-rows.ts'
import { readCheckSheet } from '../../ingest/check-sheets/read-sheet.ts'
import { writeCheckSheet, type SheetLetter } from '../../ingest/check-sheets/write-sheet.ts'
import { ProblemError } from '../problem.ts'
import type { CheckSheetAnswer, CheckSheetRow } from '../schemas/dead-letters.ts'
import type { Workbench } from '../workbench.ts'

/** Letters of one sheet: as many as people can answer; the rest comes with the next one. */
const MOST_LETTERS = 5_000
const PAGE = 1_000

/** The letters that wait in the feeds of a bureau, oldest first, as a workbook. Throws ProblemError 404 for a bureau that the city does not have. */
export async function checkSheetOf({ context, store: { db }, now }: Workbench, code: string): Promise<Buffer> {
  const { city, feeds } = context
  const bureau = city.bureaus.find((one) => one.code === code)
  if (bureau === undefined) throw new ProblemError(404, `The city file has no bureau ${code}.`, 'GET /api/v1/city lists the bureaus and their codes.')
  const letters: SheetLetter[] = []
  let waiting = 0
  for (const feed of feeds.filter((one) => one.bureau === code)) {
    waiting += await countDeadLetters(db, feed.id)
    for (let after = 0; letters.length < MOST_LETTERS; ) {
      const page = await nextWaiting(db, { feed: feed.id, after, limit: Math.min(PAGE, MOST_LETTERS - letters.length) })
      const last = page.at(-1)
      if (last === undefined) break
      after = last.id
      letters.push(...page.map((letter) => ({ letter, feed })))
    }
  }
  return writeCheckSheet({ bureau, letters, waiting, madeAt: city.zone.format(now()).slice(0, 16).replace('T', ' ') })
}

export interface SentSheet {
  readonly name: string
  readonly content: Buffer
}

/** Keeps the sheet as it was sent and says what it would do. Throws FeedReadError for what is no check sheet; nothing of it is kept then. */
export async function previewSheet(workbench: Workbench, { name, content }: SentSheet): Promise<CheckSheetAnswer> {
  const rows = await readCheckSheet({ name, content }, AbortSignal.timeout(READ_MS))
  const { db } = workbench.store
  const sha256 = createHash('sha256').update(content).digest('hex')
  const file = (await findSameFile(db, { feed: null, purpose: 'answer', sha256 })) ?? (await storeFile(db, { feed: null, purpose: 'answer', name, bytes: content.length, sha256 }, inOne(content)))
  return present(file, await judge(workbench, rows), false)
}

/** A sheet is read within this, or refused. */
const READ_MS = 30_000

async function* inOne(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

/** Does what the sheet says, as far as it still applies. Throws ProblemError 404 for a sheet that was not sent. */
export async function applySheet(workbench: Workbench, id: number, by: string | null): Promise<CheckSheetAnswer> {
  const { db } = workbench.store
  const file = await findStoredFile(db, id)
  if (file === undefined || file.purpose !== 'answer') throw new ProblemError(404, `No answered check sheet ${id} was sent.`, 'Send the workbook to POST /api/v1/check-sheets first.')
  const parts: Uint8Array[] = []
  for await (const part of readStoredFile(db, id)) parts.push(part)
  const rows = await readCheckSheet({ name: file.name, content: Buffer.concat(parts) }, AbortSignal.timeout(READ_MS))
  const judged = await judge(workbench, rows)
  await applyAnswers({ db, take: (feed, delivery) => workbench.intake.take(feed, delivery), file, by, at: workbench.now() }, judged)
  return present(file, judged, true)
}

async function judge(workbench: Workbench, rows: Parameters<typeof judgeRows>[0]): Promise<readonly JudgedRow[]> {
  const { context } = workbench
  const feeds = new Map(context.feeds.map((feed) => [feed.id, feed]))
  return judgeRows(rows, {
    letters: await findLetters(workbench.store.db, lettersNamed(rows)),
    feedOf(id) {
      const feed = feeds.get(id)
      return feed === undefined ? undefined : { feed, mapping: workbench.mappingOf(feed) }
    },
  })
}

function present(file: StoredFile, judged: readonly JudgedRow[], applied: boolean): CheckSheetAnswer {
  const counts = { fact: 0, 'still-refused': 0, filtered: 0, void: 0, confirmed: 0, blank: 0, refused: 0 }
  for (const { outcome } of judged) counts[outcome]++
  return { file: file.id, name: file.name, applied, counts, rows: judged.filter(({ outcome }) => outcome !== 'blank').map(presentRow) }
}

function presentRow(judged: JudgedRow): CheckSheetRow {
  const { row, outcome } = judged
  switch (judged.outcome) {
    case 'blank':
      return { row, letter: null, feed: null, verdict: null, value: null, outcome, reason: null }
    case 'refused':
      return { row, letter: null, feed: judged.texts?.feed ?? null, verdict: null, value: judged.texts?.corrected ?? null, outcome, reason: { ...judged.reason } }
    default:
      return { row, letter: judged.letter.id, feed: judged.feed.id, verdict: judged.verdict, value: judged.value, outcome, reason: judged.outcome === 'still-refused' ? { ...judged.refusal.reason } : null }
  }
}
