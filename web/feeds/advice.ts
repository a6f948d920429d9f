// What to do about a feed, in one sentence, by how it stands.
import type { Feed } from '../api/feed-types.ts'
import { f } from '../i18n/feeds.ts'

export function adviceOf(feed: Feed): string {
  const comes = feed.reads === 'delivered' || feed.reads === 'listening'
  switch (feed.state) {
    case 'ok':
      return feed.rejected > 0 ? f('advice.okRejected') : f('advice.ok')
    case 'late':
      return feed.adapter === 'upload' || feed.adapter === 'manual' ? f('advice.lateByHand') : comes ? f('advice.lateComing') : f('advice.late')
    case 'stopped':
      return feed.phone === null ? f('advice.stoppedNobody') : f('advice.stopped')
    case 'failing':
      return f('advice.failing')
    case 'drifting':
      return feed.drifts.some((one) => one.holds) ? f('advice.driftingHolds') : f('advice.drifting')
    case 'paused':
      return f('advice.paused')
    case 'never':
      return neverRead(feed.adapter, comes)
  }
}

function neverRead(adapter: string, comes: boolean): string {
  if (adapter === 'upload') return f('advice.neverUpload')
  if (adapter === 'manual') return f('advice.neverManual')
  return comes ? f('advice.neverComing') : f('advice.never')
}
