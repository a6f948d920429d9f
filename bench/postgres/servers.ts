// The servers that measures run on: those that tests use, else a throw-away PostgreSQL.
import { serverAt, throwAwayServer, type BenchServer } from './server.ts'

export function serversOf({ TEST_TIMESCALE_URL: timescale, TEST_POSTGRES_URL: postgres }: Readonly<Record<string, string | undefined>>): readonly (readonly [name: string, open: () => Promise<BenchServer>])[] {
  const running = [
    ...(timescale === undefined ? [] : [['timescaledb', () => serverAt(timescale, { timescale: true })] as const]),
    ...(postgres === undefined ? [] : [['postgresql', () => serverAt(postgres, { timescale: false })] as const]),
  ]
  return running.length > 0 ? running : [['postgresql', throwAwayServer]]
}
