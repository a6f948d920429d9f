// The pages of feeds: what they show of every state, what they ask of the server, and that nothing happens before a person has seen what will.
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { showLanguage } from '../../web/i18n/index.ts'
import FeedsPage from '../../web/pages/FeedsPage.vue'
import WiringPage from '../../web/pages/WiringPage.vue'
import LetterMend from '../../web/components/letters/LetterMend.vue'
import FeedDrifts from '../../web/components/feeds/FeedDrifts.vue'
import UndoDialog from '../../web/components/feeds/UndoDialog.vue'
import CitySetup from '../../web/components/CitySetup.vue'
import { FEEDS, feedAnswer } from '../browser/fake-feeds.ts'
import { city, mountIn } from './fixture.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}
let asked: Asked[] = []
let answers: Record<string, unknown> = {}
const place = { ...city, bureaus: [{ code: 'B01', zh: '市大数据局', en: 'Data bureau' }, { code: 'B02', zh: '市城市管理局', en: 'Urban management' }, { code: 'B03', zh: '市政务服务局', en: 'Service bureau' }] }

beforeEach(() => {
  asked = []
  answers = {}
  sessionStorage.clear()
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) { this.open = true }
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('fetch', vi.fn(async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    asked.push({ method, path, body: typeof body === 'string' ? JSON.parse(body) : body })
    const name = path.replace('/api/v1', '').replace(/\?.*/, '')
    const answer = answers[`${method} ${name}`] ?? (method === 'GET' ? feedAnswer(name) : undefined)
    return answer === undefined ? new Response('{"title":"Not found","status":404,"detail":"nothing there"}', { status: 404 }) : new Response(JSON.stringify(answer))
  }))
})
afterEach(async () => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
  await showLanguage('zh')
})
const sent = (method: string, path: string): unknown[] => asked.filter((one) => one.method === method && one.path.startsWith(path)).map((one) => one.body)
const button = (wrapper: VueWrapper, text: string) => {
  const found = wrapper.findAll('button').find((one) => one.text() === text)
  if (found === undefined) throw new Error(`no button ${text}`)
  return found
}

describe('the list of feeds', () => {
  const list = (path = '/feeds'): Promise<VueWrapper> => mountIn(FeedsPage, { path, place })
  const names = (wrapper: VueWrapper): string[] => wrapper.findAll('.name a').map((one) => one.text())

  it('tells every state in words, with what to do', async () => {
    const text = (await list()).text()
    for (const part of ['正常', '延迟', '停更', '故障', '漂移', '未接收', '已暂停', '先补登记联系人', '没有应答', '授权还有 9 天到期', '授权已于 2026-11-01 到期', '来源系统迁移', '990100-RX-0001', '申请单 SQ-2026-0117']) expect(text).toContain(part)
  })
  it('sets what is wrong first and shows every feed once', async () => {
    const shown = names(await list())
    expect(shown[0]).toBe('一表通使用登记')
    expect([...shown].sort()).toEqual(FEEDS.map((one) => one.zh).sort())
  })
  it.each([['/feeds?state=failing', ['城市管理案件']], ['/feeds?bureau=B01', ['一表通使用登记', '12345 热线工单']], ['/feeds?channel=mqtt', ['网格事件']], ['/feeds?q=carriers', ['产业载体名录']], ['/feeds?q=zzz', []]])('keeps its filters in the address: %s', async (path, expected) => {
    expect(names(await list(path))).toEqual(expected)
  })
  it('leads to what was set aside and dials the contact', async () => {
    const wrapper = await list('/feeds?q=hotline-12345&bureau=B01&channel=sql-query')
    expect(wrapper.get('.count a').attributes('href')).toBe('/feeds/hotline-12345/letters')
    expect(wrapper.get('.contact a').attributes('href')).toBe('tel:0000-88002001')
  })
  it('leads by the hand where there is none', async () => {
    answers['GET /feeds'] = { feeds: [] }
    expect((await list()).get('.empty a').attributes('href')).toContain('/feeds/new')
  })
  it('speaks English', async () => {
    await showLanguage('en')
    const text = (await list()).text()
    for (const part of ['stopped', 'failing', 'drifting', 'Received', 'No telephone is registered']) expect(text).toContain(part)
    expect(text.replace(/\([^)]*\)/g, '')).not.toContain('怎么办')
  })
})

describe('a drift', () => {
  it('names its owner and is confirmed with a reason only', async () => {
    answers['POST /drifts/7/confirm'] = {}
    const wrapper = await mountIn(FeedDrifts, { props: { feed: 'service-items' }, place })
    for (const part of ['字段消失', '网办深度', '市政务服务局', '0000-88002003', '已暂停接收']) expect(wrapper.text()).toContain(part)
    await button(wrapper, '确认无误，继续接收').trigger('click')
    const go = wrapper.findAll('dialog button')[0]
    expect(go?.attributes('disabled')).toBeDefined()
    await wrapper.get('dialog input').setValue('来源改版，已核实')
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(sent('POST', '/api/v1/drifts/7/confirm')).toEqual([{ because: '来源改版，已核实' }])
  })
})

