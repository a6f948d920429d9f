import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type DatabaseConnection, type QueryResult } from 'kysely'
import { describe, expect, it } from 'vitest'
import { SeriesNumbers } from '../../../db/rollups/series-keys.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { IntakeService } from '../../../ingest/intake/intake-service.ts'
import { edgeRules } from './memory-store.ts'

const feed: Feed = {
  schema: 'ctmm-feed/1', id: 'events', zh: '案件', en: 'Events', source: 's', cadenceMinutes: 60, file: 'events.yaml',
  adapter: { kind: 'http-push' }, coverage: { until: 'received' }, mapping: { fact: { kind: 'case', caseType: 'event' }, key: { path: 'id' }, observedAt: { path: 'at' } },
}

/** A store that takes every statement for granted; only its commit is of interest. */
function serviceOver(commit: () => Promise<void>): IntakeService {
  class Driver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return {
        executeQuery: async <R>(): Promise<QueryResult<R>> => ({ rows: [JSON.parse('{"id":1,"at":0,"text":"1970-01-01 00:00:00+00","derivation":"","areas":""}')] }),
        streamQuery: () => {
          throw new Error('Nothing is streamed here.')
        },
      }
    }
    override commitTransaction = commit
  }
  const db = new Kysely<Tables>({
    dialect: { createDriver: () => new Driver(), createAdapter: () => new PostgresAdapter(), createIntrospector: (kysely) => new PostgresIntrospector(kysely), createQueryCompiler: () => new PostgresQueryCompiler() },
  })
  return new IntakeService(() => ({ db, rules: edgeRules, series: new SeriesNumbers() }), () => undefined)
}

const delivery = { facts: [], rejected: [] }

describe('a delivery', () => {
  it('is acknowledged when its commit has returned, and not before', async () => {
    const steps: string[] = []
    const commit = async (): Promise<void> => {
      steps.push('commit begins')
      await new Promise((resolve) => setImmediate(resolve))
      steps.push('commit is done')
    }
    await serviceOver(commit).take(feed, delivery)
    steps.push('acknowledged')
    expect(steps).toEqual(['commit begins', 'commit is done', 'acknowledged'])
  })

  it('whose commit fails is not acknowledged', async () => {
    await expect(serviceOver(() => Promise.reject(new Error('the disk is full'))).take(feed, delivery)).rejects.toThrow('the disk is full')
  })
})
