// The key file of an embedded store: beside its directory and readable by its user alone, so that a copy of the store opens nothing.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { drawSecretKey, keyText, parseSecretKey, type SecretKey } from './secret-key.ts'
import { SecretError } from './secret-error.ts'

/** Where the key of an embedded store in this directory is. */
export const keyFileOf = (directory: string): string => `${directory}.key`

const OTHERS = 0o077
/** A key that is about to take the place of the one in force. */
const next = (file: string): string => `${file}.new`

/** The key in the file; undefined when there is no file. Throws SecretError (`key-file`) for one that others may read or that holds no key. */
export function readKeyFile(file: string): SecretKey | undefined {
  if (!existsSync(file)) return undefined
  if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0) {
    throw refused(file, `may be read by others: run \`chmod 600 ${file}\`.`, `可被其他用户读取：请执行 chmod 600 ${file}。`)
  }
  const key = parseSecretKey(readFileSync(file, 'utf8'))
  if (typeof key === 'string') throw refused(file, key, '的内容不是有效的主密钥：请从备份恢复该文件。')
  return key
}

/** Makes the file with a new key. */
export function makeKeyFile(file: string): SecretKey {
  const key = drawSecretKey()
  write(file, key)
  return key
}

/** Puts down the key that shall take over, before anything is sealed with it. */
export function prepareKeyFile(file: string, key: SecretKey): void {
  rmSync(next(file), { force: true })
  write(next(file), key)
}

/** The prepared key takes over, after everything has been sealed with it. */
export const replaceKeyFile = (file: string): void => renameSync(next(file), file)

/** The key that was prepared when its process died in between; undefined when there is none. */
export const preparedKey = (file: string): SecretKey | undefined => readKeyFile(next(file))

function write(file: string, key: SecretKey): void {
  const opened = openSync(file, 'wx', 0o600)
  try {
    writeSync(opened, `${keyText(key)}\n`)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

function refused(file: string, en: string, zh: string): SecretError {
  return new SecretError('key-file', { en: `The key file ${file} ${en}`, zh: `主密钥文件 ${file} ${zh}` })
}
