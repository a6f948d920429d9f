// Twelve ways in which a source stops being what was agreed, over three adapters: what is held, what goes on, who is named, and that it goes on after the mend.
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readFeedStates, type FeedState } from '../../../db/feeds/feed-states.ts'
import { buildApp } from '../../../server/app.ts'
import type { Drift } from '../../../server/schemas/drifts.ts'
import { Workbench } from '../../../server/workbench.ts'
import { draft } from '../../rules/draft-model.ts'
import { CITY, DAY, HOUR, local, NOON } from '../small-city.ts'
import { newStoreDirectory } from '../store-template.ts'
import { fileChannel, pollChannel, pushChannel, STREAMS, type Channel, type SourceRecord, type Stream, type Told } from './channels.ts'

const clock = { now: NOON }
let home: Awaited<ReturnType<typeof newStoreDirectory>>
let workbench: Workbench
let app: FastifyInstance
const channels = new Map<string, Channel>()
let serial = 0
/** Every test has feeds of its own. */
let round = 0

const MAPPINGS: Readonly<Record<Stream, string>> = {
  cases: `delivery: full
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: case, caseType: event}
  dates: {format: 'yyyy-MM-dd HH:mm:ss'}
  key: {path: no}
  observedAt: {path: at}
  filedAt: {path: at}
  area: {path: street, by: name, whenEmpty: city}
  closedAt: [{path: closed}]
  online: {path: online, enum: {是: true, 否: false}}
`,
  figures: `coverage: {until: max-of, field: to}
mapping:
  fact: {kind: measurement, indicator: oneform_department_coverage}
  dates: {format: yyyy-MM-dd}
  area: {path: area, by: code, whenEmpty: city}
  form: {constant: snapshot}
  observedAt: {received: true}
  to: {path: date}
  numerator: {path: used}
  denominator: {path: all}
`,
  list: `delivery: list
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: register-entry, register: open-scenario}
  dates: {format: yyyy-MM-dd}
  key: {path: no}
  observedAt: {path: date}
  status: {path: state, enum: {已开放: open, 拟开放: planned}}
  group: {path: domain}
`,
}

const idOf = (channel: string, stream: Stream): string => `${channel}-${stream}-${round}`
const feedFile = (channel: Channel, stream: Stream, change = (text: string): string => text): string => change(`schema: ctmm-feed/1
id: ${idOf(channel.name, stream)}
zh: 案件
en: Cases
source: ${idOf(channel.name, stream)}
bureau: cgj
contact: 城管局信息科
phone: 0571-1234567
adapter: ${channel.adapter(stream)}
cadenceMinutes: 60
${MAPPINGS[stream]}`)

beforeAll(async () => {
  home = await newStoreDirectory()
  workbench = await Workbench.open({ location: { kind: 'embedded', directory: home.store }, purpose: 'city', model: draft, now: () => clock.now })
  await workbench.applyCity(CITY, 'city.yaml')
  app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  for (const channel of [fileChannel({ workbench, app }), await pollChannel({ workbench, app }), pushChannel({ workbench, app })]) channels.set(channel.name, channel)
})
beforeEach(async () => {
  await sql`truncate edge, unfolded, rollup_hour, rollup_day, rollup_month, rollup_year, revision, identity, intake_batch, dead_letter, feed_state, feed_run, feed_control, feed_drift, feed_file, lease`.execute(workbench.store.db)
  clock.now = NOON
  serial = 0
  round++
})
afterAll(async () => {
  for (const channel of channels.values()) await channel.close()
  await app.close()
  await workbench.close()
  home.remove()
})

const channelOf = (name: string): Channel => {
  const channel = channels.get(name)
  if (channel === undefined) throw new Error(`There is no channel ${name}.`)
  return channel
}
const stateOf = async (feed: string): Promise<FeedState | undefined> => (await readFeedStates(workbench.store.db)).find((state) => state.feed === feed)
const openDrifts = async (): Promise<readonly Drift[]> => (await app.inject('/api/v1/drifts')).json().drifts
const allDrifts = async (): Promise<readonly Drift[]> => (await app.inject('/api/v1/drifts?state=all')).json().drifts

