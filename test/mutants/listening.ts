// Bugs between a broker and a delivery.
import type { Mutant } from './mutant.ts'

export const listening: readonly Mutant[] = [
  {
    name: 'message-acknowledged-at-once',
    breaks: 'A message is acknowledged when it comes, before it is kept.',
    edits: [{ file: 'ingest/adapters/mqtt/connection.ts', find: 'qos === 0 ? acknowledge : () => acknowledge(NOT_YET)', replace: 'acknowledge' }],
    tests: ['test/ingest/adapters/mqtt/listen.test.ts'],
  },
  {
    name: 'message-never-acknowledged',
    breaks: 'What was kept comes again for ever.',
    edits: [{ file: 'ingest/adapters/mqtt/connection.ts', find: 'if (!this.open || ids.length === 0) return', replace: 'if (this.open) return' }],
    tests: ['test/ingest/adapters/mqtt/listen.test.ts'],
  },
  {
    name: 'forged-source-counts',
    breaks: 'A message that names another source counts as one of this feed.',
    edits: [{ file: 'ingest/adapters/mqtt/read-message.ts', find: 'claimed !== source', replace: 'claimed === undefined' }],
    tests: ['test/ingest/adapters/mqtt/listen.test.ts'],
  },
  {
    name: 'broker-never-waits',
    breaks: 'However much is under way, more is read from the broker.',
    edits: [{ file: 'ingest/adapters/mqtt/inbox.ts', find: 'return this.held >= this.most || this.bytes >= MOST_BYTES', replace: 'return this.held < 0 && this.bytes < MOST_BYTES' }],
    tests: ['test/ingest/adapters/mqtt/trouble.test.ts'],
  },
  {
    name: 'store-down-hoards',
    breaks: 'When the store is down, the connection stays and what was not kept is forgotten.',
    edits: [{ file: 'ingest/adapters/mqtt/listener.ts', find: 'connection.drop(notTaken(error))\n      return', replace: 'inbox.release(messages)\n      return' }],
    tests: ['test/ingest/adapters/mqtt/trouble.test.ts'],
  },
]
