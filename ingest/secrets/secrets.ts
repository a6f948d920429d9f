// The secrets of a store: sealed in it, opened in memory only, handed to adapters by name.
import type { Db } from '../../db/open-store.ts'
import { deleteSecret, putSecret, readSecrets, resealSecret, type SealedSecret } from '../../db/secrets/secrets.ts'
import { inTransaction } from '../../db/transactions.ts'
import { FeedReadError } from '../adapters/adapter.ts'
import { makeKeyFile, preparedKey, prepareKeyFile, readKeyFile, replaceKeyFile } from './key-file.ts'
import { seal, unseal } from './seal.ts'
import type { SecretKey } from './secret-key.ts'
import { SecretError } from './secret-error.ts'

/** Where the key comes from: the settings, a file of the embedded store's own, or nowhere. */
export type KeySource = { readonly kind: 'given'; readonly key: SecretKey } | { readonly kind: 'file'; readonly path: string } | { readonly kind: 'none' }

/** A secret without its value. */
export interface SecretEntry {
  readonly name: string
  readonly changedAt: number
  readonly keyId: string
  /** Undefined when it opens. */
  readonly problem: SecretError | undefined
}

type Opened = { readonly sealed: string; readonly value: string } | { readonly sealed: string; readonly problem: SecretError }

export const SECRET_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/
/** Characters: enough for a certificate with its chain. */
export const LONGEST_SECRET = 65_536
/** Shorter ones are found everywhere by chance. */
const SHORTEST_REDACTED = 4

export class Secrets {
  private readonly db: Db
  private source: KeySource
  private opened: ReadonlyMap<string, Opened> = new Map()

  constructor(db: Db, source: KeySource) {
    this.db = db
    this.source = source
  }

  /** Reads what is kept, also by other processes. Call it before a run; a secret that does not open fails when it is asked for. */
  async refresh(): Promise<void> {
    const kept = await readSecrets(this.db)
    const before = this.opened
    let key: SecretKey | SecretError | undefined
    if (kept.some(({ name, sealed }) => before.get(name)?.sealed !== sealed)) key = this.findKey(kept)
    this.opened = new Map(kept.map((secret) => {
      const known = before.get(secret.name)
      return [secret.name, known !== undefined && known.sealed === secret.sealed && 'value' in known ? known : open(secret, key ?? (key = this.findKey(kept)))]
    }))
  }

  /** The value, as of the last refresh. Throws FeedReadError (`configuration`) that says what to do and never holds a value. */
  readonly get = (name: string): string => {
    const secret = this.opened.get(name)
    if (secret === undefined) {
      throw new FeedReadError('configuration', `There is no secret ${name}: set it with \`ctmm secret set ${name}\` or on the page of feeds.`, `没有名为 ${name} 的密钥：请用 ctmm secret set ${name} 或在数据源页面设置。`)
    }
    if ('problem' in secret) throw new FeedReadError('configuration', secret.problem.text.en, secret.problem.text.zh)
    return secret.value
  }

  async list(): Promise<readonly SecretEntry[]> {
    await this.refresh()
    return (await readSecrets(this.db)).map(({ name, changedAt, keyId }) => {
      const opened = this.opened.get(name)
      return { name, changedAt, keyId, problem: opened !== undefined && 'problem' in opened ? opened.problem : undefined }
    })
  }

  /** Keeps a secret in place of the one of that name. Throws SecretError: no key, another key than the other secrets have, or nothing that can be kept. */
  async set(name: string, value: string): Promise<void> {
    if (!SECRET_NAME.test(name)) throw unusable('The name of a secret is made of lower-case letters, digits and hyphens, 63 at most.', '密钥名称只能由小写字母、数字和连字符组成，最多 63 个字符。')
    if (value === '' || value.length > LONGEST_SECRET || !value.isWellFormed()) throw unusable(`A secret is text of 1 to ${LONGEST_SECRET} characters.`, `密钥须为 1 至 ${LONGEST_SECRET} 个字符的文本。`)
    const kept = await readSecrets(this.db)
    const key = this.findKey(kept) ?? (this.source.kind === 'file' ? makeKeyFile(this.source.path) : undefined)
    if (key === undefined) throw noKey()
    if (key instanceof SecretError) throw key
    const other = kept.find((secret) => secret.name !== name && secret.keyId !== key.id)
    if (other !== undefined) throw wrongKey(other, key)
    await putSecret(this.db, { name, sealed: seal(key, name, value), keyId: key.id })
    await this.refresh()
  }

