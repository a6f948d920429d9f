// A first city file from a small form: name, code, zone, districts and bureaus, one a line.
import type { Yaml } from './yaml.ts'

export interface CityDraft {
  readonly zh: string
  readonly en: string
  readonly code: string
  readonly zone: string
  /** One a line: code, Chinese name and, if wanted, the English one, apart by blanks, commas or tabs. */
  readonly districts: string
  readonly bureaus: string
}

export interface Place {
  readonly code: string
  readonly zh: string
  readonly en: string
}

/** Lines that name something, in their order; `wrong` holds the numbers of those without a code and a name. */
export function placesOf(text: string): { readonly places: readonly Place[]; readonly wrong: readonly number[] } {
  const places: Place[] = []
  const wrong: number[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const [, code = '', rest = ''] = /^([^\s,，;；]+)[\s,，;；]*(.*)$/s.exec(line.trim()) ?? []
    const { zh, en } = namesIn(rest)
    if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(code) && zh !== '') places.push({ code, zh, en })
    else wrong.push(index + 1)
  })
  return { places, wrong }
}

/** Chinese and English name: apart by a comma or tab, or else the English one is what follows the last Chinese character. */
function namesIn(text: string): { readonly zh: string; readonly en: string } {
  const [first = '', ...others] = text.split(/\s*[\t,，;；]+\s*/)
  if (others.length > 0) return { zh: first, en: others.join(' ').trim() || first }
  const [, zh = text, en = ''] = /^(.*\p{Script=Han}\S*)\s+([^\p{Script=Han}]*)$/su.exec(text) ?? []
  return { zh, en: en || zh }
}

/** The file, schema ctmm-city/1. A name that is not given in English is told in Chinese. */
export function cityFileOf(draft: CityDraft): { readonly [key: string]: Yaml } {
  const root = draft.code.trim()
  const name = { zh: draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() }
  const { places: districts } = placesOf(draft.districts)
  const { places: bureaus } = placesOf(draft.bureaus)
  return {
    schema: 'ctmm-city/1', name, zone: draft.zone, root,
    areas: [{ code: root, kind: 'city', ...name }, ...districts.map((one) => ({ ...one, code: one.code, kind: 'district', parent: root }))],
    ...(bureaus.length === 0 ? {} : { bureaus: bureaus.map((one) => ({ ...one })) }),
  }
}
