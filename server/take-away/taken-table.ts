// What people take away: sheets of rows, and by which city, moment and model they hold.
import type { AskedClocks } from '../clocks.ts'
import type { CityContext } from '../readings/city-context.ts'

export type TakenLanguage = 'zh' | 'en'
export type TakenFormat = 'csv' | 'xlsx'

/** A number is written as it is printed (79.66), so that nothing is rounded a second time. */
export type TakenCell = string | number | undefined

export interface TakenColumn {
  readonly name: string
  /** Numbers are cells that a spreadsheet counts with; a cell that holds none stays empty. */
  readonly kind: 'text' | 'number'
  /** In characters; 14 when left out. */
  readonly width?: number
}

export interface TakenSheet {
  readonly name: string
  readonly head: readonly TakenColumn[]
  readonly rows: readonly (readonly TakenCell[])[]
}

export interface TakenTable {
  /** Without its ending. */
  readonly fileName: string
  readonly title: string
  /** Label and text: city, area, moments, model, what the figures are not. */
  readonly context: readonly (readonly [label: string, text: string])[]
  /** A file of comma-separated text holds the first alone. */
  readonly sheets: readonly [TakenSheet, ...TakenSheet[]]
}

/** A column by its names and what it holds of a row. */
export type ColumnOf<T> = readonly [zh: string, en: string, kind: TakenColumn['kind'], cell: (row: T) => TakenCell, width?: number]

export function sheetOf<T>(name: string, language: TakenLanguage, columns: readonly ColumnOf<T>[], rows: readonly T[]): TakenSheet {
  return {
    name,
    head: columns.map(([zh, en, kind, , width]) => ({ name: language === 'zh' ? zh : en, kind, ...(width === undefined ? {} : { width }) })),
    rows: rows.map((row) => columns.map(([, , , cell]) => cell(row))),
  }
}

/** A printed figure as a number: without separators, nothing where there is none. */
export const plainNumber = (text: string | undefined): string | undefined => (text === undefined || text === '—' ? undefined : text.replaceAll(',', ''))

interface Taken {
  readonly area: string
  readonly clocks: Pick<AskedClocks, 'asOf' | 'known'>
  readonly language: TakenLanguage
}

/** Everything a reader of the file must know to trust it. */
export function contextLines({ city, model, demonstration }: CityContext, { area, clocks, language }: Taken): TakenTable['context'] {
  const zh = language === 'zh'
  const { zone } = city
  const place = city.area(area)
  const root = city.area(city.root)
  const provisional = clocks.known.provisional ? (zh ? '（暂定）' : ' (provisional)') : ''
  return [
    [zh ? '城市' : 'City', root?.[language] ?? city.root],
    [zh ? '区域' : 'Area', place === undefined ? area : `${place[language]} ${area}`],
    [zh ? '数据时点' : 'True at', zone.format(clocks.asOf)],
    [zh ? '所知时刻' : 'As known at', `${zone.format(clocks.known.at)}${provisional}`],
    [zh ? '模型版本' : 'Model', model.version],
    [zh ? '性质' : 'Nature', zh ? '计算凭据，非评估结论' : 'Evidence of a calculation, no assessment'],
    ...(demonstration ? [[zh ? '标记' : 'Mark', zh ? '演示数据，非真实城市' : 'Demonstration data, no real city'] as const] : []),
  ]
}

/** 滨海市 处置流程 2026-11-27 1405: a name that sorts by time. */
export function fileNameOf({ city, demonstration }: CityContext, { area, clocks, language }: Taken, what: string): string {
  const local = city.zone.format(clocks.asOf)
  const moment = `${local.slice(0, 10)} ${local.slice(11, 16).replace(':', '')}`
  const mark = demonstration ? (language === 'zh' ? ' 演示数据' : ' demonstration') : ''
  return `${city.area(area)?.[language] ?? area} ${what} ${moment}${mark}`
}
