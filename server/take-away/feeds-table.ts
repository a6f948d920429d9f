// Every feed with its health and counts, as a sheet.
import type { AskedClocks } from '../clocks.ts'
import type { CityContext } from '../readings/city-context.ts'
import type { Bilingual } from '../schemas/common.ts'
import type { Feed, FEED_STATES } from '../schemas/feeds.ts'
import { contextLines, fileNameOf, sheetOf, type ColumnOf, type TakenLanguage, type TakenTable } from './taken-table.ts'

const STATES: Readonly<Record<(typeof FEED_STATES)[number], Bilingual>> = {
  ok: { zh: '正常', en: 'ok' }, late: { zh: '延迟', en: 'late' }, stopped: { zh: '停更', en: 'stopped' }, failing: { zh: '故障', en: 'failing' },
  drifting: { zh: '漂移', en: 'drifting' }, never: { zh: '未接收', en: 'never read' }, paused: { zh: '已暂停', en: 'paused' },
}

export function feedsTable(context: CityContext, { feeds, clocks, language }: { readonly feeds: readonly Feed[]; readonly clocks: AskedClocks; readonly language: TakenLanguage }): TakenTable {
  const { city } = context
  const columns: readonly ColumnOf<Feed>[] = [
    ['数据源', 'feed', 'text', ({ id }) => id, 24],
    ['名称', 'name', 'text', (feed) => feed[language], 28],
    ['责任部门', 'bureau', 'text', ({ bureau }) => city.bureaus.find(({ code }) => code === bureau)?.[language] ?? bureau ?? undefined, 20],
    ['状态', 'state', 'text', ({ state }) => STATES[state][language], 10],
    ['数据截至', 'covered until', 'text', ({ coveredUntil }) => coveredUntil ?? undefined, 26],
    ['滞后分钟', 'lag in minutes', 'number', ({ lagMinutes }) => lagMinutes ?? undefined, 10],
    ['接收', 'received', 'number', ({ received }) => received, 12],
    ['入库', 'stored', 'number', ({ stored }) => stored, 12],
    ['重复', 'duplicate', 'number', ({ duplicate }) => duplicate, 12],
    ['隔离', 'rejected', 'number', ({ rejected }) => rejected, 12],
    ['问题', 'problem', 'text', ({ problem }) => (problem === null ? undefined : problem[language]), 36],
    ['接入方式', 'adapter', 'text', ({ adapter }) => adapter, 14],
    ['来源系统', 'source', 'text', ({ source }) => source, 18],
    ['目录编码', 'catalogue code', 'text', ({ catalogueCode }) => catalogueCode ?? undefined, 20],
    ['用途', 'purpose', 'text', ({ purpose }) => purpose ?? undefined, 28],
    ['授权到期', 'authorised until', 'text', ({ expires }) => expires ?? undefined, 12],
    ['联系人', 'contact', 'text', ({ contact }) => contact ?? undefined, 16],
    ['电话', 'phone', 'text', ({ phone }) => phone ?? undefined, 16],
  ]
  const taken = { area: city.root, clocks, language }
  const title = language === 'zh' ? '数据源' : 'Feeds'
  return { fileName: fileNameOf(context, taken, title), title, context: contextLines(context, taken), sheets: [sheetOf(title, language, columns, feeds)] }
}