type Change = (record: SourceRecord, index: number) => SourceRecord
const same: Change = (record) => record
const cases = (count: number, change = same): readonly SourceRecord[] => Array.from({ length: count }, (_, index) => {
  serial++
  const at = local(clock.now - HOUR + serial * 1_000)
  return change({ no: String(20_260_000_000_000_000_000n + BigInt(serial)), at, street: serial % 2 === 0 ? '东一街' : '西一街', closed: serial % 3 === 0 ? null : at, online: serial % 4 === 0 ? '否' : '是' }, index)
})
const figures = (used: string, all: string): readonly SourceRecord[] => {
  clock.now += DAY
  return [{ area: '990900', date: local(clock.now).slice(0, 10), used, all }]
}
const list = (count: number): readonly SourceRecord[] => {
  clock.now += DAY
  return Array.from({ length: count }, (_, index) => ({ no: `s${index}`, date: local(clock.now - DAY).slice(0, 10), state: index % 2 === 0 ? '已开放' : '拟开放', domain: `d${index % 7}` }))
}
const without = (key: string): Change => ({ [key]: _gone, ...rest }) => rest
const renamed = (key: string, to: string): Change => ({ [key]: value, ...rest }) => ({ ...rest, [to]: value })
const USUAL: Readonly<Record<Stream, () => readonly SourceRecord[]>> = { cases: () => cases(40), figures: () => figures('43', '50'), list: () => list(40) }

interface Case {
  readonly name: string
  readonly stream: Stream
  readonly bad: () => readonly SourceRecord[]
  readonly kind: Drift['kind']
  readonly field: string
  /** `held`: nothing is taken; `coverage`: what is sound is taken, and the feed counts as no further read; `marked`: only what is odd stands apart. */
  readonly effect: 'held' | 'coverage' | 'marked'
  /** A file without the column is turned away before it is read. */
  readonly header?: true
  readonly rejected?: number
  /** What a person does where the source is right. */
  readonly remap?: (text: string) => string
}

const DRIFTS: readonly Case[] = [
  { name: 'a field is gone', stream: 'cases', bad: () => cases(30, without('street')), kind: 'field-gone', field: 'street', effect: 'held', header: true },
  { name: 'a field has another name', stream: 'cases', bad: () => cases(30, renamed('street', 'street_name')), kind: 'field-renamed', field: 'street', effect: 'held', header: true },
  { name: 'a field is empty from now on', stream: 'cases', bad: () => cases(30, (record) => ({ ...record, online: '' })), kind: 'field-gone', field: 'online', effect: 'held' },
  { name: 'numbers have become codes', stream: 'cases', bad: () => cases(30, (record) => ({ ...record, no: `A-${String(record['no'])}` })), kind: 'field-retyped', field: 'no', effect: 'held' },
  { name: 'dates have become milliseconds', stream: 'cases', bad: () => cases(30, (record) => ({ ...record, at: String(NOON) })), kind: 'field-retyped', field: 'at', effect: 'held' },
  { name: 'a value that nobody has listed', stream: 'cases', bad: () => cases(30, (record, index) => (index === 7 ? { ...record, online: '不详' } : record)), kind: 'new-value', field: 'online', effect: 'marked', rejected: 1, remap: (text) => text.replace('否: false', '否: false, 不详: false') },
  { name: 'half of the dates are no days', stream: 'cases', bad: () => cases(60, (record, index) => (index % 2 === 0 ? { ...record, closed: '2026-02-30 10:00:00' } : record)), kind: 'rejections', field: 'closed', effect: 'coverage', rejected: 30 },
  { name: 'percent have become parts of one', stream: 'figures', bad: () => figures('0.43', '0.5'), kind: 'scale-jump', field: 'used', effect: 'held' },
  { name: 'hours have become minutes', stream: 'figures', bad: () => figures('2580', '3000'), kind: 'scale-jump', field: 'used', effect: 'held' },
  { name: 'a figure falls by more than half', stream: 'figures', bad: () => figures('18', '50'), kind: 'count-fell', field: 'used', effect: 'held' },
  { name: 'figures stand still', stream: 'figures', bad: () => figures('44', '50'), kind: 'frozen', field: '', effect: 'marked' },
  { name: 'a list has less than half of its rows', stream: 'list', bad: () => list(19), kind: 'count-fell', field: '', effect: 'held' },
]

async function teach(channel: Channel): Promise<void> {
  await workbench.applyFeeds(STREAMS.map((stream) => ({ text: feedFile(channel, stream), fileName: `${stream}.feed.yaml` })))
  const said: Told[] = [await channel.deliver(idOf(channel.name, 'cases'), 'cases', cases(60)), await channel.deliver(idOf(channel.name, 'list'), 'list', list(40))]
  for (const used of ['40', '41', '42', '43', '44']) said.push(await channel.deliver(idOf(channel.name, 'figures'), 'figures', figures(used, '50')))
  expect(said.map(({ taken }) => taken)).toEqual(said.map(() => true))
}

