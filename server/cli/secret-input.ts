// Where a command takes a secret from: standard input or a prompt that shows nothing. Never an argument, which every user of the machine can read.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandError } from './command.ts'

/** One more than may be kept in four-byte characters. */
const MOST_BYTES = 262_145

/** The secret without the line end that programs put behind it. Throws CommandError when none is given. */
export async function readSecret(name: string): Promise<string> {
  const value = process.stdin.isTTY ? await ask(`${name}: `) : await readAll()
  if (value === '') throw new CommandError(`Nothing was given for ${name}: type it, or pipe it in (\`ctmm secret set ${name} < FILE\`).`)
  return value
}

async function readAll(): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of process.stdin) {
    const chunk = Buffer.from(part)
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new CommandError('That is too long for a secret.')
    parts.push(chunk)
  }
  return Buffer.concat(parts).toString('utf8').replace(/\r?\n$/, '')
}

async function ask(prompt: string): Promise<string> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: hidden, terminal: true })
  process.stderr.write(prompt)
  const given = Promise.withResolvers<string>()
  lines.once('SIGINT', () => given.reject(new CommandError('Nothing was set.')))
  lines.once('close', () => given.reject(new CommandError('Nothing was set.')))
  lines.question('').then(given.resolve, given.reject)
  try {
    return await given.promise
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
