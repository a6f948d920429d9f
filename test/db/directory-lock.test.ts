import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holderOf, lockDirectory, StoreLockedError } from '../../db/embedded/directory-lock.ts'

const module = fileURLToPath(new URL('../../db/embedded/directory-lock.ts', import.meta.url))
let home: string
let directory: string
let children: ChildProcess[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ctmm-lock-'))
  directory = join(home, 'data')
  mkdirSync(directory)
  children = []
})
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
})

/** A process that takes the lock, says so or says who has it, and waits. */
async function holder(then = ''): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const script = `
    const { lockDirectory } = await import(${JSON.stringify(module)})
    try { const lock = lockDirectory(${JSON.stringify(directory)}); ${then}; console.log('held') } catch (error) { console.log(error.name + ' ' + error.holder?.pid) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [data] = await once(child.stdout, 'data')
  return { child, said: String(data).trim() }
}

describe('the lock of a directory', () => {
  it('keeps a second process out and names the first', async () => {
    const { child, said } = await holder()
    expect(said).toBe('held')
    expect(() => lockDirectory(directory)).toThrow(StoreLockedError)
    expect(() => lockDirectory(directory)).toThrow(new RegExp(`process ${child.pid}.*CTMM_DATA`))
    expect(holderOf(directory)?.pid).toBe(child.pid)
  })

  it('keeps the same process out of its own store', () => {
    const lock = lockDirectory(directory)
    expect(() => lockDirectory(directory)).toThrow(StoreLockedError)
    lock.release()
    lockDirectory(directory).release()
  })

  it('is taken over from a process that died without a word', async () => {
    const { child } = await holder()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(holderOf(directory)).toBeUndefined()
    const lock = lockDirectory(directory)
    expect(holderOf(directory)?.pid).toBe(process.pid)
    lock.release()
  })

  it('is not that of another process that was given the number of a dead one', () => {
    writeFileSync(`${directory}.lock`, JSON.stringify({ pid: process.pid, started: '1' }))
    expect(holderOf(directory)).toBeUndefined()
    lockDirectory(directory).release()
  })

  it('is taken over where it cannot be read', () => {
    writeFileSync(`${directory}.lock`, '{"pid":')
    lockDirectory(directory).release()
  })

  it('goes to one alone of several that find its holder dead', async () => {
    const dead = spawnSync(process.execPath, ['--eval', '']).pid
    for (let round = 0; round < 2; round++) {
      writeFileSync(`${directory}.lock`, JSON.stringify({ pid: dead, started: 'long ago' }))
      const said = (await Promise.all(Array.from({ length: 4 }, () => holder()))).map((each) => each.said)
      expect(said.filter((each) => each === 'held')).toHaveLength(1)
      expect(said.filter((each) => each.startsWith('StoreLockedError'))).toHaveLength(3)
      for (const child of children) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      children = []
    }
  })

  it('says where its holder can be talked to', async () => {
    await holder(`lock.announce('http://127.0.0.1:8080')`)
    expect(holderOf(directory)?.url).toBe('http://127.0.0.1:8080')
    expect(() => lockDirectory(directory)).toThrow(/http:\/\/127\.0\.0\.1:8080/)
  })

  it('is gone after release and after a normal end, and leaves no file behind', async () => {
    const lock = lockDirectory(directory)
    lock.announce('http://127.0.0.1:1')
    lock.release()
    expect(readdirSync(home)).toEqual(['data'])
    const script = `const { lockDirectory } = await import(${JSON.stringify(module)}); lockDirectory(${JSON.stringify(directory)})`
    expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).status).toBe(0)
    expect(existsSync(`${directory}.lock`)).toBe(false)
  })

  it('released twice does not release the next holder', () => {
    const first = lockDirectory(directory)
    first.release()
    const second = lockDirectory(directory)
    first.release()
    expect(holderOf(directory)?.pid).toBe(process.pid)
    second.release()
  })

  it('held and released many times leaves no listeners on the process', () => {
    const before = process.listenerCount('exit')
    for (let turn = 0; turn < 12; turn++) lockDirectory(directory).release()
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('is the same by every name of the directory', () => {
    const other = join(home, 'other-name')
    symlinkSync(directory, other)
    const lock = lockDirectory(directory)
    expect(() => lockDirectory(other)).toThrow(StoreLockedError)
    expect(() => lockDirectory(`${directory}/`)).toThrow(StoreLockedError)
    expect(holderOf(other)?.pid).toBe(process.pid)
    expect(readFileSync(`${directory}.lock`, 'utf8')).toContain(String(process.pid))
    lock.release()
  })
})
