// Everything that a search may find, with the address it leads to.
import type { Feed } from '../api/feed-types.ts'
import type { Words } from '../api/types.ts'
import type { useDashboard } from '../composables/useDashboard.ts'
import { boundText } from '../format/numbers.ts'
import { isWhole } from '../model/whole-model.ts'
import type { Entry } from './find.ts'
import '../i18n/zh-items.ts'

type Place = Pick<ReturnType<typeof useDashboard>, 't' | 'say' | 'lang' | 'city' | 'catalogue' | 'url' | 'levelName'>

const LEVELS = [1, 2, 3, 4, 5] as const
const NUMERALS: readonly string[] = ['', '一', '二', '三', '四', '五']
const both = ({ zh, en }: Words): readonly string[] => [zh, en]

/** The entries of the present language; feeds are there once they have been read. */
export function entriesOf(place: Place, feeds: readonly Feed[], pages: readonly Page[]): readonly Entry[] {
  return [...itemEntries(place), ...indicatorEntries(place), ...clauseEntries(place), ...levelEntries(place), ...erratumEntries(place), ...feedEntries(place, feeds), ...bureauEntries(place), ...areaEntries(place), ...pages.map((page) => pageEntry(place, page))]
}

/** A page, or a part of one. */
export interface Page extends Words {
  readonly path: string
  readonly hash?: string
}

function pageEntry({ say, url }: Place, page: Page): Entry {
  return { key: `page ${page.path}${page.hash ?? ''}`, kind: 'page', name: say(page), note: '', names: both(page), to: url.to(page.path, {}, page.hash ?? '') }
}

function itemEntries({ say, catalogue, url }: Place): readonly Entry[] {
  return catalogue.items.map((one) => ({ key: one.id, kind: 'item', name: say(one), note: say(one.domain), names: [one.id, ...both(one)], to: url.to(`/items/${one.id}`) }))
}

function indicatorEntries({ say, catalogue, url }: Place): readonly Entry[] {
  return catalogue.model.indicators.map((one) => ({ key: one.id, kind: 'indicator', name: say(one), note: say(catalogue.item(one.item)), names: [one.id, one.code, ...both(one)], to: url.to(`/items/${one.item}`, { indicator: one.code }) }))
}

/** Tables and clauses of the standard (8.4.1, 表 11), and every bound by its number, its clause and its calculation. */
function clauseEntries({ t, say, lang, catalogue, url, levelName }: Place): readonly Entry[] {
  const tables = catalogue.model.domains.flatMap((domain) => domain.subdomains.map((sub): Entry => ({
    key: sub.id, kind: 'clause', name: `${sub.clause} ${say(sub)}`, note: t('items.table', { table: sub.table }),
    names: [sub.clause, `表${sub.table}`, `table${sub.table}`, ...both(sub)], to: url.to('/model', {}, `#${sub.id}`),
  })))
  const bounds = catalogue.model.requirements.map((one): Entry => {
    const indicator = catalogue.indicator(one.indicator)
    return {
      key: one.id, kind: 'clause', name: `${say(indicator)} ${boundText(one, lang.value)}`, note: `${one.id} · ${t('item.clause', { table: one.table, level: levelName(one.level), clause: one.clause })}`,
      names: [one.id, one.calculation, `表${one.table}${NUMERALS[one.level] ?? ''}级${one.clause}`, `table${one.table},level${one.level},${one.clause}`], to: url.to('/model', {}, `#${one.id}`),
    }
  })
  return [...tables, ...bounds]
}

/** 处置流程三级: only names that hold a level's word, so that an item alone does not bring its five levels along. */
function levelEntries({ say, catalogue, url, levelName }: Place): readonly Entry[] {
  return catalogue.items.flatMap((item) => LEVELS.map((level): Entry => {
    const full = catalogue.model.levels.find((one) => one.level === level)
    const words = [`${NUMERALS[level] ?? ''}级`, `L${level}`, `level ${level}`]
    return {
      key: `${item.id} ${level}`, kind: 'level', name: `${say(item)} · ${levelName(level)}`, note: say(full),
      names: [item.id, item.zh, item.en].flatMap((name) => words.map((word) => `${name}${word}`)), to: url.to(`/items/${item.id}`, {}, `#level-${level}`),
    }
  }))
}

function erratumEntries({ say, catalogue, url }: Place): readonly Entry[] {
  if (!isWhole(catalogue.model)) return []
  return catalogue.model.errata.map((one) => ({ key: one.id, kind: 'erratum', name: say(one.finding), note: one.id, names: [one.id, ...both(one.finding)], to: url.to('/model', {}, `#${one.id}`) }))
}

function feedEntries({ say, url }: Place, feeds: readonly Feed[]): readonly Entry[] {
  return feeds.map((one) => ({ key: `feed ${one.id}`, kind: 'feed', name: say(one), note: one.id, names: [one.id, one.source, one.catalogueCode ?? '', ...both(one)].filter((name) => name !== ''), to: url.to(`/feeds/${one.id}`) }))
}

function bureauEntries({ say, city, url }: Place): readonly Entry[] {
  return city.bureaus.map((one) => ({ key: `bureau ${one.code}`, kind: 'bureau', name: say(one), note: one.code, names: [one.code, ...both(one)], to: url.to('/feeds', { bureau: one.code }) }))
}

function areaEntries({ say, city, url }: Place): readonly Entry[] {
  return city.areas.map((one) => ({ key: `area ${one.code}`, kind: 'area', name: say(one), note: one.code, names: [one.code, ...both(one)], to: url.here({ area: one.code === city.root ? undefined : one.code }) }))
}

const LEVEL_WORD = /[一二三四五]级|\blevel(?:\s*[1-5])?\b|l[1-5](?![a-z0-9])/i

/** Whether somebody asks for a level; the levels of all items are offered only then. */
export function asksForLevel(query: string): boolean {
  return LEVEL_WORD.test(query)
}
