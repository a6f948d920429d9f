// Tokens of pushed feeds for the page and the command: made, listed, revoked.
import { createFeedToken, MOST_TOKENS, readFeedTokens, revokeFeedToken, type FeedToken as KeptToken } from '../db/feeds/feed-tokens.ts'
import type { HttpPushConfig } from '../ingest/adapters/http-push/config.ts'
import { bilingualProblem } from './problem.ts'
import type { FeedToken, FeedTokens, NewFeedToken } from './schemas/feed-tokens.ts'
import type { Workbench } from './workbench.ts'

/** Throws ProblemError 404 or 409 where the feed is not there or not pushed. */
export async function listTokens(workbench: Workbench, feed: string): Promise<FeedTokens> {
  const { auth = 'none' } = pushConfigOf(workbench, feed)
  const tokens = await readFeedTokens(workbench.store.db, feed)
  return { auth: typeof auth === 'object' ? 'hmac' : auth, tokens: tokens.map((token) => presented(workbench, token)) }
}

/** Throws ProblemError 404 or 409, also where the feed has as many tokens as it may. */
export async function addToken(workbench: Workbench, { feed, label }: { readonly feed: string; readonly label: string }): Promise<NewFeedToken> {
  pushConfigOf(workbench, feed)
  const made = await createFeedToken(workbench.store.db, { feed, label })
  if (made === undefined) {
    throw bilingualProblem(409, {
      detail: { en: `Feed ${feed} has ${MOST_TOKENS} tokens in force, and no more are kept.`, zh: `数据源 ${feed} 已有 ${MOST_TOKENS} 个有效令牌，达到上限。` },
      advice: { en: 'Revoke those that nobody uses.', zh: '请先吊销不再使用的令牌。' },
    })
  }
  return { token: made.token, entry: presented(workbench, made.entry) }
}

/** Out of force for the next request on. Throws ProblemError 404 for a token that is not in force. */
export async function revokeToken(workbench: Workbench, { feed, id }: { readonly feed: string; readonly id: number }): Promise<void> {
  if (await revokeFeedToken(workbench.store.db, { feed, id })) return
  throw bilingualProblem(404, {
    detail: { en: `Feed ${feed} has no token ${id} in force.`, zh: `数据源 ${feed} 没有编号为 ${id} 的有效令牌。` },
    advice: { en: `GET /api/v1/feeds/${feed}/tokens or \`ctmm feed token list ${feed}\` shows those there are.`, zh: `可用 GET /api/v1/feeds/${feed}/tokens 或 ctmm feed token list ${feed} 查看。` },
  })
}

function pushConfigOf(workbench: Workbench, id: string): HttpPushConfig {
  const feed = workbench.context.feeds.find((one) => one.id === id)
  if (feed === undefined) {
    throw bilingualProblem(404, { detail: { en: `There is no feed ${id}.`, zh: `没有数据源 ${id}。` }, advice: { en: 'Apply its feed file first: `ctmm feed apply FILE`.', zh: '请先应用数据源文件：ctmm feed apply FILE。' } })
  }
  if (feed.adapter.kind !== 'http-push') {
    throw bilingualProblem(409, {
      detail: { en: `Feed ${id} is not delivered by HTTP push but by ${feed.adapter.kind}.`, zh: `数据源 ${id} 不是由 HTTP 推送，而是 ${feed.adapter.kind}。` },
      advice: { en: 'Declare adapter: {kind: http-push} in its feed file.', zh: '请在数据源文件中声明 adapter: {kind: http-push}。' },
    })
  }
  return feed.adapter
}

function presented({ context }: Workbench, { id, label, createdAt, revokedAt, lastUsedAt }: KeptToken): FeedToken {
  const text = (at: number | null): string | null => (at === null ? null : context.city.zone.format(at))
  return { id, label, createdAt: context.city.zone.format(createdAt), revokedAt: text(revokedAt), lastUsedAt: text(lastUsedAt) }
}
