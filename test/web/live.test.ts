// The live connection: snapshot, updates, loss, freezing, the past, and the keys.
import { effectScope, nextTick, ref, watch, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useLive } from '../../web/composables/useLive.ts'
import { useResource } from '../../web/composables/useResource.ts'
import { useShortcuts } from '../../web/composables/useShortcuts.ts'
import { eventValue, snapshot } from './fixture.ts'

class FakeSource extends EventTarget {
  static readonly CLOSED = 2
  static opened: FakeSource[] = []
  readyState = 1
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    FakeSource.opened.push(this)
  }
  close(): void {
    this.readyState = 2
  }
  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
}
const last = (): FakeSource => {
  const source = FakeSource.opened.at(-1)
  if (source === undefined) throw new Error('nothing was opened')
  return source
}

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T06:05:32Z') })
  vi.stubGlobal('EventSource', FakeSource)
  FakeSource.opened = []
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function start(asOf?: string, by?: string) {
  const area = ref<string | undefined>('c')
  const moment = ref(asOf)
  const knownAt = ref(by)
  const live = scope.run(() => useLive(area, { moment, knownAt }))
  if (live === undefined) throw new Error('the scope is active')
  return { live, area, moment, knownAt }
}

describe('the live connection', () => {
  it('begins with a snapshot and folds updates in', () => {
    const { live } = start()
    expect(live.state.value).toBe('loading')
    last().say('snapshot', snapshot)
    last().say('update', { asOf: '2026-11-22T14:05:33+08:00', values: [{ ...eventValue, display: { text: '79.67', unit: '%' } }] })
    vi.advanceTimersToNextFrame()
    expect(live.state.value).toBe('live')
    expect(live.reading.value?.judged(eventValue.indicator, 'all')?.display.text).toBe('79.67')
  })
  it('shows updates that come faster than the browser draws together, in their order', () => {
    const { live } = start()
    const shown: (string | undefined)[] = []
    const text = (): string | undefined => live.reading.value?.judged(eventValue.indicator, 'all')?.display.text
    const say = (at: number, text: string): void => last().say('update', { asOf: `2026-11-22T14:05:${at}+08:00`, values: [{ ...eventValue, display: { text, unit: '%' } }] })
    scope.run(() => watch(live.reading, () => shown.push(text()), { flush: 'sync' }))
    last().say('snapshot', snapshot)
    for (let update = 10; update < 60; update++) say(update, `79.${update}`)
    expect(shown).toEqual([eventValue.display.text])
    vi.advanceTimersToNextFrame()
    expect(shown).toEqual([eventValue.display.text, '79.59'])
    say(59, '80.00')
    last().say('snapshot', snapshot)
    vi.advanceTimersToNextFrame()
    expect(text()).toBe(eventValue.display.text)
  })
  it('goes on reading while nobody sees the page, where nothing is drawn', () => {
    const { live } = start()
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    last().say('snapshot', snapshot)
    last().say('update', { asOf: '2026-11-22T14:05:33+08:00', values: [{ ...eventValue, display: { text: '79.67', unit: '%' } }] })
    expect(live.reading.value?.judged(eventValue.indicator, 'all')?.display.text).toBe('79.67')
    vi.restoreAllMocks()
  })
  it('takes no update of one area into the figures of another', async () => {
    const { live, area } = start()
    last().say('snapshot', snapshot)
    last().say('update', { asOf: '2026-11-22T14:05:33+08:00', values: [] })
    area.value = 'd1'
    await nextTick()
    vi.advanceTimersToNextFrame()
    expect(live.reading.value).toBeUndefined()
  })
  it('says reconnecting at once and frozen after half a minute, and recovers', () => {
    const { live } = start()
    last().say('snapshot', snapshot)
    last().dispatchEvent(new Event('error'))
    expect(live.state.value).toBe('reconnecting')
    vi.advanceTimersByTime(30_000)
    expect(live.state.value).toBe('frozen')
    last().say('snapshot', snapshot)
    expect(live.state.value).toBe('live')
  })
  it('says frozen when a server that beats falls silent', () => {
    const { live } = start()
    last().say('snapshot', snapshot)
    last().say('heartbeat', {})
    vi.advanceTimersByTime(59_000)
    expect(live.state.value).toBe('live')
    vi.advanceTimersByTime(2_000)
    expect(live.state.value).toBe('frozen')
  })
  it('says that nothing can be read where there are no figures at all, says it until there are, and goes on asking', () => {
    const { live } = start()
    const refuse = (): void => {
      last().readyState = 2
      last().dispatchEvent(new Event('error'))
    }
    const told: string[] = []
    for (let tries = 0; tries < 5; tries++) {
      refuse()
      vi.advanceTimersByTime(10_000)
      told.push(live.state.value)
    }
    expect(told).toEqual(Array.from({ length: 5 }, () => 'failed'))
    expect([live.problem.value, FakeSource.opened.length]).toEqual([{ title: '', status: 0 }, 6])
    last().say('snapshot', snapshot)
    expect([live.state.value, live.problem.value]).toEqual(['live', undefined])
  })
  it('waits a moment before it says so: a server that has only begun is soon there', () => {
    const { live } = start()
    last().readyState = 2
    last().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_500)
    expect(live.state.value).toBe('loading')
    last().say('snapshot', snapshot)
    vi.advanceTimersByTime(10_000)
    expect(live.state.value).toBe('live')
  })
  it('opens a new connection when the server refused the old one', () => {
    start()
    const first = last()
    first.readyState = 2
    first.dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_000)
    expect(FakeSource.opened).toHaveLength(2)
  })
  it('changes the area with one new connection and closes the old one', async () => {
    const { area } = start()
    const first = last()
    area.value = 'd1'
    await nextTick()
    expect(first.readyState).toBe(2)
    expect(last().url).toBe('/api/v1/live?area=d1')
  })
  it('reads the past once, without a connection, and returns to live', async () => {
    const fetched = vi.fn(async () => new Response(JSON.stringify(snapshot)))
    vi.stubGlobal('fetch', fetched)
    const { live, moment } = start('2026-10-01T08:00:00+08:00')
    await vi.waitFor(() => expect(live.state.value).toBe('past'))
    expect(FakeSource.opened).toEqual([])
    expect(fetched).toHaveBeenCalledWith('/api/v1/standings?area=c&asOf=2026-10-01T08%3A00%3A00%2B08%3A00', expect.anything())
    moment.value = undefined
    await nextTick()
    expect(FakeSource.opened).toHaveLength(1)
  })
  it('reads what was known then, also of the present', async () => {
    const fetched = vi.fn(async () => new Response(JSON.stringify(snapshot)))
    vi.stubGlobal('fetch', fetched)
    const { live, moment, knownAt } = start('2026-06-30T23:59:59.999+08:00', '2026-07-01T08:00:00+08:00')
    await vi.waitFor(() => expect(live.state.value).toBe('past'))
    expect(fetched).toHaveBeenCalledWith('/api/v1/standings?area=c&asOf=2026-06-30T23%3A59%3A59.999%2B08%3A00&knownAt=2026-07-01T08%3A00%3A00%2B08%3A00', expect.anything())
    moment.value = undefined
    await nextTick()
    expect(fetched).toHaveBeenLastCalledWith('/api/v1/standings?area=c&knownAt=2026-07-01T08%3A00%3A00%2B08%3A00', expect.anything())
    knownAt.value = undefined
    await nextTick()
    expect(FakeSource.opened).toHaveLength(1)
  })
  it('keeps the figures of the moment before until those of the new one are there, and says that they are behind', async () => {
    const answers: (() => void)[] = []
    vi.stubGlobal('fetch', () => new Promise<Response>((done) => answers.push(() => done(new Response(JSON.stringify({ ...snapshot, asOf: '2026-10-01T08:00:00+08:00' }))))))
    const { live, moment } = start()
    last().say('snapshot', snapshot)
    moment.value = '2026-10-01T08:00:00+08:00'
    await nextTick()
    expect([live.state.value, live.behind.value, live.reading.value?.snapshot.asOf]).toEqual(['loading', true, snapshot.asOf])
    answers[0]?.()
    await vi.waitFor(() => expect(live.state.value).toBe('past'))
    expect([live.behind.value, live.reading.value?.snapshot.asOf]).toEqual([false, '2026-10-01T08:00:00+08:00'])
    moment.value = '2026-09-30T08:00:00+08:00'
    await nextTick()
    expect([live.state.value, live.behind.value]).toEqual(['past', true])
    moment.value = undefined
    await nextTick()
    last().say('heartbeat', {})
    expect([live.state.value, live.behind.value]).toEqual(['loading', true])
    last().say('snapshot', snapshot)
    expect([live.state.value, live.behind.value]).toEqual(['live', false])
  })
  it('shows no figures of one area under the name of another', async () => {
    const { live, area } = start()
    last().say('snapshot', snapshot)
    area.value = 'd1'
    await nextTick()
    expect([live.reading.value, live.behind.value]).toEqual([undefined, false])
  })
  it('tells that the desk has to be read again when somebody wrote there, and after every new beginning', () => {
    const { live } = start()
    const told: number[] = []
    for (const event of ['snapshot', 'desk', 'update', 'snapshot']) {
      last().say(event, event === 'snapshot' ? snapshot : { asOf: snapshot.asOf })
      told.push(live.desk.value)
    }
    expect(told).toEqual([1, 2, 2, 3])
  })
  it('leaves no connection behind', () => {
    start()
    scope.stop()
    expect(last().readyState).toBe(2)
  })
})

