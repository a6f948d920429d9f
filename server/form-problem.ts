// What is wrong with the form of a request, part by part and in both languages, so that whoever wrote it need not read a schema.
import type { TValidationError } from 'typebox/error'
import type { Bilingual } from './schemas/common.ts'

/** Which part of a request did not have its form. */
export type RequestPart = 'querystring' | 'params' | 'body' | 'headers'

export interface FormFault {
  readonly part: RequestPart
  /** The schema of that part, of which the known names and the descriptions are told; unknown: not told. */
  readonly schema: unknown
  /** What was sent as that part. */
  readonly value: unknown
  readonly errors: readonly TValidationError[]
}

/** A reader gets the first of these; a form with more faults is read again after mending them. */
const MOST_TOLD = 5
const LONGEST_QUOTE = 60
/** Of the parts of an address what was sent is quoted; bodies and headers may hold secrets. */
const QUOTED: ReadonlySet<RequestPart> = new Set(['querystring', 'params'])

const WHOLE: Readonly<Record<RequestPart, Bilingual>> = {
  querystring: { en: 'The query', zh: '查询参数' },
  params: { en: 'The address', zh: '地址' },
  body: { en: 'The body', zh: '请求体' },
  headers: { en: 'The headers', zh: '请求头' },
}

/** Tells at most five faults, one sentence each: what is where, what it has to be and, where the schema says so, what it means. */
export function tellForm({ part, schema, value, errors }: FormFault): Bilingual {
  const paths = new Map<string, TValidationError[]>()
  for (const error of errors) paths.set(error.instancePath, [...(paths.get(error.instancePath) ?? []), error])
  const told = [...paths].flatMap(([path, of]) => {
    const keys = path.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    const at = keys.reduce(partOf, schema)
    const sentences = faults(of, at)
    if (sentences.length === 0) return []
    const name = nameOf(keys, part, QUOTED.has(part) ? keys.reduce(member, value) : undefined)
    const meaning: unknown = member(at, 'description')
    const suffix = typeof meaning === 'string' ? ` (${meaning})` : ''
    return sentences.map(({ en, zh }) => ({ en: `${name.en} ${en}${suffix}.`, zh: `${name.zh}${zh}${suffix}。` }))
  }).slice(0, MOST_TOLD)
  if (told.length === 0) return { en: `${WHOLE[part].en} does not have its form.`, zh: `${WHOLE[part].zh}格式有误。` }
  return { en: told.map(({ en }) => en).join(' '), zh: told.map(({ zh }) => zh).join('') }
}

/** Faults of one place. Where it may be one thing or another, the choices are one sentence. */
function faults(errors: readonly TValidationError[], schema: unknown): Bilingual[] {
  const choices = new Set<string>()
  const types = new Set<string>()
  const told: Bilingual[] = []
  for (const error of errors) {
    switch (error.keyword) {
      case 'type':
        for (const type of [error.params.type].flat()) types.add(type)
        break
      case 'const':
        choices.add(String(error.params.allowedValue))
        break
      case 'enum':
        for (const value of error.params.allowedValues) choices.add(String(value))
        break
      case 'required':
        told.push({ en: `lacks ${error.params.requiredProperties.join(', ')}`, zh: `缺少 ${error.params.requiredProperties.join('、')}` })
        break
      case 'additionalProperties': {
        const known = Object.keys(Object(member(schema, 'properties')))
        const names = error.params.additionalProperties
        told.push({
          en: `has no place for ${names.join(', ')}${known.length > 0 ? `; it knows ${known.join(', ')}` : ''}`,
          zh: `不接受 ${names.join('、')}${known.length > 0 ? `，可用：${known.join('、')}` : ''}`,
        })
        break
      }
      case 'pattern':
      case 'format':
        told.push({ en: 'is not written as it has to be', zh: '写法不符合要求' })
        break
      case 'minLength':
        told.push(error.params.limit === 1 ? { en: 'is empty', zh: '为空' } : { en: `has fewer than ${error.params.limit} characters`, zh: `少于 ${error.params.limit} 个字符` })
        break
      case 'maxLength':
        told.push({ en: `has more than ${error.params.limit} characters`, zh: `超过 ${error.params.limit} 个字符` })
        break
      case 'minItems':
        told.push({ en: `has fewer than ${error.params.limit} entries`, zh: `少于 ${error.params.limit} 条` })
        break
      case 'maxItems':
        told.push({ en: `has more than ${error.params.limit} entries`, zh: `超过 ${error.params.limit} 条` })
        break
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        told.push({ en: `has to be ${error.params.comparison} ${error.params.limit}`, zh: `须 ${error.params.comparison} ${error.params.limit}` })
        break
      // Told by what else is wrong in the same place.
      case 'boolean':
      case 'anyOf':
      case 'oneOf':
        break
      default:
        told.push({ en: `does not fit (${error.keyword})`, zh: `不符合要求（${error.keyword}）` })
    }
  }
  if (choices.size > 0) told.unshift({ en: `has to be one of ${[...choices].join(', ')}`, zh: `须为以下之一：${[...choices].join('、')}` })
  else if (types.size > 0 && told.length === 0) told.push({ en: `has to be ${[...types].join(' or ')}`, zh: `须为 ${[...types].join(' 或 ')}` })
  return told
}

function nameOf(keys: readonly string[], part: RequestPart, sent: unknown): Bilingual {
  if (keys.length === 0) return WHOLE[part]
  const name = keys.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : index === 0 ? key : `.${key}`)).join('')
  const quoted = typeof sent === 'string' || typeof sent === 'number' ? `${name}=${String(sent).slice(0, LONGEST_QUOTE)}` : name
  return { en: quoted, zh: `${quoted} ` }
}

/** The schema of what stands under a key of what this schema describes. */
function partOf(schema: unknown, key: string): unknown {
  const property = member(member(schema, 'properties'), key)
  if (property !== undefined) return property
  const items = member(schema, 'items')
  if (items !== undefined) return items
  const choices: unknown = member(schema, 'anyOf')
  return Array.isArray(choices) ? choices.map((one) => partOf(one, key)).find((one) => one !== undefined) : undefined
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
