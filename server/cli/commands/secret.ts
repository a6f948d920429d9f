// ctmm secret set | list | remove | rekey: passwords of the city's systems, kept encrypted and never shown again.
import { existsSync, readFileSync } from 'node:fs'
import { Parse } from 'typebox/value'
import { makeKeyFile } from '../../../ingest/secrets/key-file.ts'
import { drawSecretKey, parseSecretKey, type SecretKey } from '../../../ingest/secrets/secret-key.ts'
import { Secrets } from '../../schemas/secrets.ts'
import { readSecretEntries, usesOfSecrets } from '../../secrets.ts'
import { readSettings } from '../../settings.ts'
import { CommandError, printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'
import { readSecret } from '../secret-input.ts'

const addressOf = (name: string): string => `/api/v1/secrets/${encodeURIComponent(name)}`

export const secretSet: Command = {
  name: 'secret set',
  usage: 'secret set NAME',
  summary: 'Keep a secret that feed files name; type it when asked, or pipe it in. It is never shown again.',
  async run(args) {
    const { files } = readArgs(args, {}, { least: 1, most: 1 })
    const name = files[0] ?? ''
    const value = await readSecret(name)
    await withWorkbench<unknown>({ here: ({ secrets }) => secrets.set(name, value), there: (server) => server.send('PUT', addressOf(name), { value }) })
    printLine(`Kept ${name}.`)
  },
}

export const secretList: Command = {
  name: 'secret list',
  usage: 'secret list [--json]',
  summary: 'Names of secrets, when they were changed, and which feeds use them.',
  async run(args) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const answer = await withWorkbench<Secrets>({ here: readSecretEntries, there: async (server) => Parse(Secrets, JSON.parse(await server.getText('/api/v1/secrets'))) })
    if (values.json) return printJson(answer)
    for (const { name, changedAt, feeds, problem } of answer.secrets) printLine(`${name}  ${changedAt}  ${feeds.length === 0 ? 'no feed' : feeds.join(', ')}${problem === null ? '' : `  ${problem.en}`}`)
    for (const { name, feeds } of answer.missing) printLine(`${name}  not set  ${feeds.join(', ')}`)
    if (answer.secrets.length + answer.missing.length === 0) printLine('There are no secrets.')
  },
}

export const secretRemove: Command = {
  name: 'secret remove',
  usage: 'secret remove NAME',
  summary: 'Remove a secret that no feed names.',
  async run(args) {
    const { files } = readArgs(args, {}, { least: 1, most: 1 })
    const name = files[0] ?? ''
    await withWorkbench<unknown>({
      here: (workbench) => workbench.secrets.remove(name, usesOfSecrets(workbench).get(name) ?? []),
      there: (server) => server.send('DELETE', addressOf(name)),
    })
    printLine(`Removed ${name}.`)
  },
}

export const secretRekey: Command = {
  name: 'secret rekey',
  usage: 'secret rekey [--key-file FILE]',
  summary: 'Seal every secret with another key.',
  details: [
    '--key-file   the new key; made when there is no such file. Needed where CTMM_SECRET_KEY or CTMM_SECRET_KEY_FILE names the key: name FILE there afterwards.',
    'Without them the key file beside the embedded store is replaced. Stop the server first.',
  ],
  async run(args) {
    const { values } = readArgs(args, { 'key-file': { type: 'string' } }, { least: 0, most: 0 })
    const file = values['key-file']
    const isNamed = readSettings(process.env).CTMM_SECRET_KEY !== undefined
    if (isNamed && file === undefined) throw new UsageError('the key is named by the settings, so give the new one with --key-file FILE')
    if (!isNamed && file !== undefined) throw new UsageError('the store has a key file of its own, which is replaced: leave --key-file out')
    const count = await withWorkbench<number>({
      here: ({ secrets }) => secrets.rekey(file === undefined ? drawSecretKey() : keyOfFile(file)),
      there: () => Promise.reject(new CommandError('A server holds this store: stop it, run this again, and start it.')),
    })
    printLine(`Sealed ${count} secrets anew.${file === undefined ? '' : ` From now on start every process with CTMM_SECRET_KEY_FILE=${file}.`}`)
  },
}

function keyOfFile(file: string): SecretKey {
  if (!existsSync(file)) return makeKeyFile(file)
  const key = parseSecretKey(readFileSync(file, 'utf8'))
  if (typeof key === 'string') throw new CommandError(`${file} ${key}`)
  return key
}
