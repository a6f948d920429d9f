// What is known of feeds at the moment, read together.
import { readFeedConditions } from '../../db/feeds/feed-conditions.ts'
import { readControls } from '../../db/feeds/feed-controls.ts'
import { readOpenDrifts } from '../../db/feeds/feed-drifts.ts'
import { readFailingSince } from '../../db/feeds/feed-runs.ts'
import type { Db } from '../../db/open-store.ts'
import type { FeedsNow } from './feed-changes.ts'

export async function readFeedsNow(db: Db): Promise<FeedsNow> {
  const conditions = await readFeedConditions(db)
  const failing = [...conditions].filter(([, condition]) => condition.failing).map(([feed]) => feed)
  return { conditions, controls: await readControls(db), drifts: await readOpenDrifts(db), failingSince: await readFailingSince(db, failing) }
}
