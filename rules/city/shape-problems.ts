// Says in plain words, with lines, where a YAML file departs from its schema.
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { pointerTo } from './yaml-file.ts'
import type { Problem, YamlFile } from './yaml-file.ts'

const MAX_PROBLEMS = 200

/** Every departure of the file's value from the schema, in the order of the file; empty when it fits. */
export function shapeProblems(schema: TSchema, source: YamlFile): readonly Problem[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: MAX_PROBLEMS })
  try {
    const problems = Value.Errors(schema, source.value).flatMap((error) => describe(error, schema, source))
    return problems.sort((a, b) => a.line - b.line)
  } finally {
    Settings.Set({ maxErrors })
  }
}

type ShapeError = ReturnType<typeof Value.Errors>[number]

function describe(error: ShapeError, schema: TSchema, source: YamlFile): readonly Problem[] {
  const at = error.instancePath
  const problem = (message: string, pointer = at): Problem[] => [source.problemAt(pointer, message)]
  switch (error.keyword) {
    // Its parent's `additionalProperties` names the key.
    case 'boolean':
      return []
    case 'additionalProperties':
      return error.params.additionalProperties.flatMap((key) => problem(`${label(at)} has an unknown key "${key}". ${allowedKeys(schema, error.schemaPath)}`, pointerTo(at, key)))
    case 'required':
      return error.params.requiredProperties.flatMap((key) => problem(`${label(at)} lacks "${key}": add it.`))
    case 'type':
      return problem(typeMessage(at, String(error.params.type), source))
    case 'enum':
      return problem(`${label(at)} is ${shown(at, source)}: write one of ${error.params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}.`)
    case 'const':
      return problem(`${label(at)} is ${shown(at, source)}: write ${JSON.stringify(error.params.allowedValue)}.`)
    case 'pattern':
      return problem(`${label(at)} is ${shown(at, source)}, which is not of the form ${String(error.params.pattern)}${hintOf(schema, error.schemaPath)}.`)
    case 'minItems':
    case 'minLength':
      return problem(`${label(at)} is empty: fill it in or leave it out.`)
    default:
      return problem(`${label(at)} ${error.message}${hintOf(schema, error.schemaPath)}.`)
  }
}

function typeMessage(at: string, wanted: string, source: YamlFile): string {
  const text = source.textOf(at)
  if (wanted === 'string' && text !== undefined && text !== '' && text !== 'null' && text !== '~') {
    return `${label(at)} ${text} is read as ${/^(true|false)$/i.test(text) ? 'a yes or no' : 'a number'}, not as text: write it in quotes, "${text}".`
  }
  const words: Record<string, string> = { object: 'keys with values', array: 'a list ("- ..." lines or [...])', string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false' }
  return `${label(at)} must be ${words[wanted] ?? wanted}${text === undefined ? '' : `, not ${shown(at, source)}`}.`
}

/** `/areas/3/code` reads `areas[3].code`. */
function label(pointer: string): string {
  if (pointer === '') return 'The file'
  return pointer
    .slice(1)
    .split('/')
    .map((part) => (/^\d+$/.test(part) ? `[${Number(part) + 1}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\./, '')
}

function shown(at: string, source: YamlFile): string {
  const text = source.textOf(at)
  return text === undefined || text === '' ? 'empty' : JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text)
}

function schemaAt(schema: TSchema, schemaPath: string): unknown {
  let at: unknown = schema
  for (const part of schemaPath.split('/').slice(1)) at = typeof at === 'object' && at !== null ? Reflect.get(at, part.replaceAll('~1', '/').replaceAll('~0', '~')) : undefined
  return at
}

function allowedKeys(schema: TSchema, schemaPath: string): string {
  const at = schemaAt(schema, schemaPath)
  const properties: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'properties') : undefined
  return typeof properties === 'object' && properties !== null ? `Allowed here: ${Object.keys(properties).join(', ')}.` : ''
}

function hintOf(schema: TSchema, schemaPath: string): string {
  const at = schemaAt(schema, schemaPath)
  const description: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'description') : undefined
  return typeof description === 'string' ? ` (${description.replace(/\.$/, '')})` : ''
}
