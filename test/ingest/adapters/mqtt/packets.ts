// MQTT packets as the specification writes them, made and read for tests by hand.

export interface Publish {
  readonly topic: string
  /** 0 for QoS 0. */
  readonly id: number
  readonly payload: Buffer
  /** Bytes of the properties of MQTT 5; undefined in 3.1.1. */
  readonly properties: Buffer | undefined
}

export function publishPacket({ topic, id, payload, properties }: Publish): Buffer {
  const name = Buffer.from(topic)
  const rest = Buffer.concat([
    uint16(name.length), name, ...(id === 0 ? [] : [uint16(id)]),
    ...(properties === undefined ? [] : [varint(properties.length), properties]), payload,
  ])
  return Buffer.concat([Buffer.of(id === 0 ? 0x30 : 0x32), varint(rest.length), rest])
}

export const PING_RESPONSE = Buffer.of(0xd0, 0)

/** Every PUBLISH of a stream; throws where the stream is anything else or ends in a packet. */
export function readPublishes(bytes: Buffer, version: '5' | '3.1.1'): readonly Publish[] {
  const publishes: Publish[] = []
  for (let at = 0; at < bytes.length;) {
    const first = bytes.readUInt8(at)
    const [length, begin] = readVarint(bytes, at + 1)
    const rest = bytes.subarray(begin, begin + length)
    if (first >> 4 !== 3 || rest.length < length) throw new Error(`No whole PUBLISH at byte ${at}.`)
    at = begin + length
    const topicEnd = 2 + rest.readUInt16BE(0)
    const id = (first & 0b110) === 0 ? 0 : rest.readUInt16BE(topicEnd)
    const afterId = topicEnd + (id === 0 ? 0 : 2)
    const [size, propertiesBegin] = version === '5' ? readVarint(rest, afterId) : [0, afterId]
    publishes.push({
      topic: rest.subarray(2, topicEnd).toString(), id, payload: rest.subarray(propertiesBegin + size),
      properties: version === '5' ? rest.subarray(propertiesBegin, propertiesBegin + size) : undefined,
    })
  }
  return publishes
}

/** A user property of MQTT 5. */
export const userProperty = (name: string, value: string): Buffer => Buffer.concat([Buffer.of(0x26), ...[name, value].flatMap((text) => [uint16(Buffer.byteLength(text)), Buffer.from(text)])])

const uint16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff)

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | (rest > 127 ? 128 : 0))
  return Buffer.from(bytes)
}

function readVarint(bytes: Buffer, from: number): readonly [value: number, end: number] {
  let value = 0
  for (let index = 0; ; index++) {
    const byte = bytes.readUInt8(from + index)
    value += (byte & 0x7f) * 128 ** index
    if (byte < 128) return [value, from + index + 1]
  }
}
