import { afterAll, describe, expect, it } from 'vitest'
import { FeedReadError } from '../../../ingest/adapters/adapter.ts'
import type { FileFormat } from '../../../ingest/formats/format-schema.ts'
import { ANY_TABLE } from '../../../ingest/formats/table-rule.ts'
import type { Sample } from '../../../ingest/samples/sample.ts'
import { fc } from '../../services/properties.ts'
import { samplesOfBytes, temporaryFolder } from './read-bytes.ts'
import { workbookOf } from './workbook-of.ts'
import { zipOf } from './zip-of.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const ROWS = 40
const records = Array.from({ length: ROWS }, (_, index) => ({ no: `110105202603010000${index + 10}`, 地区: index % 2 === 0 ? '东区' : '㵲阳西区', n: String(index) }))
const csv = Buffer.from(`no,地区,n\n${records.map(({ no, 地区, n }) => `${no},"${地区}",${n}\n`).join('')}`)
const ndjson = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
const json = Buffer.from(JSON.stringify({ samples: records }))
const xlsx = workbookOf({ sheets: [{ rows: [['no', '地区', 'n'], ...records.map(({ no, 地区, n }) => [no, 地区, Number(n)])], merged: ['B5:B6'] }], formats: ['yyyy-mm-dd'] })
const zip = zipOf([{ name: 'a.csv', content: csv.subarray(0, csv.length / 2) }, { name: 'b.csv', content: csv }])

/** A header whose names were damaged is noticed by the feed that reads them. */
const table = { ...ANY_TABLE, needed: ['no', '地区', 'n'], reads: new Set(['no', '地区', 'n']) }

type Read = { readonly samples: readonly Sample[] } | { readonly refused: FeedReadError }

/** What becomes of a damaged file. Everything that is neither samples nor a refusal in both languages is a bug. */
async function read(bytes: Uint8Array, format: FileFormat): Promise<Read> {
  try {
    return { samples: await samplesOfBytes(bytes, format, { folder: folder.path, name: 'mutated', table }) }
  } catch (error) {
    if (!(error instanceof FeedReadError)) throw error
    expect(error.text.zh).toMatch(/\p{Script=Han}/u)
    expect(error.text.en.length).toBeGreaterThan(20)
    return { refused: error }
  }
}

const sound = (sample: Sample): boolean => 'record' in sample || (sample.rejection.reason.zh !== '' && sample.raw !== '' && sample.raw.isWellFormed() && !sample.raw.includes('\u0000'))
const isSame = (samples: readonly Sample[], others: readonly Sample[]): boolean => JSON.stringify(samples) === JSON.stringify(others)

interface Kind {
  readonly name: string
  readonly bytes: Buffer
  readonly format: FileFormat
  /** `proved`: a checksum tells damage. `whole`: read whole or not at all. `rows`: damage costs the rows it touches. */
  readonly keeps: 'proved' | 'whole' | 'rows'
}

const KINDS: readonly Kind[] = [
  { name: 'CSV', bytes: csv, format: { kind: 'csv', encoding: 'utf-8' }, keeps: 'rows' },
  { name: 'NDJSON', bytes: ndjson, format: { kind: 'ndjson' }, keeps: 'rows' },
  { name: 'JSON', bytes: json, format: { kind: 'json' }, keeps: 'whole' },
  { name: 'XLSX', bytes: xlsx, format: { kind: 'xlsx' }, keeps: 'proved' },
  { name: 'ZIP', bytes: zip, format: { kind: 'zip', of: { kind: 'csv', encoding: 'utf-8' } }, keeps: 'proved' },
]

const damage = (bytes: Buffer) => fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })

describe.each(KINDS)('$name files', ({ bytes, format, keeps }) => {
  it('as they were written give every row', async () => {
    const given = await read(bytes, format)
    expect('samples' in given ? given.samples.length : given).toBe(format.kind === 'zip' ? ROWS + ROWS / 2 : ROWS)
  })

  it('with bytes changed never crash, and lose no row in silence', async () => {
    const whole = await read(bytes, format)
    await fc.assert(fc.asyncProperty(damage(bytes), async (changes) => {
      const mutated = Buffer.from(bytes)
      for (const [at, byte] of changes) mutated[at] = byte
      const given = await read(mutated, format)
      if ('refused' in given || 'refused' in whole) return
      expect(given.samples.every(sound)).toBe(true)
      if (keeps === 'proved') expect(isSame(given.samples, whole.samples)).toBe(true)
      else if (keeps === 'whole') expect(given.samples.length).toBe(ROWS)
      // A line end more or less makes or joins a row; all that were not touched are there as they were.
      else {
        const untouched = whole.samples.filter((sample) => given.samples.some((other) => 'record' in other && 'record' in sample && other.record['no'] === sample.record['no'] && JSON.stringify(other.record) === JSON.stringify(sample.record)))
        expect(untouched.length).toBeGreaterThanOrEqual(ROWS - 2 * changes.length)
        expect(given.samples.length).toBeGreaterThanOrEqual(ROWS - changes.length)
      }
    }))
  })

  it('that are cut off give what came before, or nothing', async () => {
    const whole = await read(bytes, format)
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
      const given = await read(bytes.subarray(0, length), format)
      if (keeps !== 'rows') {
        expect('refused' in given && ['incomplete', 'contract'].includes(given.refused.failure)).toBe(true)
        return
      }
      if ('refused' in given || 'refused' in whole) return
      expect(isSame(given.samples.slice(0, -1), whole.samples.slice(0, Math.max(0, given.samples.length - 1)))).toBe(true)
    }))
  })

  it('of random bytes, or read as what they are not, are refused or accounted for row by row', async () => {
    const others: readonly FileFormat[] = [...KINDS.map((kind) => kind.format), { kind: 'csv', encoding: 'gb18030' }, { kind: 'ndjson', encoding: 'gb18030' }, { kind: 'json', encoding: 'gb18030' }]
    for (const other of others) {
      const given = await read(bytes, other)
      if ('samples' in given) expect(given.samples.every(sound)).toBe(true)
    }
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
      const given = await read(Buffer.concat([bytes.subarray(0, noise.length % 8), noise]), format)
      if ('samples' in given) expect(given.samples.every(sound)).toBe(true)
    }))
  })
})
