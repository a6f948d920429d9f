// Areas and bureaus: whether a column names them by code or by name, and which of its texts the city does not know.
import type { City, Lookup } from '../../rules/city/city.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { BLANK_FIT, type Column } from './columns.ts'
import type { Fit, ReadValue } from './proposal.ts'

export interface PlaceQuestion {
  readonly kind: 'area' | 'bureau'
  readonly city: City
  readonly at: Instant
  readonly by?: 'code' | 'name' | undefined
  /** Text of the source to code of the city. */
  readonly chosen?: Readonly<Record<string, string>> | undefined
}

const WORDS = { area: { zh: '区域', en: 'areas' }, bureau: { zh: '部门', en: 'bureaus' } } as const

export function readPlaces(column: Column, { kind, city, at, by, chosen = {} }: PlaceQuestion): Fit {
  if (column.texts.size === 0) return { ...BLANK_FIT, by: by ?? 'code' }
  const [byCode, byName] = kind === 'area' ? [city.areaByCode, city.areaByName] : [city.bureauByCode, city.bureauByName]
  const knows = kind === 'area' ? city.area : city.bureau
  const readings = ([['code', byCode], ['name', byName]] as const).filter(([way]) => by === undefined || by === way).map(([way, find]) => {
    const values = [...column.texts].map(([text, rows]): ReadValue => {
      const said = Object.hasOwn(chosen, text) ? chosen[text] : undefined
      return { text, rows, ours: said !== undefined && knows(said) !== undefined ? said : codeOf(find(text, at)) }
    })
    return { way, values, rows: values.reduce((sum, value) => sum + (value.ours === null ? 0 : value.rows), 0) }
  })
  const best = readings.reduce((most, one) => (one.rows > most.rows ? one : most))
  const words = WORDS[kind]
  const matched = Object.keys(chosen).some((text) => column.texts.has(text)) ? ({ matched: true } as const) : {}
  const open = best.values.filter(({ ours }) => ours === null)
  const names = open.slice(0, 5).map(({ text }) => text)
  const way = best.way === 'code' ? { zh: '代码', en: 'code' } : { zh: '名称', en: 'name' }
  if (open.length === 0) return { ...matched, state: 'fits', by: best.way, values: best.values, says: { zh: `${best.values.length} 个${words.zh}都按${way.zh}认出`, en: `all ${best.values.length} ${words.en} are known by ${way.en}` } }
  if (best.rows * 2 >= column.filled) {
    return {
      ...matched, state: 'fits', by: best.way, values: best.values,
      says: { zh: `按${way.zh}认出多数；城市文件中没有 ${names.join('、')}，这些行会被隔离，可在此对照或补别名`, en: `most are known by ${way.en}; the city has no ${names.join(', ')}: those rows will be set aside until they are matched here or get an alias` },
    }
  }
  const some = best.rows > 0
  return {
    ...matched, state: some ? 'asks' : 'fails', by: best.way, values: best.values,
    says: { zh: `多数${words.zh}在城市文件中找不到（如 ${names.join('、')}）：请对照，或补别名`, en: `the city knows few of these ${words.en} (not ${names.join(', ')}): match them, or add aliases` },
  }
}

/** One that has ended is still that one: records of before name it. */
function codeOf(lookup: Lookup): string | null {
  switch (lookup.state) {
    case 'ok':
    case 'expired':
      return lookup.code
    case 'unknown':
    case 'ambiguous':
      return null
  }
}
