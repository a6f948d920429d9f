// Filled forms, from a person's figures to facts: checked when they are entered, taken in when another person confirms them.
import { decideEntry, findEntry, insertEntry, readEntries, type EntryState, type ManualEntry } from '../../db/feeds/manual-entries.ts'
import { findStoredFile, type StoredFile } from '../../db/feeds/stored-files.ts'
import { AS_OF, ENTRY, entrySample } from '../../ingest/adapters/manual/entry-sample.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Outcome } from '../../ingest/mapping/outcome.ts'
import { ProblemError } from '../problem.ts'
import type { Entries, Entry } from '../schemas/entries.ts'
import type { Workbench } from '../workbench.ts'
import { asOfInstant, asOfText } from './as-of.ts'
import { formOf } from './form.ts'
import { isSamePerson, NAMES_ARE, personOf } from './person.ts'

export interface EntryToMake {
  readonly record: Readonly<Record<string, string>>
  readonly asOf: string
  readonly evidence?: number | undefined
  readonly note?: string | undefined
  readonly enteredBy: string
}

/** Throws ProblemError: 404 and 409 for a feed that has no form, 422 with the field at fault for figures that would be no fact. */
export async function makeEntry(workbench: Workbench, feedId: string, entry: EntryToMake): Promise<Entry> {
  const feed = manualFeed(workbench, feedId)
  const { db } = workbench.store
  const enteredBy = personOf(entry.enteredBy)
  const asOf = asOfInstant(entry.asOf, workbench.context.city.zone, workbench.now())
  const record = recordOf(workbench, feed, entry.record)
  await checkEvidence(workbench, feed, entry.evidence)
  requireFact(outcomeOf(workbench, feed, { id: 1, asOf, record }))
  return present(workbench, await insertEntry(db, { feed: feed.id, record, asOf, evidence: entry.evidence ?? null, note: entry.note?.trim() ?? '', enteredBy }))
}

/** Takes the figures in and marks the entry confirmed, in one transaction. Throws ProblemError 409 for one that does not wait or for its own author. */
export async function confirmEntry(workbench: Workbench, id: number, { by, note }: { readonly by: string; readonly note?: string | undefined }): Promise<Entry> {
  const entry = await waitingEntry(workbench, id)
  const feed = manualFeed(workbench, entry.feed)
  const person = secondPerson(entry, by)
  requireFact(outcomeOf(workbench, feed, entry))
  await workbench.deliver(feed, [entrySample({ number: entry.id, asOf: entry.asOf, record: entry.record }, workbench.context.city.zone)], {
    async alongside(db, { batch }) {
      if (!(await decideEntry(db, { id, state: 'confirmed', by: person, note: note?.trim() ?? null, batch }))) throw decided(entry)
    },
  })
  return getEntry(workbench, id)
}

/** Gives an entry back with what to mend. Throws ProblemError 409 as `confirmEntry` does. */
export async function returnEntry(workbench: Workbench, id: number, { by, note }: { readonly by: string; readonly note: string }): Promise<Entry> {
  const entry = await waitingEntry(workbench, id)
  const person = secondPerson(entry, by)
  if (note.trim() === '') throw new ProblemError(400, 'A return says what to mend.', 'Write it in a few words: the person who entered the figures reads it.')
  if (!(await decideEntry(workbench.store.db, { id, state: 'returned', by: person, note: note.trim(), batch: null }))) throw decided(entry)
  return getEntry(workbench, id)
}

export async function listEntries(workbench: Workbench, feedId: string, wanted: { readonly state?: EntryState | undefined; readonly before?: number | undefined; readonly limit: number }): Promise<Entries> {
  const feed = manualFeed(workbench, feedId)
  const entries = await readEntries(workbench.store.db, feed.id, wanted)
  return { feed: feed.id, evidence: evidenceOf(feed), form: formOf(feed, workbench.context.city), entries: await Promise.all(entries.map((entry) => present(workbench, entry))) }
}

/** Throws ProblemError 404 when there is none. */
export async function getEntry(workbench: Workbench, id: number): Promise<Entry> {
  return present(workbench, await entryOf(workbench, id))
}

