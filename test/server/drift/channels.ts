// Three ways by which the same records reach us: a file on disk, a real HTTP server that is asked, and a push; each with three feeds that say the same thing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { runNow } from '../../../server/jobs/feed-runner/run-now.ts'
import type { Workbench } from '../../../server/workbench.ts'

export type SourceRecord = Readonly<Record<string, unknown>>
export const STREAMS = ['cases', 'figures', 'list'] as const
export type Stream = (typeof STREAMS)[number]

/** What became of a delivery: how many were stored, or why nothing was taken. */
export type Told = { readonly taken: true; readonly received: number; readonly rejected: number } | { readonly taken: false; readonly words: string }

export interface Channel {
  readonly name: string
  /** The header of a file is held against the feed file before anything is read. */
  readonly checksHeader: boolean
  adapter(stream: Stream): string
  deliver(feed: string, stream: Stream, records: readonly SourceRecord[]): Promise<Told>
  close(): Promise<void>
}

interface Place {
  readonly workbench: Workbench
  readonly app: FastifyInstance
}

async function runOnce(workbench: Workbench, feed: string): Promise<Told> {
  const inForce = workbench.context.feeds.find(({ id }) => id === feed)
  const run = inForce === undefined ? undefined : await runNow(workbench, inForce)
  if (run === undefined) throw new Error(`${feed} was not read.`)
  return run.state === 'done' ? { taken: true, received: run.received, rejected: run.rejected } : { taken: false, words: run.problem?.zh ?? '' }
}

export function fileChannel({ workbench }: Place): Channel {
  const folder = mkdtempSync(join(tmpdir(), 'ctmm-drift-'))
  const cell = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value).replaceAll('"', '').replaceAll(',', ' ') : String(value ?? ''))
  return {
    name: 'csv-file', checksHeader: true,
    adapter: (stream) => `{kind: csv-file, path: ${join(folder, `${stream}.csv`)}, encoding: utf-8}`,
    async deliver(feed, stream, records) {
      const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
      writeFileSync(join(folder, `${stream}.csv`), [columns, ...records.map((record) => columns.map((column) => cell(record[column])))].map((row) => row.join(',')).join('\n'))
      return runOnce(workbench, feed)
    },
    close: async () => rmSync(folder, { recursive: true }),
  }
}

export async function pollChannel({ workbench }: Place): Promise<Channel> {
  const given = new Map<string, readonly SourceRecord[]>()
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ code: 0, list: given.get((request.url ?? '').replace(/^\//, '')) ?? [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    name: 'http-poll', checksHeader: false,
    adapter: (stream) => `{kind: http-poll, url: 'http://127.0.0.1:${port}/${stream}', records: /list}`,
    deliver(feed, stream, records) {
      given.set(stream, records)
      return runOnce(workbench, feed)
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

export function pushChannel({ app }: Place): Channel {
  return {
    name: 'http-push', checksHeader: false,
    adapter: () => '{kind: http-push}',
    async deliver(feed, _stream, records) {
      const response = await app.inject({ method: 'POST', url: `/api/v1/feeds/${feed}/samples`, payload: { samples: records } })
      const body = response.json()
      if (response.statusCode === 200) return { taken: true, received: body.received, rejected: body.rejected }
      if (response.statusCode !== 409) throw new Error(`${response.statusCode} ${response.body}`)
      return { taken: false, words: `${body.detail} ${body.advice}` }
    },
    close: async () => undefined,
  }
}
