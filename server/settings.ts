// Every setting of the product, read once from the environment; a value that makes no sense stops the start with what to do.
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'

export const SettingsSchema = Type.Object({
  CTMM_DATA: Type.String({ default: './data', minLength: 1, description: "Directory of the embedded store; the demonstration city has its own beside it, with -demo at the end of the name." }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL server to use in place of the embedded store, as postgres://user@host/database.' })),
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on. There are no accounts yet, so only loopback addresses are taken.' }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'Port to listen on; 0 takes a free one.' }),
  CTMM_MODEL: Type.Optional(Type.String({ minLength: 1, description: 'Model file; without it the draft of 2026 that comes with the product.' })),
  CTMM_DEMO_SEED: Type.Integer({ default: 20260101, minimum: 0, description: 'Seed of the demonstration city.' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info', description: 'How much is logged, as JSON lines on standard error.' }),
})

export type Settings = Static<typeof SettingsSchema>

/** The environment makes no sense; the message names every setting at fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** Reads the settings. Throws SettingsError naming each variable that is wrong and what it may be. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = []
  const read: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(SettingsSchema.properties)) {
    const text = environment[name]
    const value = text === undefined || text === '' ? ('default' in schema ? schema.default : undefined) : 'type' in schema && schema.type === 'integer' ? wholeNumber(text) : text
    if (value === undefined) continue
    if (Check(schema, value)) read[name] = value
    else problems.push(`${name === 'DATABASE_URL' ? name : `${name}=${JSON.stringify(text)}`} is not allowed: ${'description' in schema ? String(schema.description) : 'see the settings reference.'}`)
  }
  if (typeof read['HOST'] === 'string' && !LOOPBACK.test(read['HOST'])) {
    problems.push(`HOST=${read['HOST']} would open the city's data to the network without accounts: use 127.0.0.1 and a reverse proxy that checks who calls.`)
  }
  if (problems.length === 0 && Check(SettingsSchema, read)) return read
  throw new SettingsError(problems.join('\n'))
}

const wholeNumber = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text)
