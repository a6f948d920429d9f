// The bound on packets: whole packets pass as they are, however they are cut into chunks, and long ones are shortened so that they can still be acknowledged.
import { describe, expect, it } from 'vitest'
import { PacketBound, PacketBoundError } from '../../../../ingest/adapters/mqtt/packet-bound.ts'
import { fc, runs } from '../../../services/properties.ts'
import { PING_RESPONSE, publishPacket, readPublishes, userProperty } from './packets.ts'

const LARGEST = 1_000
const BESIDE = 131_072

const publish = (version: '5' | '3.1.1', id: number, payload: Buffer, properties = userProperty('who', 'somebody')): Buffer =>
  publishPacket({ topic: `t/${id}`, id, payload, properties: version === '5' ? properties : undefined })

/** What comes out when the bytes go in cut at these places. */
function through(bytes: Buffer, cuts: readonly number[], version: '5' | '3.1.1'): Buffer {
  const bound = new PacketBound({ largestPayload: LARGEST, version })
  const places = [0, ...[...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b), bytes.length]
  return Buffer.concat(places.slice(1).flatMap((to, index) => bound.pass(bytes.subarray(places[index] ?? 0, to))))
}

describe('packets', () => {
  it('within bounds pass byte by byte as they came', () => {
    fc.assert(fc.property(
      fc.array(fc.oneof(fc.record({ id: fc.integer({ min: 0, max: 65_535 }), size: fc.integer({ min: 0, max: 3_000 }) }), fc.constant('ping' as const)), { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (packets, cuts) => {
        const bytes = Buffer.concat(packets.map((one) => (one === 'ping' ? PING_RESPONSE : publish('5', one.id, Buffer.alloc(one.size, 0x61)))))
        expect(through(bytes, cuts, '5').equals(bytes)).toBe(true)
      },
    ))
  })

  it('too long are shortened wherever they are cut, and their neighbours pass', () => {
    fc.assert(fc.property(
      fc.constantFrom('5' as const, '3.1.1' as const), fc.integer({ min: BESIDE + LARGEST, max: BESIDE + LARGEST + 40_000 }), fc.integer({ min: 0, max: 65_535 }), fc.array(fc.nat(), { maxLength: 12 }),
      (version, size, id, cuts) => {
        const bytes = Buffer.concat([publish(version, 1, Buffer.from('before')), publish(version, id, Buffer.alloc(size, 0x62)), publish(version, 2, Buffer.from('after'))])
        const [before, shortened, after] = readPublishes(through(bytes, cuts, version), version)
        expect([before?.payload.toString(), after?.payload.toString()]).toEqual(['before', 'after'])
        expect(shortened).toEqual({ topic: `t/${id}`, id, payload: Buffer.alloc(LARGEST + 1, 0x62), properties: version === '5' ? Buffer.alloc(0) : undefined })
      },
    ), { numRuns: runs(60) })
  })

  it('made long by what stands beside the payload are shortened too', () => {
    const properties = Buffer.concat(Array.from({ length: 30 }, (_, index) => userProperty(`p${index}`, 'x'.repeat(9_000))))
    const [packet, ...others] = readPublishes(through(publish('5', 7, Buffer.from('small'), properties), [], '5'), '5')
    expect(others).toEqual([])
    expect(packet).toMatchObject({ topic: 't/7', id: 7 })
    expect(packet?.payload).toHaveLength(LARGEST + 1)
  })

  it('that nobody sends end the connection', () => {
    const pass = (bytes: Buffer): unknown => new PacketBound({ largestPayload: LARGEST, version: '5' }).pass(bytes)
    // A SUBACK of 256 MB, a length without end, and properties of which nobody can say where they end.
    expect(() => pass(Buffer.of(0x90, 0xff, 0xff, 0xff, 0x7f))).toThrow(PacketBoundError)
    expect(() => pass(Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01))).toThrow(PacketBoundError)
    expect(() => pass(Buffer.concat([Buffer.of(0x30, 0xff, 0xff, 0x0f), Buffer.alloc(262_143, 0xff)]))).toThrow(PacketBoundError)
  })
})
