// ctmm feed apply | diff: feed files against what is in force, and into force, all of them or none.
import type { FeedText } from '../../feeds-in-force.ts'
import { FeedDiffs, type FeedDiff } from '../../schemas/feed-versions.ts'
import { diffFeeds } from '../../wiring/versions.ts'
import { answerOf } from '../answer-of.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'
import { readFeedTexts } from '../feed-texts.ts'
import { withWorkbench } from '../open-workbench.ts'

const MOST_ARGUMENTS = 500

export const feedDiff: Command = {
  name: 'feed diff',
  usage: 'feed diff DIR|FILE... [--json]',
  summary: 'Show what applying these feed files would change. Changes nothing.',
  details: ['--json   {"feeds": [{"id", "state", "changes"}], "absent": [...]}'],
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: MOST_ARGUMENTS })
    const diffs = await diffOf(await readFeedTexts(files))
    if (values.json) printJson(diffs)
    else printDiffs(diffs, 'left')
  },
}

export const feedApply: Command = {
  name: 'feed apply',
  usage: 'feed apply DIR|FILE... [--dry-run] [--prune] [--json]',
  summary: 'Put feed files in force, all of them or none; shows first what changes. The same files again change nothing.',
  details: [
    'DIR         everything in it whose name ends in .feed.yaml',
    '--dry-run   only show what would change',
    '--prune     remove feeds in force that the files do not hold; their facts stay until they are undone',
    '--json      {"feeds": [{"id", "state", "changes"}], "absent": [...], "removed": [...]}',
  ],
  async run(args) {
    const options = { 'dry-run': { type: 'boolean', default: false }, prune: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
    const { values, files } = readArgs(args, options, { least: 1, most: MOST_ARGUMENTS })
    const texts = await readFeedTexts(files)
    const diffs = await diffOf(texts)
    const prune = values.prune ? diffs.absent : []
    const isDry = values['dry-run']
    if (!values.json) printDiffs(diffs, values.prune ? 'removed' : 'left')
    if (!isDry && (prune.length > 0 || diffs.feeds.some(({ state }) => state !== 'same') || !values.json)) await apply(texts, prune)
    if (values.json) return printJson({ ...diffs, removed: isDry ? [] : prune })
    printLine(isDry ? 'Nothing was changed.' : `Applied ${texts.length} feed file${texts.length === 1 ? '' : 's'}${prune.length === 0 ? '' : `, removed ${prune.length}`}.`)
  },
}

function apply(files: readonly FeedText[], prune: readonly string[]): Promise<unknown> {
  const remove = prune.map((feed) => ({ feed, because: 'ctmm feed apply --prune' }))
  return withWorkbench<unknown>({ here: (workbench) => workbench.changeFeeds({ files, remove }), there: (server) => server.post('/api/v1/feeds/apply', { files, prune }) })
}

function diffOf(texts: readonly FeedText[]): Promise<FeedDiffs> {
  return withWorkbench<FeedDiffs>({
    here: (workbench) => diffFeeds(workbench, texts),
    there: async (server) => answerOf(FeedDiffs, await server.post('/api/v1/feeds/diff', { texts })),
  })
}

const MARKS: Readonly<Record<FeedDiff['state'], string>> = { new: '+', changed: '~', same: '=', 'brought-back': '+' }
const WORDS: Readonly<Record<FeedDiff['state'], string>> = { new: 'new', changed: 'changed', same: 'unchanged', 'brought-back': 'brought back' }

function printDiffs({ feeds, absent }: FeedDiffs, absentAre: 'left' | 'removed'): void {
  for (const { id, state, changes } of feeds) {
    printLine(`${MARKS[state]} ${id}: ${WORDS[state]}`)
    for (const { zh, en } of changes) printLine(`    ${zh}\n    ${en}`)
  }
  for (const id of absent) printLine(absentAre === 'removed' ? `- ${id}: removed; its facts stay until they are undone` : `  ${id}: in force and not among these files; --prune removes it`)
}