describe('taking back', () => {
  it('shows what would change before it asks why, and does nothing before that', async () => {
    const preview = { state: 'preview', batches: 3, statements: 20, kept: 2, identities: 18, expired: 0, days: null, coveredUntil: { before: null, after: null }, standings: [], values: [], note: null }
    answers['POST /feeds/x/undo'] = preview
    const wrapper = await mountIn(UndoDialog, { props: { feed: 'x', run: 4 }, place })
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(sent('POST', '/api/v1/feeds/x/undo')).toEqual([{ scope: { kind: 'run', run: 4 }, preview: true }])
    expect(wrapper.text()).toContain('3 批次，20 条陈述，涉及 18 个对象')
    await wrapper.findAll('input').at(-1)?.setValue('文件发错')
    answers['POST /feeds/x/undo'] = { state: 'running', run: 9 }
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(sent('POST', '/api/v1/feeds/x/undo')[1]).toEqual({ scope: { kind: 'run', run: 4 }, because: '文件发错' })
  })
})

describe('mending by pointing', () => {
  const group = { code: 'unlisted-value', field: 'status', path: 'state', count: 3, first: '', last: '', reason: { zh: '', en: '' }, advice: { zh: '', en: '' }, values: [{ value: '审核中', count: 3 }], shapes: [], confirmed: 0, replayable: true }
  it('hands up the changed file and nothing else', async () => {
    const changes: string[] = []
    const text = 'mapping:\n  fact: {kind: register-entry, register: r}\n  complex: {path: flag, enum: {Y: true}}\n'
    const wrapper = await mountIn(LetterMend, { props: { group: { ...group, field: 'complex' }, text, onChange: (next: string) => changes.push(next) }, place })
    await wrapper.get('select').setValue('true')
    expect(changes).toEqual([text.replace('Y: true', 'Y: true, 审核中: true')])
    expect(asked).toEqual([])
  })
})

describe('a city from the form', () => {
  it('says what will be set up and sends it once', async () => {
    answers['POST /city/file'] = { changed: true, areas: 2, bureaus: 0 }
    const wrapper = await mountIn(CitySetup)
    const [name, , code] = wrapper.findAll('input')
    expect(wrapper.get('button[type=submit]').attributes('disabled')).toBeDefined()
    await name?.setValue('滨海市')
    await code?.setValue('990100')
    await wrapper.findAll('textarea')[0]?.setValue('990102 港东区')
    expect(wrapper.text()).toContain('将登记：滨海市，1 个区县，0 个部门。')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(sent('POST', '/api/v1/city/file')).toHaveLength(1)
  })
})

describe('the wizard', () => {
  it('shows the first step whatever the address asks for while nothing is known', async () => {
    const wrapper = await mountIn(WiringPage, { path: '/feeds/new?step=register', place })
    expect(wrapper.text()).toContain('数据从哪里来')
    expect(wrapper.findAll('nav [aria-current=step]').map((one) => one.text())).toEqual(['1来源'])
  })
  it('keeps a typed password out of the draft and names a secret in its place', async () => {
    answers['POST /wiring/discover'] = { fields: [{ path: 'id' }], samples: [{ position: 1, record: { id: '1' } }] }
    sessionStorage.setItem('ctmm.wiring', JSON.stringify({ channel: 'mqtt', connection: { url: 'mqtt://127.0.0.1:1', topic: 't', username: 'u' } }))
    answers['PUT /secrets/mqtt-mqtt-127-0-0-1-1-u-password'] = { name: 'x' }
    const wrapper = await mountIn(WiringPage, { path: '/feeds/new?step=connect', place })
    await wrapper.get('input[type=password]').setValue('very secret')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(sent('PUT', '/api/v1/secrets/')).toEqual([{ value: 'very secret' }])
    expect(sent('POST', '/api/v1/wiring/discover')).toEqual([{ adapter: { kind: 'mqtt', url: 'mqtt://127.0.0.1:1', topic: 't', username: 'u', password: { secret: 'mqtt-mqtt-127-0-0-1-1-u-password' }, version: '5' } }])
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('very secret')
    expect(wrapper.html()).not.toContain('very secret')
  })
  it('shows in place what the source answered when it turned us away', async () => {
    sessionStorage.setItem('ctmm.wiring', JSON.stringify({ channel: 'mqtt', connection: { url: 'mqtt://127.0.0.1:1', topic: 't' } }))
    const wrapper = await mountIn(WiringPage, { path: '/feeds/new?step=connect', place })
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('[role=alert].problem').text()).toContain('nothing there')
  })
})