describe.each(['csv-file', 'http-poll', 'http-push'])('over %s', (name) => {
  it.each(DRIFTS)('$name', async ({ stream, bad, kind, field, effect, header, rejected = 0, remap }) => {
    const channel = channelOf(name)
    const feed = idOf(name, stream)
    await teach(channel)
    if (kind === 'frozen') for (let delivery = 0; delivery < 4; delivery++) await channel.deliver(feed, stream, bad())
    const before = await stateOf(feed)
    const records = bad()
    const told = await channel.deliver(feed, stream, records)
    const after = await stateOf(feed)
    const byHeader = header === true && channel.checksHeader

    if (effect === 'held') {
      expect(told).toEqual({ taken: false, words: expect.stringMatching(byHeader ? /表头.*street/ : /本次交付未接收.*城管局信息科 0571-1234567/) })
      expect(after).toEqual(before)
    } else {
      expect(told).toEqual({ taken: true, received: records.length, rejected })
      expect((after?.stored ?? 0) - (before?.stored ?? 0)).toBe(records.length - rejected)
      if (effect === 'coverage') expect(after?.coveredUntil).toBe(before?.coveredUntil)
      else expect(after?.coveredUntil).toBeGreaterThan(before?.coveredUntil ?? Infinity)
    }
    expect((await openDrifts()).filter((drift) => drift.field === field || byHeader)).toMatchObject([{
      feed, kind: byHeader ? 'contract' : kind, holds: effect === 'held', bureau: { code: 'cgj', zh: '城管局' }, contact: '城管局信息科', phone: '0571-1234567',
      zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/), endedAt: null,
    }])

    // The other feeds of the same source go on.
    for (const other of STREAMS.filter((one) => one !== stream)) expect((await channel.deliver(idOf(name, other), other, USUAL[other]())).taken).toBe(true)

    // The source is mended, or the mapping learns what is right; it goes on.
    if (remap !== undefined) await workbench.applyFeed(feedFile(channel, stream, remap), 'x.feed.yaml')
    clock.now += HOUR
    const mended = remap === undefined ? USUAL[stream]() : bad()
    expect(await channel.deliver(feed, stream, mended)).toEqual({ taken: true, received: mended.length, rejected: 0 })
    expect((await stateOf(feed))?.coveredUntil).toBeGreaterThan(before?.coveredUntil ?? Infinity)
    expect(await openDrifts()).toEqual([])
    expect((await allDrifts())[0]?.endedBecause).toBe(remap === undefined ? 'mended' : 'mapping changed')
  })

  it('a person may say that what differs is right, and then it is the usual', async () => {
    const channel = channelOf(name)
    await teach(channel)
    const wider = (): readonly SourceRecord[] => figures('4400', '5000')
    expect((await channel.deliver(idOf(name, 'figures'), 'figures', wider())).taken).toBe(false)
    const drifts = await openDrifts()
    expect(drifts.map(({ kind, field }) => [kind, field])).toEqual([['scale-jump', 'all'], ['scale-jump', 'used']])
    for (const { id } of drifts) {
      const response = await app.inject({ method: 'POST', url: `/api/v1/drifts/${id}/confirm`, payload: { because: '改为全市口径' } })
      expect([response.statusCode, response.json()]).toEqual([200, expect.objectContaining({ endedBecause: '改为全市口径', endedAt: expect.any(String) })])
      expect((await app.inject({ method: 'POST', url: `/api/v1/drifts/${id}/confirm`, payload: { because: '再次' } })).statusCode).toBe(409)
    }
    for (let delivery = 0; delivery < 3; delivery++) expect((await channel.deliver(idOf(name, 'figures'), 'figures', wider())).taken).toBe(true)
    expect(await openDrifts()).toEqual([])
    expect((await channel.deliver(idOf(name, 'figures'), 'figures', figures('44', '50'))).taken).toBe(false)
  })
})

it('is refused where there is nothing to confirm', async () => {
  expect((await app.inject({ method: 'POST', url: '/api/v1/drifts/4711/confirm', payload: { because: 'x' } })).statusCode).toBe(404)
})
