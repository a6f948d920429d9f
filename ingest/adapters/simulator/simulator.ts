// A stream of the simulated city, which hands its samples over itself.
import type { Adapter } from '../adapter.ts'

export const simulator: Adapter = {
  kind: 'simulator',
  check: () => [],
}
