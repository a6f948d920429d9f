// ctmm feed undo: shows what would change, and takes it back when that is confirmed.
import { setTimeout } from 'node:timers/promises'
import { Parse } from 'typebox/value'
import { findUndo } from '../../../db/undo/queue.ts'
import { finishUndo } from '../../../ingest/undo/undo.ts'
import { Undoing, Undoings, UndoPreview, type UndoAsked } from '../../schemas/undo.ts'
import { previewUndo } from '../../undo/preview-undo.ts'
import { askUndo, presentUndo, readScope, requireFeedWithPast } from '../../undo/undo-feed.ts'
import type { Workbench } from '../../workbench.ts'
import { CommandError, printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'
import type { RemoteServer } from '../remote-server.ts'

const ASK_EVERY_MS = 500
/** Batches have numbers below this. */
const LAST_BATCH = Number.MAX_SAFE_INTEGER
const FIRST = '1970-01-03'
const LAST = '2100-12-31'

interface Asked {
  readonly feed: string
  readonly scope: UndoAsked['scope']
  readonly because: string | undefined
}

export const feedUndo: Command = {
  name: 'feed undo',
  usage: 'feed undo FEED [--from TIME] [--to TIME] [--run N] [--batch N] [--yes --because TEXT] [--json]',
  summary: 'Take back what a feed delivered; without --yes only say what would change.',
  details: [
    '--from, --to   received from (inclusive) to (exclusive): 2026-06-30, or 2026-06-30T14:00; everything when both are left out',
    '--run          what one reading of the source brought; --batch one delivery',
    '--yes          do it; --because says why, for the record',
    '--json         what would change, or what was taken back',
    'Statements that another delivery or another feed of the source makes too stay. Nothing is deleted: readings of before still know it.',
  ],
  async run(args) {
    const { values, files } = readArgs(args, {
      from: { type: 'string' }, to: { type: 'string' }, run: { type: 'string' }, batch: { type: 'string' }, because: { type: 'string' }, yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
    }, { least: 1, most: 1 })
    const asked: Asked = { feed: files[0] ?? '', scope: scopeOf(values), because: values.because }
    if (!values.yes) {
      const preview = await withWorkbench<UndoPreview>({ here: (workbench) => previewHere(workbench, asked), there: (server) => previewThere(server, asked) })
      return values.json ? printJson(preview) : tellPreview(preview)
    }
    if (values.because === undefined) throw new UsageError('--yes needs --because TEXT: what is taken back stays on record with its reason')
    const done = await withWorkbench<Undoing>({ here: (workbench) => undoHere(workbench, asked), there: (server) => undoThere(server, asked) })
    if (values.json) return printJson(done)
    printLine(`${done.statements} statements of ${done.batches} deliveries taken back; ${done.identities.total} records looked at.`)
    if (done.expired > 0) printLine(`${done.expired} cases stay as they were counted, because their facts have been deleted.`)
  },
}

function scopeOf({ from, to, run, batch }: { readonly [name in 'from' | 'to' | 'run' | 'batch']?: string | undefined }): UndoAsked['scope'] {
  const time = from !== undefined || to !== undefined
  if ([time, run !== undefined, batch !== undefined].filter(Boolean).length > 1) throw new UsageError('name a time, a run or a batch, not several of them')
  if (time) return { kind: 'time', from: from ?? FIRST, to: to ?? LAST }
  if (run !== undefined) return { kind: 'run', run: numberOf(run, '--run') }
  if (batch !== undefined) return { kind: 'batches', from: numberOf(batch, '--batch'), to: numberOf(batch, '--batch') }
  return { kind: 'all' }
}

function numberOf(text: string, name: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1 || number > LAST_BATCH) throw new UsageError(`${name} ${text} is no number`)
  return number
}

async function previewHere(workbench: Workbench, { feed, scope }: Asked): Promise<UndoPreview> {
  await requireFeedWithPast(workbench, feed)
  return previewUndo(workbench, { feed, scope: await readScope(workbench.store.db, workbench.context.city.zone, feed, scope) })
}

const address = (feed: string): string => `/api/v1/feeds/${encodeURIComponent(feed)}`

const previewThere = async (server: RemoteServer, { feed, scope }: Asked): Promise<UndoPreview> => Parse(UndoPreview, await server.post(`${address(feed)}/undo`, { scope, preview: true }))

async function undoHere(workbench: Workbench, { feed, scope, because }: Asked): Promise<Undoing> {
  await requireFeedWithPast(workbench, feed)
  const { id: undo, identities } = await askUndo(workbench, feed, { scope, ...(because === undefined ? {} : { because }) })
  let done = 0
  await finishUndo(workbench.repair, { undo, feed }, (slice) => process.stderr.write(`${(done += slice.identities)} of ${identities}\n`))
  const kept = await findUndo(workbench.store.db, undo)
  if (kept === undefined) throw new CommandError('The undo is not in the store any more: look with `ctmm audit`.')
  return presentUndo(workbench.context.city.zone, kept)
}

async function undoThere(server: RemoteServer, { feed, scope, because }: Asked): Promise<Undoing> {
  const { id } = Parse(Undoing, await server.post(`${address(feed)}/undo`, { scope, because }))
  for (;;) {
    const { undoings } = Parse(Undoings, JSON.parse(await server.getText(`${address(feed)}/undos`)))
    const undoing = undoings.find((one) => one.id === id)
    if (undoing?.state === 'done') return undoing
    if (undoing !== undefined) process.stderr.write(`${undoing.identities.done} of ${undoing.identities.total}\n`)
    await setTimeout(ASK_EVERY_MS)
  }
}

function tellPreview({ batches, statements, kept, identities, expired, days, coveredUntil, standings, values, note }: UndoPreview): void {
  printLine(`${batches} deliveries: ${statements} statements about ${identities} records would be taken back; ${kept} stay because others say them too.`)
  if (expired > 0) printLine(`${expired} cases would stay as they were counted, because their facts have been deleted.`)
  if (days !== null) printLine(`${days.count} days from ${days.from} to ${days.to} would change${days.sealed === 0 ? '' : `, ${days.sealed} of them sealed (the difference stands beside them)`}.`)
  if (coveredUntil.before !== coveredUntil.after) printLine(`The feed would be covered until ${coveredUntil.after ?? 'never'} (now ${coveredUntil.before ?? 'never'}).`)
  for (const { item, before, after } of standings ?? []) printLine(`${item}: ${before.word.en} -> ${after.word.en} (${before.word.zh} -> ${after.word.zh})`)
  for (const { indicator, population, before, after } of values ?? []) printLine(`${indicator} ${population}: ${before.text}${before.unit} -> ${after.text}${after.unit}`)
  if (note !== null) printLine(`${note.en}\n${note.zh}`)
  printLine('Nothing was changed. Do it with --yes --because TEXT.')
}
