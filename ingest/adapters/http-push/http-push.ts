// A source that comes to us over HTTP: nothing to connect to, nothing to read; the server hands its bodies to readPush.
import type { Adapter } from '../adapter.ts'

export const httpPush: Adapter = {
  kind: 'http-push',
  check: () => [],
}
