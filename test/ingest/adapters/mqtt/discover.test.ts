// A look at a source that is being wired: what comes is shown, and nothing is taken from the session that works.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { plainReadOptions } from '../../../../ingest/adapters/adapter.ts'
import { lookAt } from '../../../../ingest/adapters/mqtt/discover.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import { onBroker } from '../../../services/brokers.ts'
import { isConnected, listenTo } from './listening.ts'
import { forgetSession, publisherAt, type Publisher } from './publisher.ts'

const options = { ...plainReadOptions(zoneOf('Asia/Shanghai'), () => 0), rows: 3 }

onBroker((url) => {
  let tree: string
  let publisher: Publisher
  let publishing: Promise<void>
  let isOver = false

  beforeEach(async () => {
    tree = `look-${randomUUID()}`
    publisher = await publisherAt(url)
    isOver = false
  })
  afterEach(async () => {
    isOver = true
    await publishing
    await publisher.leave()
  })

  /** Again and again, because nobody knows when somebody looks. */
  function publishAgainAndAgain(): void {
    publishing = (async () => {
      while (!isOver) await publisher.publish(`${tree}/990102/orders`, '{"no": "1", "at": {"date": "2026-01-01", "zone~": null}, "steps": [{"at": "1"}, {"by": "2"}]}')
    })()
  }

  for (const version of ['5', '3.1.1'] as const) {
    it(`shows fields and as many rows as were asked for (MQTT ${version})`, async () => {
      publishAgainAndAgain()
      const { samples, fields } = await lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url, topic: `${tree}/{area}/{source}`, version }, options)
      expect(samples).toHaveLength(3)
      expect(samples[0]).toMatchObject({ record: { no: '1', 'topic.area': '990102', 'topic.source': 'orders' } })
      expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(['no', '/at/date', '/at/zone~0', 'topic.area', 'topic.source']))
    })
  }

  it('takes nothing from the working session, also not from its group', async () => {
    const clientId = `${tree}-work`
    const working = listenTo({ url, topic: `${tree}/{area}/{source}`, group: 'ctmm', clientId })
    try {
      await working.until(() => isConnected(working))
      publishAgainAndAgain()
      await lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url, topic: `${tree}/{area}/{source}`, group: 'ctmm', clientId }, options)
      isOver = true
      await publishing
      await publisher.publish(`${tree}/990102/orders`, '{"no": "last"}')
      await working.until(() => working.values('no').includes('last'))
      expect(working.reports.map(({ state }) => state)).toEqual(['connecting', 'connected'])
    } finally {
      await working.stop()
      await forgetSession(url, clientId)
    }
  })

  it('shows nothing where nothing comes, and what is retained', async () => {
    publishing = Promise.resolve()
    expect(await lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url, topic: `${tree}/#` }, options, 50)).toEqual({ fields: [], samples: [] })
    await publisher.publish(`${tree}/kept`, '[{"no": "1"}, {"no": "2"}, {"no": "3"}, {"no": "4"}]', { retain: true })
    try {
      expect((await lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url, topic: `${tree}/#` }, options)).samples).toHaveLength(3)
    } finally {
      await publisher.publish(`${tree}/kept`, '', { retain: true })
    }
  })

  it('ends at once when it is called off, and says why where the broker cannot be used', async () => {
    publishing = Promise.resolve()
    expect(await lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url, topic: tree }, { ...options, signal: AbortSignal.abort() })).toEqual({ fields: [], samples: [] })
    await expect(lookAt({ file: 'f.yaml' }, { kind: 'mqtt', url: 'mqtt://127.0.0.1:1', topic: tree }, options)).rejects.toMatchObject({ name: 'FeedReadError', failure: 'unreachable' })
  })
})
