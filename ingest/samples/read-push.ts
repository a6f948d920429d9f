// A pushed body as samples: {"samples": [...]}, a bare list, or one object. One bad sample leaves its neighbours unharmed.
import type { Bilingual } from '../mapping/rejection.ts'
import { JsonReader, JsonSyntaxError } from './json-reader.ts'
import { readList, readSample } from './read-samples.ts'
import type { Sample } from './sample.ts'

/** The body as a whole cannot be read; nothing of it was taken. */
export interface BodyProblem {
  readonly code: 'not-utf-8' | 'not-json' | 'not-samples'
  readonly reason: Bilingual
  readonly advice: Bilingual
}

export type PushReading = { readonly ok: true; readonly samples: readonly Sample[] } | { readonly ok: false; readonly problem: BodyProblem }

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/** Never throws. */
export function readPush(body: Uint8Array): PushReading {
  let text: string
  try {
    text = UTF_8.decode(body)
  } catch {
    return refused('not-utf-8', '请求体不是有效的 UTF-8', 'The body is not valid UTF-8', '请以 UTF-8 编码重新上报整个请求。', 'Send the whole body again as UTF-8.')
  }
  try {
    const samples = readSamples(text)
    if (samples !== undefined) return { ok: true, samples }
    return refused('not-samples', '请求体不是样本', 'The body holds no samples', '请上报 {"samples": [{...}, ...]}、数组或单个对象；"samples" 旁不要有其他键。', 'Send {"samples": [{...}, ...]} with no other key beside "samples", a list, or one object.')
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return refused('not-json', `请求体不是有效的 JSON（第 ${error.offset + 1} 个字符）`, `The body is not JSON: ${error.message}`, '请更正后重新上报整个请求。', 'Correct it and send the whole body again.')
  }
}

function refused(code: BodyProblem['code'], zh: string, en: string, adviceZh: string, adviceEn: string): PushReading {
  return { ok: false, problem: { code, reason: { zh, en }, advice: { zh: adviceZh, en: adviceEn } } }
}

function readSamples(text: string): readonly Sample[] | undefined {
  const reader = new JsonReader(text)
  const first = reader.peek()
  if (first === '[') {
    const samples = readList(reader, text)
    reader.end()
    return samples
  }
  if (first !== '{') {
    reader.readValue()
    reader.end()
    return undefined
  }
  return readEnvelope(reader, text)
}

/** An object that begins with a list "samples" is an envelope and holds nothing else; any other is one sample. */
const ENVELOPE = /^[ \t\n\r]*\{[ \t\n\r]*"samples"[ \t\n\r]*:[ \t\n\r]*\[/

function readEnvelope(reader: JsonReader, text: string): readonly Sample[] | undefined {
  if (!ENVELOPE.test(text)) {
    const sample = readSample(reader, text, 0)
    reader.end()
    return 'record' in sample && Array.isArray(sample.record['samples']) ? undefined : [sample]
  }
  let samples: readonly Sample[] | undefined
  let others = 0
  reader.readObject((key) => {
    if (key === 'samples' && samples === undefined) samples = readList(reader, text)
    else {
      reader.readValue()
      others += 1
    }
  })
  reader.end()
  return others === 0 ? samples : undefined
}
