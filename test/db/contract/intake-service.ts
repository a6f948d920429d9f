// Contract: many who deliver at once share transactions, and each hears of its own delivery.
import { expect, it } from 'vitest'
import { readFeedStates } from '../../../db/feeds/feed-states.ts'
import { IntakeService } from '../../../ingest/intake/intake-service.ts'
import type { IntakeResult } from '../../../ingest/intake/intake.ts'
import { at, entry, event, feed, freshIntake, keptSums, recountedSums, type World } from './world.ts'

const filedAt = at('2026-05-04T09:00:00')
const one = (key: string) => ({ facts: [event(key, { filedAt })], rejected: [] })

export function intakeServiceContract(world: () => World): void {
  it('each delivery has its own counts, and several share a transaction', async () => {
    const intake = await freshIntake(world().db)
    const heard: IntakeResult[] = []
    const service = new IntakeService(() => intake, (_feed, result) => heard.push(result))
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => service.take(feed('events'), one(String(index % 15)))))
    expect(results.map(({ stored }) => stored)).toEqual(Array.from({ length: 20 }, (_, index) => (index < 15 ? 1 : 0)))
    expect(new Set(results.map(({ batch }) => batch)).size).toBeLessThan(5)
    expect(heard).toHaveLength(20)
    expect(await readFeedStates(intake.db)).toMatchObject([{ received: 20, stored: 15, duplicate: 5 }])
  })

  it('a delivery that cannot be stored fails alone', async () => {
    const intake = await freshIntake(world().db)
    const service = new IntakeService(() => intake, () => undefined)
    const poison = { facts: [event('half\ud800', { filedAt })], rejected: [] }
    const results = await Promise.allSettled([one('1'), one('2'), poison, one('3')].map((delivery) => service.take(feed('events'), delivery)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await readFeedStates(intake.db)).toMatchObject([{ received: 3, stored: 3 }])
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
  })

  it('full lists are applied one after the other', async () => {
    const intake = await freshIntake(world().db)
    const service = new IntakeService(() => intake, () => undefined)
    const list = (keys: readonly string[], day: number) => ({ facts: keys.map((key) => entry(key, { observedAt: filedAt + day * 86_400_000 })), rejected: [] })
    const results = await Promise.all([list(['a', 'b'], 0), list(['b'], 1), list(['b', 'c'], 2)].map((delivery) => service.take(feed('list', 'list'), delivery)))
    expect(new Set(results.map(({ batch }) => batch)).size).toBe(3)
  })

  it('a listener that fails takes no acknowledgement away and stores nothing twice', async () => {
    const intake = await freshIntake(world().db)
    const complaints: unknown[] = []
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (error) => void complaints.push(error))
    const service = new IntakeService(() => intake, () => {
      throw new Error('nobody listens')
    })
    const results = await Promise.allSettled([one('1'), one('2'), one('3')].map((delivery) => service.take(feed('events'), delivery)))
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value.stored : String(result.reason)))).toEqual([1, 1, 1])
    expect(await service.take(feed('events'), one('4'))).toMatchObject({ stored: 1 })
    expect(await readFeedStates(intake.db)).toMatchObject([{ received: 4, stored: 4 }])
    await new Promise((resolve) => setImmediate(resolve))
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
    expect(complaints).toHaveLength(4)
    expect(String(complaints[0])).toContain('nobody listens')
  })
}
