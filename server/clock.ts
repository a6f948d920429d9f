// The server's clock. Everything else is handed an instant, so that tests hand in theirs.
import type { Instant } from '../rules/time/instant.ts'

export const systemNow = (): Instant => Date.now()
