// The settings: secrets by file, and messages that name the variable at fault but never a secret.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings, SettingsError } from '../../server/settings.ts'

const URL_OF_STORE = 'postgres://ctmm:top-secret@database:5432/ctmm'

describe('DATABASE_URL_FILE', () => {
  let directory: string
  const file = (name: string): string => join(directory, name)

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ctmm-settings-'))
    writeFileSync(file('url'), `${URL_OF_STORE}\n`)
    writeFileSync(file('wrong'), 'mysql://ctmm:top-secret@database/ctmm')
    writeFileSync(file('empty'), '\n')
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const complaint = (environment: Readonly<Record<string, string>>): string => {
    try {
      readSettings(environment)
    } catch (error) {
      if (error instanceof SettingsError) return error.message
      throw error
    }
    return 'nothing'
  }

  it('gives the store that the file names', () => {
    expect(readSettings({ DATABASE_URL_FILE: file('url') }).DATABASE_URL).toBe(URL_OF_STORE)
    expect(readSettings({ DATABASE_URL_FILE: file('url'), DATABASE_URL: '' }).DATABASE_URL).toBe(URL_OF_STORE)
  })

  it('left empty changes nothing', () => {
    expect(readSettings({ DATABASE_URL_FILE: '' }).DATABASE_URL).toBeUndefined()
    expect(readSettings({ DATABASE_URL: URL_OF_STORE }).DATABASE_URL).toBe(URL_OF_STORE)
  })

  it('is refused beside DATABASE_URL', () => {
    expect(complaint({ DATABASE_URL_FILE: file('url'), DATABASE_URL: URL_OF_STORE })).toBe('DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them.')
  })

  it('that cannot be read or is empty says which file and what to do', () => {
    expect(complaint({ DATABASE_URL_FILE: file('none') })).toBe(`DATABASE_URL_FILE=${file('none')} cannot be read (ENOENT): name a file that the user of this process may read.`)
    expect(complaint({ DATABASE_URL_FILE: directory })).toContain('EISDIR')
    expect(complaint({ DATABASE_URL_FILE: file('empty') })).toBe(`DATABASE_URL_FILE=${file('empty')} is empty: write postgres://user:password@host/database into it.`)
  })

  it('with a wrong address is refused without telling the secret', () => {
    const message = complaint({ DATABASE_URL_FILE: file('wrong') })
    expect(message).toContain('DATABASE_URL is not allowed')
    expect(message).not.toContain('top-secret')
  })
})
