// Both languages say the same things, and every text that a page asks for exists.
import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { en } from '../../web/i18n/en.ts'
import { c } from '../../web/i18n/connections.ts'
import { f } from '../../web/i18n/feeds.ts'
import { k } from '../../web/i18n/help.ts'
import { fs } from '../../web/i18n/first.ts'
import { h } from '../../web/i18n/history.ts'
import { showLanguage, t } from '../../web/i18n/index.ts'
import { l } from '../../web/i18n/letters.ts'
import { m } from '../../web/i18n/model.ts'
import { q } from '../../web/i18n/search.ts'
import { s } from '../../web/i18n/setup.ts'
import { tr } from '../../web/i18n/trends.ts'
import { wt } from '../../web/i18n/wall.ts'
import { w } from '../../web/i18n/wiring.ts'
import { zhItems } from '../../web/i18n/zh-items.ts'
import { zhOverview } from '../../web/i18n/zh-overview.ts'
import { zhPanels } from '../../web/i18n/zh-panels.ts'
import { zh } from '../../web/i18n/zh.ts'

type Tree = { readonly [key: string]: string | Tree }
const leaves = (tree: Tree, path = ''): [string, string][] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`)))
const parts = { 'zh-items.ts': new Map(leaves(zhItems)), 'zh-overview.ts': new Map(leaves(zhOverview)), 'zh-panels.ts': new Map(leaves(zhPanels)) }
const chinese = new Map([...leaves(zh), ...Object.values(parts).flatMap((part) => [...part])])
const english = new Map(leaves(en))
const holes = (text: string): string => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join()

describe('the texts', () => {
  afterEach(() => showLanguage('zh'))

  it('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })
  it('have the same names to fill in', () => {
    expect([...chinese].filter(([key, text]) => holes(text) !== holes(english.get(key) ?? ''))).toEqual([])
  })
  it('leave no English text Chinese', () => {
    const allowed = new Set(['lang.switch'])
    expect([...english].filter(([key, text]) => !allowed.has(key) && /\p{Script=Han}/u.test(text))).toEqual([])
  })
  it('exist for every key that a source file names', () => {
    const root = join(import.meta.dirname, '../../web')
    const missing = globSync('**/*.{vue,ts}', { cwd: root, exclude: (name) => name === 'dist' }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\bt\('([\w.-]+)'/g)].filter((found) => !chinese.has(found[1] ?? '')).map((found) => `${file}: ${found[1]}`),
    )
    expect(missing).toEqual([])
  })
  it('are brought by every file that shows one which does not come with the first view', () => {
    const root = join(import.meta.dirname, '../../web')
    const unbrought = globSync('**/*.{vue,ts}', { cwd: root, exclude: (name) => name === 'dist' }).flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      const keys = [...source.matchAll(/\bt\('([\w.-]+)'/g)].map((found) => found[1] ?? '')
      return Object.entries(parts).flatMap(([part, texts]) => (keys.some((key) => texts.has(key)) && !source.includes(`i18n/${part}'`) ? [`${file} needs ${part}`] : []))
    })
    expect(unbrought).toEqual([])
  })
  it.each([['what looks back', h], ['feeds', f], ['wiring', w], ['connections', c], ['letters', l], ['setup', s], ['the help', k], ['the first steps', fs], ['the model', m], ['the search', q], ['trends', tr], ['the wall', wt]])('of %s have the same keys, names and languages', (_home, { tables }) => {
    const [zhTexts, enTexts] = [new Map(Object.entries(tables.zh)), new Map(Object.entries(tables.en))]
    expect([...enTexts.keys()]).toEqual([...zhTexts.keys()])
    expect([...zhTexts].filter(([key, text]) => holes(text) !== holes(enTexts.get(key) ?? ''))).toEqual([])
    expect([...enTexts].filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([])
  })
  it('of what looks back change with the language', async () => {
    expect(h('trend.ofDays', { known: 3, all: 30 })).toBe('3 / 30 天')
    await showLanguage('en')
    expect(h('trend.ofDays', { known: 3, all: 30 })).toBe('3 / 30 days')
    expect(h('trend.ofDays', { known: 3 })).toBe('3 / {all} days')
  })
  it('are filled in, and a hole that nobody fills stays visible', () => {
    expect(t('overview.of', { n: 4, all: 10 })).toBe('4 / 10 项')
    expect(t('overview.of', { n: 4 })).toBe('4 / {all} 项')
    expect(t('no.such.key')).toBe('no.such.key')
  })
  it('change with the language and tell the document', async () => {
    await showLanguage('en')
    expect(t('nav.overview')).toBe('Overview')
    expect(document.documentElement.lang).toBe('en')
    await showLanguage('zh')
    expect(document.documentElement.lang).toBe('zh-CN')
  })
})
