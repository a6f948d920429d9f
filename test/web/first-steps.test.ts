// A city without a value says what is next and what is awaited; the demonstration says what it is and can be left.
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Feed } from '../../web/api/feed-types.ts'
import DemoPanel from '../../web/components/first/DemoPanel.vue'
import FirstSteps from '../../web/components/first/FirstSteps.vue'
import OverviewPage from '../../web/pages/OverviewPage.vue'
import { city, eventValue, feedOf, mountIn, snapshot } from './fixture.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const answer = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const steps = async (feeds: readonly Feed[], place = { ...city, demo: false }) => {
  vi.stubGlobal('fetch', async () => answer({ feeds, changes: [], alerts: [], notes: [] }))
  const wrapper = await mountIn(FirstSteps, { place })
  await flushPromises()
  return wrapper
}

describe('a city without a value', () => {
  const silent = { ...snapshot, values: [{ ...eventValue, state: 'no-data' as const, display: { text: '—', unit: '%' } }] }
  const overview = (more: Parameters<typeof mountIn>[1]) => mountIn(OverviewPage, { shown: silent, ...more })
  const isNew = async (more: Parameters<typeof mountIn>[1] = {}): Promise<boolean> => {
    vi.stubGlobal('fetch', async () => answer({ feeds: [], changes: [], alerts: [], notes: [], acknowledgements: [] }))
    const page = await overview(more)
    await vi.dynamicImportSettled()
    await flushPromises()
    return page.find('.overview').exists() === false
  }
  it('is led by the hand instead of shown an empty table', async () => expect(await isNew()).toBe(true))
  it('is shown the table once anything is known', async () => expect(await isNew({ shown: snapshot })).toBe(false))
  it('is shown the table while it loads, in a district, and in the past', async () => {
    expect([await isNew({ shown: undefined }), await isNew({ path: '/?area=d1' }), await isNew({ path: '/?asOf=2026-01-01T00:00:00Z' })]).toEqual([false, false, false])
    expect(await isNew({ shown: { ...silent, progress: { loaded: 0, total: 10, loadedFrom: null } } })).toBe(false)
  })
  it('without feeds is offered the first one', async () => {
    const wrapper = await steps([])
    expect(wrapper.find('a.primary').attributes('href')).toBe('/feeds/new')
    expect(wrapper.find('a.primary').text()).toBe('接入第一个数据源')
    expect(wrapper.findAll('ol > li').map((one) => one.classes().find((name) => ['done', 'next'].includes(name)))).toEqual(['done', 'next', undefined])
  })
  it('with feeds says of each what is awaited and why', async () => {
    const wrapper = await steps([
      feedOf('never', { state: 'never', adapter: 'upload', reads: 'delivered', received: 0, stored: 0, rejected: 0, coveredUntil: null }),
      feedOf('all-wrong', { received: 12, rejected: 12, stored: 0, coveredUntil: null }),
      feedOf('old', { received: 9_999, stored: 9_999, rejected: 0, coveredUntil: '2017-12-31T12:00:00+08:00' }),
    ])
    const told = wrapper.findAll('ul li').map((one) => one.text())
    expect(told[0]).toContain('未接收')
    expect(told[1]).toContain('收到 12 条，全部被隔离')
    expect(told[2]).toContain('已入库 9,999 条，但还不足以算出指标值')
    expect(wrapper.findAll('ul li')[2]?.findAll('a')[1]?.attributes('href')).toBe('/?asOf=2017-12-31T12:00:00%2B08:00')
  })
  it('says so where only a name is known', async () => {
    const bare = { ...city, areas: city.areas.slice(0, 1), bureaus: [] }
    expect((await steps([], bare)).text()).toContain('尚未登记区县或部门')
  })
  it('says in its place that the feeds cannot be read', async () => {
    vi.stubGlobal('fetch', async () => answer({ title: 'Internal Server Error', status: 500 }, 500))
    const wrapper = await mountIn(FirstSteps)
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(true)
  })
})

describe('the demonstration', () => {
  it('is left with one click; the page begins anew once the city answers', async () => {
    vi.useFakeTimers()
    const asked: string[] = []
    let demo = true
    let away = 2
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      asked.push(`${init.method ?? 'GET'} ${path}${typeof init.body === 'string' ? ` ${init.body}` : ''}`)
      if (init.method === 'POST') return answer({ leaving: true }, 202)
      if (away-- > 0) throw new TypeError('nobody answers')
      return answer({ ...city, demo })
    })
    const assign = vi.fn()
    vi.stubGlobal('location', { assign })
    const panel = await mountIn(DemoPanel)
    await panel.find('button').trigger('click')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(asked[0]).toBe('POST /api/v1/demo/leave {"deleteDemo":false}')
    expect(panel.find('button').text()).toContain('正在切换')
    expect(assign).not.toHaveBeenCalled()
    demo = false
    await vi.advanceTimersByTimeAsync(1_500)
    expect(assign).toHaveBeenCalledWith('/')
  })
  it('says why it cannot be left, and asks for deleting only what was ticked', async () => {
    const bodies: unknown[] = []
    vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
      bodies.push(JSON.parse(String(init.body)))
      return answer({ title: 'Conflict', status: 409, detail: '本市的存储打不开', advice: '请先排除原因再试' }, 409)
    })
    const panel = await mountIn(DemoPanel)
    await panel.find('input[type=checkbox]').setValue(true)
    await panel.find('button').trigger('click')
    await flushPromises()
    expect(bodies).toEqual([{ deleteDemo: true }])
    expect(panel.find('[role=alert]').text()).toContain('本市的存储打不开')
    expect(panel.find('button').attributes('disabled')).toBeUndefined()
  })
})
