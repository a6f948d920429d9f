// ctmm feed token add | list | revoke: what a source shows when it pushes.
import { Parse } from 'typebox/value'
import { addToken, listTokens, revokeToken } from '../../feed-tokens.ts'
import { FeedTokens, NewFeedToken } from '../../schemas/feed-tokens.ts'
import { printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

const LABEL = /^.{1,80}$/u
const pathOf = (feed: string): string => `/api/v1/feeds/${encodeURIComponent(feed)}/tokens`

export const feedTokenAdd: Command = {
  name: 'feed token add',
  usage: 'feed token add FEED [--label TEXT]',
  summary: 'Make a token for a feed that is pushed (adapter: {kind: http-push, auth: token}). It is printed this once.',
  details: ['--label   what it is for, such as the system that shows it', 'Prints the token alone on standard output, and its number on standard error.'],
  async run(args) {
    const { values, files } = readArgs(args, { label: { type: 'string', default: 'ctmm feed token add' } }, { least: 1, most: 1 })
    const feed = files[0] ?? ''
    if (!LABEL.test(values.label)) throw new UsageError('--label: use 1 to 80 characters')
    const { token, entry } = await withWorkbench<NewFeedToken>({
      here: (workbench) => addToken(workbench, { feed, label: values.label }),
      there: async (server) => Parse(NewFeedToken, await server.send('POST', pathOf(feed), { label: values.label })),
    })
    printLine(token)
    process.stderr.write(`Token ${entry.id} of feed ${feed} (${entry.label}). Keep it now: it is not shown again.\n`)
  },
}

export const feedTokenList: Command = {
  name: 'feed token list',
  usage: 'feed token list FEED [--json]',
  summary: 'List the tokens of a feed with their labels, and when they were made, last used and revoked.',
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const feed = files[0] ?? ''
    const found = await withWorkbench<FeedTokens>({
      here: (workbench) => listTokens(workbench, feed),
      there: async (server) => Parse(FeedTokens, JSON.parse(await server.getText(pathOf(feed)))),
    })
    if (values.json) return printJson(found)
    for (const { id, label, createdAt, lastUsedAt, revokedAt } of found.tokens) {
      printLine(`${id}  ${label}  made ${createdAt}  ${lastUsedAt === null ? 'never used' : `last used ${lastUsedAt}`}${revokedAt === null ? '' : `  revoked ${revokedAt}`}`)
    }
    if (found.auth !== 'token') printLine(`Feed ${feed} does not ask for a token (auth: ${found.auth}).`)
  },
}

export const feedTokenRevoke: Command = {
  name: 'feed token revoke',
  usage: 'feed token revoke FEED NUMBER',
  summary: 'Take a token out of force at once.',
  async run(args) {
    const { files } = readArgs(args, {}, { least: 2, most: 2 })
    const [feed = '', number = ''] = files
    if (!/^[1-9][0-9]{0,14}$/.test(number)) throw new UsageError(`"${number}" is no number of a token: \`ctmm feed token list ${feed}\` shows them`)
    await withWorkbench<unknown>({
      here: (workbench) => revokeToken(workbench, { feed, id: Number(number) }),
      there: (server) => server.send('DELETE', `${pathOf(feed)}/${number}`),
    })
    printLine(`Token ${number} of feed ${feed} is revoked.`)
  },
}
