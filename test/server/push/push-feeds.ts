// The events of the small city, pushed by sources that show a token, sign, or are held to a rate.
import { FEEDS } from '../small-city.ts'
import type { Workbench } from '../../../server/workbench.ts'

const eventsBy = (id: string, adapter: string): string => FEEDS.events.replace('id: events', `id: ${id}`).replace('adapter: {kind: http-push}', `adapter: {kind: http-push, ${adapter}}`)

export const PUSHED = {
  'by-token': eventsBy('by-token', 'auth: token'),
  signed: eventsBy('signed', 'auth: {hmac: {secret: events-key}}'),
  unset: eventsBy('unset', 'auth: {hmac: {secret: nobody-has-set-it}}'),
  rated: eventsBy('rated', 'rate: {perSecond: 0.5, burst: 3}'),
  narrow: eventsBy('narrow', 'waiting: 2'),
} as const

export const SHARED_SECRET = '共享密钥 of the events'

export async function applyPushed(workbench: Workbench): Promise<void> {
  await workbench.applyFeeds(Object.entries(PUSHED).map(([id, text]) => ({ text, fileName: `${id}.feed.yaml` })))
  await workbench.secrets.set('events-key', SHARED_SECRET)
}
