// The servers of this machine: a name of ours is believed only while the process we started lives and answers.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server as Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alive } from './machine/alive.ts'
import { environmentFile, inCache, readKnownUrls } from './machine/cache.ts'
import { holdCache } from './machine/hold.ts'
import { identify, runs } from './machine/process-identity.ts'
import { findRunning, stopServer, type Server } from './machine/server.ts'

const server: Server = {
  name: 'a-server', variable: 'TEST_A_URL', port: 1, url: (port) => `mqtt://127.0.0.1:${port}`, stopSignal: 'SIGTERM',
  place: () => ({ root: '/', user: undefined }), prepare: () => undefined, command: () => ['false', []],
}

describe.skipIf(process.platform !== 'linux')('the servers of this machine', () => {
  let cache = ''
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'ctmm-services-'))
    vi.stubEnv('CTMM_SERVICES', cache)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(cache, { recursive: true, force: true })
  })

  it('stop ends the process that start began', async () => {
    const child = spawn('sleep', ['600'])
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    writeFileSync(inCache('run', 'a-server.json'), JSON.stringify({ ...identify(child.pid ?? 0), port: 1, url: 'mqtt://127.0.0.1:1' }))
    expect(findRunning(server)?.pid).toBe(child.pid)
    expect(await stopServer(server)).toBe(true)
    expect(await ended).toBe('SIGTERM')
    expect(await stopServer(server)).toBe(false)
  })

  it('stop leaves a stranger alone that has the number of a process which is gone', async () => {
    const child = spawn('sleep', ['600'])
    try {
      writeFileSync(inCache('run', 'a-server.json'), JSON.stringify({ pid: child.pid, began: '1 another-boot', port: 1, url: 'mqtt://127.0.0.1:1' }))
      expect(findRunning(server)).toBeUndefined()
      expect(await stopServer(server)).toBe(false)
      expect(identify(child.pid ?? 0)).toBeDefined()
    } finally {
      child.kill()
    }
  })

  it('knows no process that has ended', () => {
    expect(runs({ pid: 2 ** 22 + 1, began: '' })).toBe(false)
  })

  it('is started or stopped by one process at a time', () => {
    const release = holdCache()
    expect(holdCache).toThrow(`Process ${process.pid} is starting or stopping the servers: wait for it and try again.`)
    release()
    holdCache()()
  })

  it('reads the URLs that start wrote', () => {
    expect(readKnownUrls()).toEqual({})
    writeFileSync(environmentFile(), 'TEST_MQTT_URL=mqtt://127.0.0.1:51883\n\n')
    expect(readKnownUrls()).toEqual({ TEST_MQTT_URL: 'mqtt://127.0.0.1:51883' })
  })
})

describe('whether a server answers', () => {
  let socket: Socket

  const listening = async (answer: Buffer | undefined): Promise<number> => {
    socket = createServer((client) => (answer === undefined ? client.destroy() : client.once('data', () => client.end(answer))))
    await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
    return (socket.address() as AddressInfo).port
  }
  afterEach(() => void socket.close())

  it('an MQTT 5 broker that accepts does', async () => {
    expect(await alive(`mqtt://127.0.0.1:${await listening(Buffer.from([0x20, 3, 0, 0, 0]))}`)).toBe('MQTT 5')
  })

  it('a broker that asks for a password does not', async () => {
    await expect(alive(`mqtt://127.0.0.1:${await listening(Buffer.from([0x20, 3, 0, 0x86, 0]))}`)).rejects.toThrow('does not take MQTT 5')
  })

  it('a port that hangs up does not', async () => {
    await expect(alive(`mqtt://127.0.0.1:${await listening(undefined)}`)).rejects.toThrow()
  })
})
