// The child of the measure: reads a drop folder once, maps every row, and prints its own peak.
import { readFileSync } from 'node:fs'
import { plainReadOptions } from '../../ingest/adapters/adapter.ts'
import { createFileDrop } from '../../ingest/adapters/file-drop/file-drop.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import { mapDelivery } from '../../ingest/intake/map-delivery.ts'
import { compileMapping } from '../../ingest/mapping/compile-mapping.ts'
import { loadCity } from '../../rules/city/read-city.ts'

export interface Peak {
  readonly facts: number
  readonly peakBytes: number
  readonly ms: number
}

const [, , dropRoot, encoding] = process.argv
const NOW = Date.UTC(2026, 11, 1)
const city = loadCity(`schema: ctmm-city/1
name: {zh: 甲市, en: Jia}
zone: Asia/Shanghai
root: '990100'
areas: [{code: '990100', kind: city, zh: 甲市, en: Jia}]
`, 'city.yaml')
const reading = checkFeed(`schema: ctmm-feed/1
id: orders
zh: 工单
en: Orders
source: hotline
adapter: {kind: file-drop, path: orders, names: '*.csv', format: {kind: csv, encoding: ${encoding}}}
delivery: full
coverage: {until: max-of, field: acceptedAt}
cadenceMinutes: 1440
mapping:
  fact: {kind: case, caseType: appeal}
  dates: {format: 'yyyy-MM-dd HH:mm:ss'}
  key: {path: order_no}
  observedAt: {path: accept_time}
  acceptedAt: {path: accept_time}
`, 'orders.feed.yaml', { city })
if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'))
const mapping = compileMapping(reading.feed, city)
const started = performance.now()
let facts = 0
const parts = createFileDrop(() => Promise.resolve()).read?.(reading.feed, { ...plainReadOptions(city.zone, () => NOW), dropRoot })
if (parts === undefined) throw new Error('A file drop can be read.')
for await (const { samples, acknowledge } of parts) {
  facts += mapDelivery(mapping, samples, NOW).facts.length
  await acknowledge?.()
}
const peak: Peak = { facts, peakBytes: peakBytes(), ms: performance.now() - started }
process.stdout.write(JSON.stringify(peak))

/** The high-water mark that the kernel keeps; where there is none, what Node knows of it. */
function peakBytes(): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1_024
}
