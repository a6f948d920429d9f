// What differs between two feed files, field by field and in words; comments and order are no difference.
import { isMapped, wordsOf } from '../../ingest/wiring/fields.ts'
import { pointerTo, readYaml } from '../../rules/city/yaml-file.ts'
import type { FeedChange } from '../schemas/feed-versions.ts'

/** Differences from one text to another; a text that is no YAML counts as empty. */
export function feedChanges(before: string, after: string): FeedChange[] {
  const [old, young] = [leavesOf(before), leavesOf(after)]
  const places = [...new Set([...young.keys(), ...old.keys()])]
  return places.flatMap((at) => {
    const [was, is] = [old.get(at), young.get(at)]
    return was === is ? [] : [{ at, before: was ?? null, after: is ?? null, ...inWords(at, was, is) }]
  })
}

/** Whether two texts say the same. */
export const isSameFeed = (before: string, after: string): boolean => feedChanges(before, after).length === 0

/** Every scalar by its JSON Pointer; a list of scalars is one value, because its parts have no names. */
function leavesOf(text: string): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>()
  const { source, problems } = readYaml(text, '')
  if (problems.length > 0) return leaves
  const walk = (value: unknown, at: string): void => {
    if (Array.isArray(value) && value.every((part) => typeof part !== 'object' || part === null)) leaves.set(at, value.map(textOf).join('、'))
    else if (typeof value === 'object' && value !== null) for (const [key, part] of Object.entries(value)) walk(part, pointerTo(at, key))
    else leaves.set(at, textOf(value))
  }
  walk(source.value, '')
  return leaves
}

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

const HEAD: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  schema: { zh: '文件格式', en: 'Schema' }, id: { zh: '标识', en: 'Id' }, zh: { zh: '中文名称', en: 'Chinese name' }, en: { zh: '英文名称', en: 'English name' },
  source: { zh: '来源系统', en: 'Source system' }, adapter: { zh: '接入方式', en: 'Connection' }, delivery: { zh: '交付方式', en: 'Delivery' }, coverage: { zh: '覆盖时点', en: 'Coverage' },
  cadenceMinutes: { zh: '交付间隔（分钟）', en: 'Cadence in minutes' }, cadenceClock: { zh: '间隔的计时', en: 'Clock of the cadence' }, schedule: { zh: '读取计划', en: 'Schedule' },
  bureau: { zh: '负责部门', en: 'Bureau' }, contact: { zh: '联系科室', en: 'Contact' }, phone: { zh: '联系电话', en: 'Telephone' }, catalogueCode: { zh: '目录编码', en: 'Catalogue code' },
  application: { zh: '申请单号', en: 'Application' }, purpose: { zh: '用途', en: 'Purpose' }, expires: { zh: '授权到期', en: 'Authorised until' }, columns: { zh: '约定的列', en: 'Agreed columns' }, ignore: { zh: '不使用的列', en: 'Ignored columns' },
}
const OF_MAPPING: typeof HEAD = { fact: { zh: '记录类型', en: 'Kind of fact' }, dates: { zh: '日期格式', en: 'Dates' }, blanks: { zh: '表示空的文字', en: 'Texts for nothing' }, withdrawn: { zh: '是否撤销', en: 'Withdrawn' } }
const PARTS: typeof HEAD = {
  path: { zh: '来源列', en: 'column' }, format: { zh: '日期格式', en: 'date format' }, zone: { zh: '时区', en: 'zone' }, constant: { zh: '固定值', en: 'constant' }, by: { zh: '识别方式', en: 'known by' }, unit: { zh: '单位', en: 'unit' },
  scale: { zh: '单位', en: 'scale' }, enum: { zh: '值的对照', en: 'meaning of' }, otherwise: { zh: '其余的值', en: 'other values' }, empty: { zh: '为空时', en: 'when empty' }, whenEmpty: { zh: '为空时', en: 'when empty' }, whenExpired: { zh: '已撤并时', en: 'when expired' },
  received: { zh: '以收到时刻为准', en: 'moment of receipt' }, equals: { zh: '等于', en: 'equal to' }, in: { zh: '属于', en: 'one of' }, 'not-in': { zh: '不属于', en: 'none of' },
}

function inWords(at: string, was: string | undefined, is: string | undefined): { readonly zh: string; readonly en: string } {
  const name = nameOf(at)
  const quoted = (text: string): string => (text === '' ? '（空）' : `“${text}”`)
  const said = (text: string): string => (text === '' ? 'nothing' : `"${text}"`)
  if (was === undefined) return { zh: `${name.zh}：新增${quoted(is ?? '')}`, en: `${name.en}: ${said(is ?? '')} is new` }
  if (is === undefined) return { zh: `${name.zh}：去掉${quoted(was)}`, en: `${name.en}: ${said(was)} is gone` }
  return { zh: `${name.zh}：由${quoted(was)}改为${quoted(is)}`, en: `${name.en}: from ${said(was)} to ${said(is)}` }
}

/** 受理时间 · 来源列; parts without a name of their own stand as they are written. */
function nameOf(at: string): { readonly zh: string; readonly en: string } {
  const segments = at.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  const [first = '', second, ...rest] = segments
  const isMapping = first === 'mapping' && second !== undefined
  const head = isMapping ? (isMapped(second) ? wordsOf(second) : OF_MAPPING[second]) : HEAD[first]
  const tail = (isMapping ? rest : segments.slice(1)).filter((segment) => !/^\d+$/.test(segment) && segment !== 'date')
  const named = [head ?? { zh: second ?? first, en: second ?? first }, ...tail.map((segment) => PARTS[segment] ?? { zh: segment, en: segment })]
  return { zh: named.map(({ zh }) => zh).join(' · '), en: named.map(({ en }) => en).join(' · ') }
}