  /** Throws SecretError for one that is not there or that a feed names. */
  async remove(name: string, usedBy: readonly string[]): Promise<void> {
    if (usedBy.length > 0) {
      throw new SecretError('in-use', { en: `The secret ${name} is used by ${usedBy.join(', ')}: change those feeds first.`, zh: `密钥 ${name} 正被数据源 ${usedBy.join('、')} 使用：请先修改这些数据源。` })
    }
    if (!(await deleteSecret(this.db, name))) throw new SecretError('unknown', { en: `There is no secret ${name}: \`ctmm secret list\` shows those there are.`, zh: `没有名为 ${name} 的密钥：ctmm secret list 可列出全部名称。` })
    await this.refresh()
  }

  /** Seals every secret with another key, all or none, and returns how many. A key file of the store's own is replaced; any other key is for the caller to put in force. */
  async rekey(key: SecretKey): Promise<number> {
    const { source } = this
    if (source.kind === 'file') prepareKeyFile(source.path, key)
    const count = await inTransaction(this.db, async (db) => {
      const kept = await readSecrets(db)
      const old = this.findKey(kept)
      for (const secret of kept) {
        const opened = open(secret, old)
        if ('problem' in opened) throw opened.problem
        await resealSecret(db, { name: secret.name, sealed: seal(key, secret.name, opened.value), keyId: key.id })
      }
      return kept.length
    })
    if (source.kind === 'file') replaceKeyFile(source.path)
    else this.source = { kind: 'given', key }
    await this.refresh()
    return count
  }

  /** A text without any secret that is known here: the last net under messages that drivers and sources write. */
  readonly redact = (text: string): string => {
    let clean = text
    for (const secret of this.opened.values()) {
      if (!('value' in secret) || secret.value.length < SHORTEST_REDACTED) continue
      for (const form of new Set([secret.value, encodeURIComponent(secret.value), JSON.stringify(secret.value).slice(1, -1)])) clean = clean.replaceAll(form, '•••')
    }
    return clean
  }

  /** The key in force; the error where it cannot be read; undefined where there is none. */
  private findKey(kept: readonly SealedSecret[]): SecretKey | SecretError | undefined {
    const { source } = this
    if (source.kind !== 'file') return source.kind === 'given' ? source.key : undefined
    try {
      // A process that died while it sealed everything anew left the key that was to take over.
      const prepared = preparedKey(source.path)
      if (prepared !== undefined && kept.some(({ keyId }) => keyId === prepared.id)) replaceKeyFile(source.path)
      return readKeyFile(source.path)
    } catch (error) {
      if (error instanceof SecretError) return error
      throw error
    }
  }
}

function open(secret: SealedSecret, key: SecretKey | SecretError | undefined): Opened {
  const { name, sealed, keyId } = secret
  if (key instanceof SecretError) return { sealed, problem: key }
  if (key === undefined || key.id !== keyId) return { sealed, problem: wrongKey(secret, key) }
  const value = unseal(key, name, sealed)
  return value === undefined ? { sealed, problem: damaged(name) } : { sealed, value }
}

const unusable = (en: string, zh: string): SecretError => new SecretError('unusable', { zh, en })

const noKey = (): SecretError => new SecretError('no-key', {
  en: 'There is no key to keep secrets with. Make one with `head -c 32 /dev/urandom | base64`, keep it apart from the database, and start every process with CTMM_SECRET_KEY_FILE naming its file.',
  zh: '尚未配置主密钥。请用 head -c 32 /dev/urandom | base64 生成，与数据库分开保存，并在启动每个进程时用 CTMM_SECRET_KEY_FILE 指定该文件。',
})

const wrongKey = ({ name, keyId }: SealedSecret, key: SecretKey | undefined): SecretError => new SecretError('wrong-key', {
  en: `The secret ${name} was sealed with the key ${keyId}, and ${key === undefined ? 'there is no key here' : `the key here is ${key.id}`}: start with the key ${keyId} (CTMM_SECRET_KEY_FILE, or the key file beside the store), or remove the secrets and set them again.`,
  zh: `密钥 ${name} 由主密钥 ${keyId} 加密，而当前${key === undefined ? '没有主密钥' : `主密钥为 ${key.id}`}：请用主密钥 ${keyId} 启动（CTMM_SECRET_KEY_FILE 或库旁的主密钥文件），或删除后重新设置。`,
})

const damaged = (name: string): SecretError => new SecretError('damaged', {
  en: `The secret ${name} does not open although the key is right: what is kept was changed. Set it again with \`ctmm secret set ${name}\`.`,
  zh: `主密钥正确但密钥 ${name} 无法解开：库中内容已被改动。请用 ctmm secret set ${name} 重新设置。`,
})