describe('a resource', () => {
  it('keeps the answer of the newest request only', async () => {
    const answers = new Map<string, (body: string) => void>()
    vi.stubGlobal('fetch', (path: string) => new Promise<Response>((done) => answers.set(path, (body) => done(new Response(body)))))
    const path = ref<string | undefined>('/a')
    const resource = scope.run(() => useResource<number>(path))
    path.value = '/b'
    await nextTick()
    answers.get('/b')?.('2')
    answers.get('/a')?.('1')
    await vi.waitFor(() => expect(resource?.data.value).toBe(2))
  })
  it('says that the server could not be reached', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')))
    const resource = scope.run(() => useResource(ref<string | undefined>('/a')))
    await vi.waitFor(() => expect(resource?.problem.value).toEqual({ title: '', status: 0 }))
  })
  it('is asked for again by itself after a failure that may pass, and at once when a person asks', async () => {
    const fetched = vi.fn(async (): Promise<Response> => new Response('<html>', { status: 502 }))
    vi.stubGlobal('fetch', fetched)
    const resource = scope.run(() => useResource<number>(ref<string | undefined>('/a')))
    await vi.waitFor(() => expect(resource?.problem.value?.status).toBe(502))
    await vi.advanceTimersByTimeAsync(4_900)
    expect(fetched).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(fetched).toHaveBeenCalledTimes(3)
    fetched.mockImplementation(async () => new Response('4'))
    resource?.reload()
    await vi.waitFor(() => expect([resource?.data.value, resource?.problem.value]).toEqual([4, undefined]))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetched).toHaveBeenCalledTimes(4)
  })
  it('is not asked for again when what was asked is wrong, or when nobody looks any more', async () => {
    const fetched = vi.fn(async (): Promise<Response> => new Response('{}', { status: 404 }))
    vi.stubGlobal('fetch', fetched)
    const path = ref<string | undefined>('/a')
    const resource = scope.run(() => useResource<number>(path))
    await vi.waitFor(() => expect(resource?.problem.value?.status).toBe(404))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetched).toHaveBeenCalledTimes(1)
    fetched.mockImplementation(async () => new Response('', { status: 500 }))
    resource?.reload()
    await vi.waitFor(() => expect(resource?.problem.value?.status).toBe(500))
    scope.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetched).toHaveBeenCalledTimes(2)
  })
  it('says that the server could not be reached', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')))
    const resource = scope.run(() => useResource(ref<string | undefined>('/a')))
    await vi.waitFor(() => expect(resource?.problem.value).toEqual({ title: '', status: 0 }))
  })
})

describe('the shortcuts', () => {
  const press = (key: string, target: EventTarget = document.body): void => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))

  it('answer single keys and sequences, and rest while typing', () => {
    const calls: string[] = []
    scope.run(() => useShortcuts({ '/': () => calls.push('/'), 'g o': () => calls.push('g o') }))
    press('/')
    press('g')
    press('o')
    press('o')
    const field = document.body.appendChild(document.createElement('input'))
    press('/', field)
    field.remove()
    expect(calls).toEqual(['/', 'g o'])
  })
})
