// A series as a table for spreadsheets: UTF-8 with BOM, one line a point, exact counts beside the printed figure.
import { getIndicator } from '../../rules/model/lookup.ts'
import type { Series, SeriesPoint } from '../schemas/trends.ts'
import { csvText } from '../csv.ts'
import type { AskedClocks } from '../clocks.ts'
import { contextLines, fileNameOf, type TakenColumn, type TakenLanguage, type TakenSheet, type TakenTable } from '../take-away/taken-table.ts'
import { STATE_NAMES as STATES } from '../take-away/state-names.ts'
import type { CityContext } from './city-context.ts'

type Column = readonly [name: { readonly zh: string; readonly en: string }, cell: (point: SeriesPoint) => string | number | undefined, kind?: TakenColumn['kind']]

/** The columns that the series has something for. Numbers are written without separators, so that a spreadsheet reads them as numbers. */
export const seriesCsv = (context: CityContext, series: Series, language: TakenLanguage): string => {
  const { head, rows } = seriesSheet(context, series, language)
  return csvText([head.map(({ name }) => name), ...rows])
}

/** The same as a sheet. */
export function seriesSheet(context: CityContext, series: Series, language: TakenLanguage): TakenSheet {
  const indicator = getIndicator(context.model, series.indicator)
  const area = context.city.area(series.area)
  const isLong = series.resolution !== 'hour' && series.resolution !== 'day'
  const columns: readonly Column[] = [
    [{ zh: '时点', en: 'at' }, ({ at }) => at],
    ...(isLong ? PERIOD : []),
    [{ zh: '区域', en: 'area' }, () => area?.[language] ?? series.area],
    [{ zh: '指标', en: 'indicator' }, () => indicator[language]],
    [{ zh: '统计范围', en: 'population' }, () => series.population],
    [{ zh: '统计窗口', en: 'window' }, () => context.model.windows.find(({ id }) => id === series.window)?.[language] ?? series.window],
    [{ zh: '口径', en: 'calculation' }, () => series.calculation],
    [{ zh: '数值', en: 'value' }, ({ display }) => plain(display?.text), 'number'],
    [{ zh: '单位', en: 'unit' }, ({ display }) => display?.unit],
    [{ zh: '状态', en: 'state' }, ({ state }) => STATES[state][language]],
    ...COUNTS[indicator.quantity],
    ...(isLong ? EXTREMES : []),
    [{ zh: '追溯修订前', en: 'before it was restated' }, ({ was }) => plain(was?.text), 'number'],
  ]
  return {
    name: indicator[language],
    head: columns.map(([name, , kind = 'text']) => ({ name: name[language], kind })),
    rows: series.points.map((point) => columns.map(([, cell]) => cell(point))),
  }
}

/** The same as a workbook's table. */
export function seriesTable(context: CityContext, { series, area, clocks, language }: { readonly series: Series; readonly area: string; readonly clocks: AskedClocks; readonly language: TakenLanguage }): TakenTable {
  const sheet = seriesSheet(context, series, language)
  const taken = { area, clocks, language }
  const title = `${sheet.name} ${language === 'zh' ? '走势' : 'trend'}`
  return { fileName: fileNameOf(context, taken, title), title, context: contextLines(context, taken), sheets: [sheet] }
}

const PERIOD: readonly Column[] = [
  [{ zh: '期初', en: 'from' }, ({ period }) => period?.from],
  [{ zh: '期末', en: 'to' }, ({ period }) => period?.to],
  [{ zh: '有数值的天数', en: 'days known' }, ({ days }) => days?.known, 'number'],
  [{ zh: '天数', en: 'days' }, ({ days }) => days?.all, 'number'],
]

const EXTREMES: readonly Column[] = [
  [{ zh: '期内最小', en: 'least' }, ({ min }) => plain(min?.display.text), 'number'],
  [{ zh: '最小值时点', en: 'least at' }, ({ min }) => min?.at],
  [{ zh: '期内最大', en: 'greatest' }, ({ max }) => plain(max?.display.text), 'number'],
  [{ zh: '最大值时点', en: 'greatest at' }, ({ max }) => max?.at],
]

const COUNTS: Readonly<Record<'share' | 'mean' | 'count', readonly Column[]>> = {
  share: [[{ zh: '分子', en: 'numerator' }, ({ numerator }) => numerator, 'number'], [{ zh: '分母', en: 'denominator' }, ({ denominator }) => denominator, 'number']],
  mean: [[{ zh: '累计毫秒', en: 'total ms' }, ({ sumMs }) => sumMs, 'number'], [{ zh: '数量', en: 'count' }, ({ count }) => count, 'number']],
  count: [[{ zh: '数量', en: 'count' }, ({ value }) => value, 'number']],
}

const plain = (text: string | undefined): string | undefined => text?.replaceAll(',', '')
