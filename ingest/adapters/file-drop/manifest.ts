// The manifest that a source puts beside its files: what there must be of each before anything of it is taken.
import Type from 'typebox'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { FeedReadError } from '../adapter.ts'
import { bytesOf, type OpenFile } from '../../formats/open-file.ts'
import { decode } from '../../formats/text/decode.ts'

const Expected = Type.Object({
  file: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^/\\\\\\u0000-\\u001f]+$' }),
  rows: Type.Optional(Type.Integer({ minimum: 0 })),
  bytes: Type.Optional(Type.Integer({ minimum: 0 })),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })),
})
const Manifest = Type.Object({ files: Type.Array(Expected, { minItems: 1, maxItems: 10_000 }) })

/** What a manifest says of one file. */
export type Expected = Readonly<Static<typeof Expected>>

const LARGEST = 1_048_576

/** Throws FeedReadError (`contract`) for what is no manifest. */
export async function readManifest(file: OpenFile, signal: AbortSignal): Promise<readonly Expected[]> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of bytesOf(file, signal)) {
    bytes += chunk.length
    if (bytes > LARGEST) throw noManifest(file.name)
    chunks.push(Buffer.from(chunk))
  }
  const text = decode(Buffer.concat(chunks), 'utf-8')?.replace(/^\ufeff/, '')
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    if (Value.Check(Manifest, value)) return value.files
  } catch (cause) {
    throw noManifest(file.name, { cause })
  }
  throw noManifest(file.name)
}

function noManifest(name: string, options?: ErrorOptions): FeedReadError {
  const form = '{"files": [{"file": "a.csv", "rows": 120, "sha256": "..."}]}'
  return new FeedReadError('contract', `${name} is no manifest: it must be ${form}.`, `${name} 不是清单文件：应为 ${form}。`, options)
}

/** What a file has, to be held against what was promised; `rows` is counted only where it was. */
export interface Counted {
  readonly bytes: number
  readonly sha256: string
  readonly rows: number | undefined
}

/** Throws FeedReadError (`incomplete`) naming what does not agree. */
export function holdTo(expected: Expected, name: string, counted: Counted): void {
  const differences = [
    ...(expected.bytes === undefined || expected.bytes === counted.bytes ? [] : [{ zh: `字节数 ${counted.bytes}，清单为 ${expected.bytes}`, en: `${counted.bytes} bytes, ${expected.bytes} promised` }]),
    ...(expected.sha256 === undefined || expected.sha256.toLowerCase() === counted.sha256 ? [] : [{ zh: 'sha256 不一致', en: 'another sha256 than promised' }]),
    ...(expected.rows === undefined || counted.rows === undefined || expected.rows === counted.rows ? [] : [{ zh: `行数 ${counted.rows}，清单为 ${expected.rows}`, en: `${counted.rows} rows, ${expected.rows} promised` }]),
  ]
  if (differences.length === 0) return
  throw new FeedReadError(
    'incomplete',
    `${name} is not what its manifest says (${differences.map(({ en }) => en).join('; ')}); nothing of it was taken. Deliver it again with its manifest.`,
    `${name} 与清单不符（${differences.map(({ zh }) => zh).join('；')}），未读取任何数据。请连同清单重新交付。`,
  )
}