/** An entry as JSON, with its evidence and the key under which its figures are known. */
export async function present(workbench: Workbench, entry: ManualEntry): Promise<Entry> {
  const { zone } = workbench.context.city
  const feed = workbench.context.feeds.find((one) => one.id === entry.feed)
  const outcome = feed === undefined ? undefined : outcomeOf(workbench, feed, entry)
  const evidence = entry.evidence === null ? undefined : await findStoredFile(workbench.store.db, entry.evidence)
  return {
    id: entry.id, feed: entry.feed, key: outcome?.outcome === 'fact' ? outcome.fact.key : null, record: { ...entry.record },
    asOf: zone.format(entry.asOf), asOfText: asOfText(entry.asOf, zone),
    evidence: evidence === undefined ? null : { id: evidence.id, name: evidence.name, bytes: evidence.bytes, sha256: evidence.sha256 },
    note: entry.note, enteredBy: entry.enteredBy, enteredAt: zone.format(entry.enteredAt), state: entry.state,
    decidedBy: entry.decidedBy, decidedAt: entry.decidedAt === null ? null : zone.format(entry.decidedAt), decisionNote: entry.decisionNote, names: { ...NAMES_ARE },
  }
}

function manualFeed({ context }: Workbench, id: string): Feed {
  const feed = context.feeds.find((one) => one.id === id)
  if (feed === undefined) throw new ProblemError(404, `There is no feed ${id} in force.`, 'Wire it first, with the connection "filled in by people".')
  if (feed.adapter.kind !== 'manual') throw new ProblemError(409, `Feed ${id} is not filled in by people but comes by ${feed.adapter.kind}.`, 'Declare adapter: {kind: manual} in a feed of its own.')
  return feed
}

const evidenceOf = ({ adapter }: Feed): 'required' | 'optional' => (adapter.kind === 'manual' && adapter.evidence === 'optional' ? 'optional' : 'required')

/** The fields of the form that were filled in, without the spaces around them. */
function recordOf(workbench: Workbench, feed: Feed, record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const form = formOf(feed, workbench.context.city)
  const unknown = Object.keys(record).find((path) => !form.some((field) => field.path === path))
  if (unknown !== undefined) {
    const own = unknown === AS_OF || unknown === ENTRY ? 'The form fills it in itself' : `Fill in ${form.map(({ path }) => path).join(', ')}`
    throw new ProblemError(400, `The form of ${feed.id} has no field "${unknown}".`, `${own}.`)
  }
  return Object.fromEntries(form.flatMap(({ path }) => {
    const text = record[path]?.trim() ?? ''
    return text === '' ? [] : [[path, text]]
  }))
}

async function checkEvidence(workbench: Workbench, feed: Feed, id: number | undefined): Promise<StoredFile | undefined> {
  if (id === undefined) {
    if (evidenceOf(feed) === 'required') throw new ProblemError(422, `Entries of ${feed.id} need an evidence file.`, 'Upload it (佐证材料) and name its number as "evidence".')
    return undefined
  }
  const file = await findStoredFile(workbench.store.db, id)
  if (file === undefined || file.purpose !== 'evidence') throw new ProblemError(422, `There is no evidence file ${id}.`, 'Upload the evidence first and name the number that was answered.')
  return file
}

function outcomeOf(workbench: Workbench, feed: Feed, { id, asOf, record }: Pick<ManualEntry, 'id' | 'asOf' | 'record'>): Outcome {
  return workbench.mappingOf(feed)(entrySample({ number: id, asOf, record }, workbench.context.city.zone).record, { now: workbench.now() })
}

function requireFact(outcome: Outcome): void {
  switch (outcome.outcome) {
    case 'fact':
      return
    case 'filtered':
      throw new ProblemError(422, 'The filter of the feed leaves these figures to another feed.', 'Check what was filled in.')
    case 'rejected': {
      const { field, path, value, reason, advice } = outcome.rejection
      throw new ProblemError(422, `${path ?? field} = ${value}: ${reason.zh} / ${reason.en}`, `${advice.zh} / ${advice.en}`)
    }
  }
}

async function entryOf(workbench: Workbench, id: number): Promise<ManualEntry> {
  const entry = await findEntry(workbench.store.db, id)
  if (entry === undefined) throw new ProblemError(404, `There is no entry ${id}.`, 'GET /api/v1/feeds/{id}/entries lists those of a feed.')
  return entry
}

async function waitingEntry(workbench: Workbench, id: number): Promise<ManualEntry> {
  const entry = await entryOf(workbench, id)
  if (entry.state !== 'waiting') throw decided(entry)
  return entry
}

function decided({ id, state }: ManualEntry): ProblemError {
  return new ProblemError(409, `Entry ${id} ${state === 'waiting' ? 'has been decided meanwhile' : `is ${state} already`}.`, 'A correction is a new entry about the same figure.')
}

function secondPerson(entry: ManualEntry, name: string): string {
  const person = personOf(name)
  if (isSamePerson(entry.enteredBy, person)) throw new ProblemError(409, `${entry.enteredBy} entered these figures and cannot confirm or return them.`, 'Ask a second person: 一人录入、另一人复核.')
  return person
}
