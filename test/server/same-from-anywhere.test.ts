// One source system tells by a file, by an answer to be fetched and by pushes, everything three times each way and in any order: the city ends where one telling in order ends.
import { afterEach, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { chanceOf, type Below } from '../faults/chance.ts'
import { readStored, summedUp } from '../faults/stored.ts'
import { fc, runs } from '../services/properties.ts'
import { fileChannel, pollChannel, pushChannel, type Channel, type SourceRecord } from './drift/channels.ts'
import { DAY, HOUR, local, MINUTE, NOON, openSmallCity, type SmallCity } from './small-city.ts'

const CASES = 40
const TELLINGS = 3
const IN_A_DELIVERY = 25
const STREETS = ['东一街', '东二街', '西一街', '西区'] as const
const AREAS = ['990900', '990901', '990901001', '990902', 'park'] as const

const feedFile = (channel: Channel): string => `schema: ctmm-feed/1
id: by-${channel.name}
zh: 城管案件
en: City management cases
source: city-management
bureau: cgj
adapter: ${channel.adapter('cases')}
cadenceMinutes: 60
delivery: full
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: case, caseType: event}
  dates: {format: 'yyyy-MM-dd HH:mm:ss'}
  key: {path: no}
  observedAt: {path: at}
  filedAt: {path: filed}
  area: {path: street, by: name, whenEmpty: city}
  closedAt: [{path: closed}, {path: again}]
  reopenedAt: [{path: reopened}]
  online: {path: online, enum: {是: true, 否: false}}
`

/** The life of every case as its system wrote it down, one row for each change; corrected streets and channels of disposal among them. */
function told(below: Below): readonly SourceRecord[] {
  return Array.from({ length: CASES }, (_, index) => {
    const filed = NOON - HOUR - below(500 * DAY)
    const closed = filed + MINUTE + below(20 * DAY)
    const reopened = closed + MINUTE + below(5 * DAY)
    const again = reopened + MINUTE + below(20 * DAY)
    const row = { no: String(20_260_000_000_000_000_000n + BigInt(index)), filed: local(filed), street: STREETS[below(4)], online: below(3) === 0 ? '否' : '是', closed: '', reopened: '', again: '' }
    const states = [{ ...row, at: filed }, { ...row, at: closed, closed: local(closed) }]
    if (below(3) === 0) states.push({ ...row, at: reopened, closed: local(closed), reopened: local(reopened) }, { ...row, at: again, closed: local(closed), reopened: local(reopened), again: local(again) })
    const last = states.at(-1)
    if (last !== undefined && below(4) === 0) states.push({ ...last, at: last.at + MINUTE + below(DAY), street: STREETS[below(4)], online: last.online === '是' ? '否' : '是' })
    return states.filter(({ at }) => at < NOON - HOUR).map((state) => ({ ...state, at: local(state.at) }))
  }).flat()
}

function shuffled<T>(things: readonly T[], below: Below): readonly T[] {
  const left = [...things]
  return Array.from(things, () => left.splice(below(left.length), 1)[0] as T)
}

const open: { readonly city: SmallCity; readonly channels: readonly Channel[] }[] = []
async function openCity(): Promise<{ readonly city: SmallCity; readonly channels: readonly Channel[] }> {
  const city = await openSmallCity()
  const channels = [fileChannel(city), await pollChannel(city), pushChannel(city)]
  await city.workbench.applyFeeds(channels.map((channel) => ({ text: feedFile(channel), fileName: `${channel.name}.feed.yaml` })))
  const opened = { city, channels }
  open.push(opened)
  return opened
}
async function closeAll(): Promise<void> {
  for (const { city, channels } of open.splice(0)) {
    for (const channel of channels) await channel.close()
    await city.close()
  }
}
afterEach(closeAll)

async function endOf(city: SmallCity) {
  await city.settled()
  const { statements, edges } = await readStored(city.workbench.store.db)
  const sums = summedUp(edges.map(({ at, day, what, area, bureau, source, counts }) => [[at, day, what, area, bureau, source].join(' '), counts]))
  const shown = await Promise.all(AREAS.map(async (area) => {
    const live = await city.assessor.snapshot(area)
    const summed = (await city.get(`/api/v1/standings?area=${area}&asOf=${encodeURIComponent(live?.asOf ?? '')}`)).as<Snapshot>()
    expect(live?.values).toEqual(summed.values)
    return summed.values.map(({ freshness: _since, ...value }) => value)
  }))
  return { statements: statements.map(({ source, key, digest }) => `${source} ${key} ${digest}`).sort(), sums: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)), shown }
}

describe('everything told three times over three channels, in any order,', () => {
  it('ends where one telling in order ends, and stores every statement once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const below = chanceOf(seed, 0, 0)
        const records = told(below)
        const once = await openCity()
        const [, , push] = once.channels
        for (let from = 0; from < records.length; from += IN_A_DELIVERY) expect((await push?.deliver('by-http-push', 'cases', records.slice(from, from + IN_A_DELIVERY)))?.taken).toBe(true)

        const often = await openCity()
        const tellings = shuffled(often.channels.flatMap((channel) => Array.from({ length: TELLINGS }, () => records.map((record) => ({ channel, record }))).flat()), below)
        let received = 0
        for (let from = 0; from < tellings.length; from += IN_A_DELIVERY * 6) {
          for (const channel of often.channels) {
            const part = tellings.slice(from, from + IN_A_DELIVERY * 6).filter((telling) => telling.channel === channel).map(({ record }) => record)
            const answer = await channel.deliver(`by-${channel.name}`, 'cases', part)
            expect(answer).toEqual({ taken: true, received: part.length, rejected: 0 })
            received += part.length
          }
        }
        expect(received).toBe(records.length * TELLINGS * 3)

        const [first, second] = [await endOf(once.city), await endOf(often.city)]
        expect(second).toEqual(first)
        expect(first.statements).toHaveLength(records.length)
        await closeAll()
      }),
      { numRuns: runs(2), endOnFailure: true },
    )
  }, 180_000)
})
