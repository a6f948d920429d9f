// Secrets in a store of their own: kept, opened elsewhere or not, sealed anew; with every way in which the key can be wrong.
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../../db/open-store.ts'
import { readSecrets } from '../../../db/secrets/secrets.ts'
import { FeedReadError } from '../../../ingest/adapters/adapter.ts'
import { keyFileOf, prepareKeyFile } from '../../../ingest/secrets/key-file.ts'
import { drawSecretKey } from '../../../ingest/secrets/secret-key.ts'
import { Secrets, type KeySource } from '../../../ingest/secrets/secrets.ts'
import { newStoreDirectory } from '../../server/store-template.ts'

let home: Awaited<ReturnType<typeof newStoreDirectory>>
let store: Store
let keyFile: string
const own = (): KeySource => ({ kind: 'file', path: keyFile })

beforeAll(async () => {
  home = await newStoreDirectory()
  store = await openStore({ kind: 'embedded', directory: home.store })
  keyFile = keyFileOf(home.store)
})
beforeEach(async () => {
  await store.db.deleteFrom('secret').execute()
  for (const file of [keyFile, `${keyFile}.new`]) rmSync(file, { force: true })
})
afterAll(async () => {
  await store.close()
  home.remove()
})

function failureOf(secrets: Secrets, name: string): string {
  try {
    return `opened: ${secrets.get(name)}`
  } catch (error) {
    if (error instanceof FeedReadError && error.failure === 'configuration') return error.message
    throw error
  }
}

describe('a secret', () => {
  it('is kept sealed, opens for whoever has the key, and is replaced by the next of its name', async () => {
    const source: KeySource = { kind: 'given', key: drawSecretKey() }
    const secrets = new Secrets(store.db, source)
    await secrets.set('gateway', 'one')
    await secrets.set('gateway', 'two 密钥')
    expect(secrets.get('gateway')).toBe('two 密钥')
    expect(JSON.stringify(await readSecrets(store.db))).not.toMatch(/one|two|密钥/)

    const elsewhere = new Secrets(store.db, source)
    expect(failureOf(elsewhere, 'gateway')).toMatch(/ctmm secret set gateway/)
    await elsewhere.refresh()
    expect(elsewhere.get('gateway')).toBe('two 密钥')
    await secrets.set('gateway', 'three')
    expect(elsewhere.get('gateway')).toBe('two 密钥')
    await elsewhere.refresh()
    expect(elsewhere.get('gateway')).toBe('three')
  })

  it('that is removed is gone, unless a feed names it', async () => {
    const secrets = new Secrets(store.db, { kind: 'given', key: drawSecretKey() })
    await secrets.set('gateway', 'value')
    await expect(secrets.remove('gateway', ['orders'])).rejects.toMatchObject({ failure: 'in-use', message: expect.stringContaining('orders') })
    expect(secrets.get('gateway')).toBe('value')
    await secrets.remove('gateway', [])
    expect(failureOf(secrets, 'gateway')).toMatch(/no secret gateway/)
    await expect(secrets.remove('gateway', [])).rejects.toMatchObject({ failure: 'unknown' })
  })

  it.each([['Upper', 'x'], ['', 'x'], ['../x', 'x'], ['ok', ''], ['ok', 'x'.repeat(65_537)], ['ok', 'half \ud800']])('that cannot be kept is refused (%#)', async (name, value) => {
    await expect(new Secrets(store.db, own()).set(name, value)).rejects.toMatchObject({ failure: 'unusable' })
    expect(await readSecrets(store.db)).toEqual([])
  })
})

