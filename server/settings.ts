// Every setting of the product, read once from the environment; a value that makes no sense stops the start with what to do.
import { readFileSync } from 'node:fs'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { parseSecretKey, type SecretKey } from '../ingest/secrets/secret-key.ts'
import { ALL_ROLES, readRoles, ROLES, type Roles } from './roles.ts'

export const SettingsSchema = Type.Object({
  CTMM_DATA: Type.String({ default: './data', minLength: 1, description: "Directory of the embedded store; the demonstration city has its own beside it, with -demo at the end of the name." }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL server to use in place of the embedded store, as postgres://user@host/database.' })),
  DATABASE_URL_FILE: Type.Optional(Type.String({ minLength: 1, description: 'File that holds DATABASE_URL, so that its password stands in no environment.' })),
  CTMM_SECRET_KEY: Type.Optional(Type.String({ description: 'Key that seals the secrets of feeds: 32 random bytes as base64 or hexadecimal.' })),
  CTMM_SECRET_KEY_FILE: Type.Optional(Type.String({ minLength: 1, description: 'File that holds CTMM_SECRET_KEY. Without either, the embedded store makes a key file beside its directory; a server refuses to keep secrets.' })),
  CTMM_DROP_ROOT: Type.Optional(Type.String({ minLength: 1, description: 'Folder under which feeds may watch folders for files (adapter file-drop); the directory of the store with -drop at the end of its name when left out.' })),
  CTMM_REQUIRE_TIMESCALE: Type.Integer({ default: 0, minimum: 0, maximum: 1, description: '1 refuses a PostgreSQL server without TimescaleDB; 0 keeps plain tables there.' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on. There are no accounts yet, so only loopback addresses are taken.' }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'Port to listen on; 0 takes a free one.' }),
  CTMM_MQTT_PORT: Type.Integer({ default: 1883, minimum: 0, maximum: 65535, description: 'Port on 127.0.0.1 of the trial broker, which comes with the embedded store and takes samples by MQTT 3.1.1; 0 does without.' }),
  CTMM_ROLE: Type.String({ default: ROLES.join(','), pattern: `^(${ROLES.join('|')})(,(${ROLES.join('|')}))*$`, description: 'What the process does, separated by commas: ingest takes deliveries, assess records standings and runs jobs, server answers readings and pages. Fewer than all need DATABASE_URL.' }),
  CTMM_MODEL: Type.Optional(Type.String({ minLength: 1, description: 'Model file; without it the draft of 2026 that comes with the product.' })),
  CTMM_FACTS_KEPT_DAYS: Type.Optional(Type.Integer({ minimum: 800, maximum: 36_500, description: 'Days for which facts of cases are kept after the last word about them (800 or more, because two closed years are judged); for ever when left out.' })),
  CTMM_DEMO_SEED: Type.Integer({ default: 20260101, minimum: 0, description: 'Seed of the demonstration city.' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info', description: 'How much is logged, as JSON lines on standard error.' }),
})

export type Settings = Static<typeof SettingsSchema>

/** The environment makes no sense; the message names every setting at fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

type Environment = Readonly<Record<string, string | undefined>>

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** Reads the settings. Throws SettingsError naming each variable that is wrong and what it may be. */
export function readSettings(given: Environment): Settings {
  const problems: string[] = []
  const environment = SECRETS.reduce((read, secret) => withSecretOfFile(read, secret, problems), given)
  const read: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(SettingsSchema.properties)) {
    const text = environment[name]
    const value = text === undefined || text === '' ? ('default' in schema ? schema.default : undefined) : 'type' in schema && schema.type === 'integer' ? wholeNumber(text) : text
    if (value === undefined) continue
    if (Check(schema, value)) read[name] = value
    else problems.push(`${SECRETS.some((secret) => secret.name === name) ? name : `${name}=${JSON.stringify(text)}`} is not allowed: ${'description' in schema ? String(schema.description) : 'see the settings reference.'}`)
  }
  if (typeof read['HOST'] === 'string' && !LOOPBACK.test(read['HOST'])) {
    problems.push(`HOST=${read['HOST']} would open the city's data to the network without accounts: use 127.0.0.1 and a reverse proxy that checks who calls.`)
  }
  const key = typeof read['CTMM_SECRET_KEY'] === 'string' ? parseSecretKey(read['CTMM_SECRET_KEY']) : undefined
  if (typeof key === 'string') problems.push(`CTMM_SECRET_KEY ${key}`)
  if (problems.length === 0 && Check(SettingsSchema, read)) return read
  throw new SettingsError(problems.join('\n'))
}

/** The key that the settings name; undefined where they name none. Settings that were read hold a sound one or none. */
export function secretKeyOf({ CTMM_SECRET_KEY: text }: Settings): SecretKey | undefined {
  const key = text === undefined ? undefined : parseSecretKey(text)
  return typeof key === 'string' ? undefined : key
}

/** The roles of a process. Throws SettingsError where the store can be open in one process only, so that nobody would have the others. */
export function rolesOf({ CTMM_ROLE: text }: Settings, store: 'embedded' | 'server'): Roles {
  const roles = readRoles(text) ?? ALL_ROLES
  if (store === 'embedded' && roles.size < ALL_ROLES.size) {
    throw new SettingsError(`The embedded store can be open in one process only, so that process has every role (${ROLES.join(', ')}). Leave --role and CTMM_ROLE out, or name a PostgreSQL server with DATABASE_URL.`)
  }
  return roles
}

interface SecretSetting {
  readonly name: string
  readonly form: string
}

/** Settings whose values are never part of a message; each may come from the file that NAME_FILE names. */
const SECRETS: readonly SecretSetting[] = [
  { name: 'DATABASE_URL', form: 'postgres://user:password@host/database' },
  { name: 'CTMM_SECRET_KEY', form: '32 random bytes as base64 (head -c 32 /dev/urandom | base64)' },
]

function withSecretOfFile(given: Environment, { name, form }: SecretSetting, problems: string[]): Environment {
  const [value, file] = [given[name], given[`${name}_FILE`]]
  if (file === undefined || file === '') return given
  if (value !== undefined && value !== '') {
    problems.push(`${name} and ${name}_FILE are both set: keep one of them.`)
    return given
  }
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text !== '') return { ...given, [name]: text }
    problems.push(`${name}_FILE=${file} is empty: write ${form} into it.`)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    problems.push(`${name}_FILE=${file} cannot be read (${reason}): name a file that the user of this process may read.`)
  }
  return given
}

const wholeNumber = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text)
