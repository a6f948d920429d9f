// A quiet source is not a silent one: it says so with a push that brings nothing.
import { expect, it } from 'vitest'
import { HOUR, iso, NOON, order, smallCityOfFile } from './small-city.ts'

const city = smallCityOfFile()

it('a source that reports at once and has nothing to report moves its coverage with an empty push', async () => {
  const { push, get, clock } = await city()
  await push('orders', [order('A1', NOON - 3 * HOUR, { hours: 1 })])
  const coveredUntil = async (): Promise<unknown> => {
    const { feeds } = (await get('/api/v1/feeds')).as<{ feeds: { id: string; coveredUntil: string | null }[] }>()
    return feeds.find(({ id }) => id === 'orders')?.coveredUntil
  }
  expect(await coveredUntil()).toBe(iso(NOON))
  clock.now = NOON + 5 * HOUR
  expect(await push('orders', [])).toEqual({ received: 0, stored: 0, duplicate: 0, rejected: 0 })
  expect(await coveredUntil()).toBe(iso(NOON + 5 * HOUR))
})