describe('the key', () => {
  it('of an embedded store is a file beside it that only its user may read, made when it is first needed', async () => {
    const secrets = new Secrets(store.db, own())
    await secrets.refresh()
    expect(existsSync(keyFile)).toBe(false)
    await secrets.set('gateway', 'value')
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(keyFile.startsWith(`${home.store}/`)).toBe(false)
    const again = new Secrets(store.db, own())
    await again.refresh()
    expect(again.get('gateway')).toBe('value')
  })

  it('is not in a copy of the store, so the copy opens nothing and says which key it needs', async () => {
    await new Secrets(store.db, own()).set('gateway', 'value')
    const [kept] = await readSecrets(store.db)
    const copy = new Secrets(store.db, { kind: 'file', path: `${keyFile}.elsewhere` })
    await copy.refresh()
    expect(failureOf(copy, 'gateway')).toContain(`sealed with the key ${kept?.keyId}`)
  })

  it('that others may read is refused, with what to do', async () => {
    await new Secrets(store.db, own()).set('gateway', 'value')
    chmodSync(keyFile, 0o644)
    const secrets = new Secrets(store.db, own())
    await secrets.refresh()
    expect(failureOf(secrets, 'gateway')).toContain(`chmod 600 ${keyFile}`)
    await expect(secrets.set('other', 'x')).rejects.toMatchObject({ failure: 'key-file' })
  })

  it('that is missing on a server says how to make one, and nothing is kept', async () => {
    await expect(new Secrets(store.db, { kind: 'none' }).set('gateway', 'value')).rejects.toMatchObject({ failure: 'no-key', message: expect.stringMatching(/CTMM_SECRET_KEY_FILE/) })
    expect(await readSecrets(store.db)).toEqual([])
  })

  it('that is another one opens nothing, keeps nothing beside what it cannot open, and says which is needed', async () => {
    const [right, wrong] = [drawSecretKey(), drawSecretKey()]
    await new Secrets(store.db, { kind: 'given', key: right }).set('gateway', 'value')
    const secrets = new Secrets(store.db, { kind: 'given', key: wrong })
    await secrets.refresh()
    expect(failureOf(secrets, 'gateway')).toMatch(new RegExp(`key ${right.id}.*key here is ${wrong.id}`))
    await expect(secrets.set('other', 'x')).rejects.toMatchObject({ failure: 'wrong-key' })
    await secrets.set('gateway', 'set anew')
    expect(secrets.get('gateway')).toBe('set anew')
  })

  it('is right and what is kept was changed: that is told apart', async () => {
    const secrets = new Secrets(store.db, { kind: 'given', key: drawSecretKey() })
    await secrets.set('gateway', 'value')
    await secrets.set('other', 'other value')
    const [, other] = await readSecrets(store.db)
    await store.db.updateTable('secret').set({ sealed: other?.sealed ?? '' }).where('name', '=', 'gateway').execute()
    await secrets.refresh()
    expect(failureOf(secrets, 'gateway')).toMatch(/was changed/)
    expect(secrets.get('other')).toBe('other value')
  })
})

describe('sealing everything anew', () => {
  it('replaces the key file of a store, and the old key opens nothing', async () => {
    const secrets = new Secrets(store.db, own())
    await secrets.set('gateway', 'value')
    await secrets.set('other', 'other value')
    cpSync(keyFile, `${keyFile}.old`)
    expect(await secrets.rekey(drawSecretKey())).toBe(2)
    expect([secrets.get('gateway'), secrets.get('other')]).toEqual(['value', 'other value'])
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    const old = new Secrets(store.db, { kind: 'file', path: `${keyFile}.old` })
    await old.refresh()
    expect(failureOf(old, 'gateway')).toMatch(/the key here is/)
    rmSync(`${keyFile}.old`)
  })

  it('that was cut off before the commit leaves the old key in force, and after it the new one', async () => {
    const secrets = new Secrets(store.db, own())
    await secrets.set('gateway', 'value')
    prepareKeyFile(keyFile, drawSecretKey())
    const before = new Secrets(store.db, own())
    await before.refresh()
    expect(before.get('gateway')).toBe('value')

    const oldKey = readFileSync(keyFile)
    await before.rekey(drawSecretKey())
    renameSync(keyFile, `${keyFile}.new`)
    writeFileSync(keyFile, oldKey, { mode: 0o600 })
    const after = new Secrets(store.db, own())
    await after.refresh()
    expect(after.get('gateway')).toBe('value')
    expect(existsSync(`${keyFile}.new`)).toBe(false)
  })

  it('changes nothing when one of them does not open', async () => {
    const secrets = new Secrets(store.db, { kind: 'given', key: drawSecretKey() })
    await secrets.set('a', 'value')
    await secrets.set('b', 'value')
    await store.db.updateTable('secret').set({ sealed: 'v1.AAAA' }).where('name', '=', 'b').execute()
    const before = await readSecrets(store.db)
    await expect(secrets.rekey(drawSecretKey())).rejects.toMatchObject({ failure: 'damaged' })
    expect(await readSecrets(store.db)).toEqual(before)
  })
})
