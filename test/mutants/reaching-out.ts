// Bugs in how sources over HTTP are reached, read and let in.
import type { Mutant } from './mutant.ts'

const PAGES = ['test/ingest/adapters/http-poll/http-poll.test.ts']
const HOSTS = ['test/ingest/http/ssrf.test.ts']
const PUSHES = ['test/server/push/push.test.ts']

export const reachingOut: readonly Mutant[] = [
  {
    name: 'name-is-believed',
    breaks: 'A name that stands for this machine or for the metadata of a cloud is connected to.',
    edits: [{ file: 'ingest/http/guarded-connect.ts', find: "      if (problem !== undefined) return callback(problem, '', 0)\n", replace: '' }],
    tests: HOSTS,
  },
  {
    name: 'any-host-is-asked',
    breaks: 'Redirects and links lead to hosts that the feed file does not name.',
    edits: [
      { file: 'ingest/http/client.ts', find: '    requireOrigin(request.url, origins)\n', replace: '' },
      { file: 'ingest/http/guarded-connect.ts', find: '!guard.origins.has(target.origin) ? notNamed(target.origin) : ', replace: '' },
    ],
    tests: HOSTS,
  },
  {
    name: 'post-is-sent-again',
    breaks: 'A POST that failed is made again although nobody said that it may be.',
    edits: [{ file: 'ingest/http/client.ts', find: "request.method === 'GET' || retry.alsoPost ? retry.attempts : 0", replace: 'retry.attempts' }],
    tests: ['test/ingest/http/client.test.ts'],
  },
  {
    name: 'source-repeats-our-key',
    breaks: 'An error shows the key that the source sent back.',
    edits: [{ file: 'ingest/http/client.ts', find: 'if (value.length >= SHORTEST_HIDDEN) for', replace: 'if (value.length < 0) for' }],
    tests: ['test/ingest/http/client.test.ts', 'test/ingest/http/signers.test.ts'],
  },
  {
    name: 'half-a-reading-is-whole',
    breaks: 'The cursor moves with every page, so what a later page would have brought is never asked for again.',
    edits: [{ file: 'ingest/adapters/http-poll/http-poll.ts', find: 'page.isLast && options.range === undefined', replace: 'options.range === undefined' }],
    tests: PAGES,
  },
  {
    name: 'total-is-not-held-against',
    breaks: 'A source that changes while it is read counts as read.',
    edits: [{ file: 'ingest/adapters/http-poll/pages.ts', find: 'if (total !== firstTotal) throw', replace: 'if (total === -1) throw' }],
    tests: PAGES,
  },
  {
    name: 'future-moves-the-cursor',
    breaks: 'One record with a wrong clock hides everything until that time comes.',
    edits: [{ file: 'ingest/adapters/http-poll/window.ts', find: ' && instant <= begun', replace: '' }],
    tests: PAGES,
  },
  {
    name: 'push-counts-twice',
    breaks: 'Two pushes of one Idempotency-Key at once are both taken.',
    edits: [{ file: 'server/push/take-push.ts', find: 'throw new AnsweredError()', replace: 'return' }],
    tests: PUSHES,
  },
  {
    name: 'revoked-token-goes-on',
    breaks: 'A token that was revoked is still taken.',
    edits: [{ file: 'db/feeds/feed-tokens.ts', find: ".where('feed', '=', feed).where('revoked_at', 'is', null).execute()", replace: ".where('feed', '=', feed).execute()" }],
    tests: PUSHES,
  },
  {
    name: 'bomb-is-opened',
    breaks: 'A small body that is huge once it is opened fills the memory.',
    edits: [{ file: 'ingest/http/inflate.ts', find: ', { maxOutputLength: mostBytes }', replace: '' }],
    tests: PUSHES,
  },
  {
    name: 'place-is-not-given-back',
    breaks: 'A pushed feed takes as many requests as fit at once, and then none.',
    edits: [{ file: 'server/push/push-door.ts', find: '        place.leave()\n', replace: '' }],
    tests: PUSHES,
  },
]
