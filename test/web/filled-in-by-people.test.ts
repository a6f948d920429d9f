// A figure that people filled in is never shown as a system's: marked beside the value, with who and what evidence on the item's page.
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ManualValues } from '../../web/api/manual-types.ts'
import ManualPanel from '../../web/components/ManualPanel.vue'
import ValueText from '../../web/components/ValueText.vue'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { showLanguage } from '../../web/i18n/index.ts'
import { eventValue, model, mountIn } from './fixture.ts'

const rows = catalogueOf(model).rows('C28')
const indicator = rows[0]?.indicator

const answer: ManualValues = {
  indicators: [{
    indicator: 'event_online_disposal_rate', origin: 'partly-manual',
    entries: [{
      id: 3, feed: 'a', asOfText: '2026-06-30', evidence: { id: 7, name: '验收<b>.pdf' }, note: '半年', enteredBy: '张三', enteredAt: '2026-07-01T09:00:00+08:00', decidedBy: '李四', decidedAt: '2026-07-01T10:00:00+08:00',
      names: { zh: '未核实身份', en: 'nobody vouches' },
    }],
  }],
}

describe('a value that people filled in', () => {
  afterEach(async () => {
    vi.unstubAllGlobals()
    await showLanguage('zh')
  })

  it('says so beside the number, in both languages, and one of systems does not', async () => {
    const text = async (origin: 'manual' | 'partly-manual' | undefined, compact = false): Promise<string> =>
      (await mountIn(ValueText, { props: { value: { ...eventValue, ...(origin === undefined ? {} : { origin }) }, indicator, compact } })).text()
    expect(await text(undefined)).toBe('79.66%')
    expect(await text('manual')).toContain('人工填报')
    expect(await text('partly-manual')).toContain('部分人工填报')
    expect(await text('manual', true)).toMatch(/人工填报人工$/)
    await showLanguage('en')
    expect(await text('manual')).toContain('Filled in by people')
  })

  it('names who entered and who confirmed it, its evidence, and what the names are worth', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', vi.fn(async (path: string) => {
      asked.push(path)
      return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })
    }))
    const wrapper = await mountIn(ManualPanel, { props: { item: 'C28', rows } })
    await flushPromises()
    expect(asked).toEqual(['/api/v1/items/C28/manual'])
    for (const part of ['人工填报', '部分来自人工填报', '截至 2026-06-30', '录入 张三', '复核 李四', '未核实身份', '说明：半年', '佐证材料：验收<b>.pdf']) expect(wrapper.text()).toContain(part)
    expect(wrapper.get('a').attributes('href')).toBe('/api/v1/files/7')
  })
})
