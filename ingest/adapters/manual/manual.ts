// Figures that people fill in: nothing to connect to and nothing to read; the server turns an entry into a sample once a second person has confirmed it.
import type { Adapter } from '../adapter.ts'

export const manual: Adapter = {
  kind: 'manual',
  check: () => [],
}
