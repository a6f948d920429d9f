// The door of a feed that is pushed: who may send, how fast and how many at once is settled before anything of a body is read.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpPushConfig } from '../../ingest/adapters/http-push/config.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { ProblemError } from '../problem.ts'
import type { Workbench } from '../workbench.ts'
import { refusedByToken } from './push-token.ts'
import { PushGate } from './push-gate.ts'
import { tooMany, type Refused } from './push-problems.ts'

export interface Pushing {
  readonly feed: Feed
  readonly config: HttpPushConfig
}

export interface PushDoor {
  /** Lets a push in, to be handled within `inside`, or tells why not. Throws ProblemError for a feed that is not pushed. */
  enter(id: string, request: IncomingMessage, response: ServerResponse): Promise<Refused | undefined>
  /** Handles a push that was let in; its place is free again when that has ended, also where the sender has gone meanwhile. */
  inside<T>(request: IncomingMessage, handle: (pushing: Pushing) => Promise<T>): Promise<T>
}

const WAITING = 64

export function openPushDoor(workbench: Workbench): PushDoor {
  const gate = new PushGate()
  const entered = new WeakMap<IncomingMessage, Pushing & { readonly leave: () => void; isHandled: boolean }>()
  return {
    async enter(id, request, response) {
      const pushing = pushedFeed(workbench, id)
      const leave = gate.enter(pushing.feed.id, pushing.config.waiting ?? WAITING)
      if (leave === undefined) return tooMany('too-many-at-once', 1)
      const place = { ...pushing, leave, isHandled: false }
      entered.set(request, place)
      response.once('close', () => {
        if (!place.isHandled) leave()
      })
      const refused = await refusedByToken(workbench.store.db, { feed: id, auth: pushing.config.auth, headers: request.headers })
      if (refused !== undefined) return refused
      // After the token, so that nobody else uses up what the source may send.
      const { rate } = pushing.config
      const early = rate === undefined ? undefined : gate.tooEarlyMs(id, rate, workbench.now())
      return early === undefined ? undefined : tooMany('too-fast', Math.max(1, Math.ceil(early / 1000)))
    },
    async inside(request, handle) {
      const place = entered.get(request)
      if (place === undefined) throw new Error('A push is handled that was not let in.')
      place.isHandled = true
      try {
        return await handle(place)
      } finally {
        place.leave()
      }
    },
  }
}

function pushedFeed(workbench: Workbench, id: string): Pushing {
  const feed = workbench.context.feeds.find((one) => one.id === id)
  if (feed === undefined) throw new ProblemError(404, `There is no feed ${id}. / 没有数据源 ${id}。`, 'Apply its feed file first: `ctmm feed apply FILE`. / 请先应用数据源文件：ctmm feed apply FILE。')
  if (feed.adapter.kind !== 'http-push') {
    throw new ProblemError(409, `Feed ${id} is not delivered by HTTP push but by ${feed.adapter.kind}. / 数据源 ${id} 不是由 HTTP 推送，而是 ${feed.adapter.kind}。`, 'Declare adapter: {kind: http-push} in its feed file. / 请在数据源文件中声明 adapter: {kind: http-push}。')
  }
  return { feed, config: feed.adapter }
}
