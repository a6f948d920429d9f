// The one sentence, in both languages, that says why an item stands where it stands.
import { grouped } from '../model/grouped.ts'
import { findRequirement, getIndicator, requirementsOf } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Requirement } from '../model/requirement-schema.ts'
import type { Text } from '../model/text-schema.ts'
import { indexValues, valueKey } from './judge.ts'
import type { JudgedValue } from './judged-value.ts'
import { boundText, indicatorName, measured, unknownText } from './phrases.ts'
import type { Blocker, LastProven, Standing, Unknown } from './standing.ts'
import { lastProvenName, levelName, stateWithHistory } from './word.ts'

export interface ExplainOptions {
  readonly lastProven?: LastProven | null | undefined
}

/**
 * Window, counts with their nouns, bound with table, level and clause, and the whole gap under the present denominator. An item
 * whose numbers are all met is never said to stand above them: what lies beyond has no number and must be assessed.
 */
export function explain(model: Model, standing: Standing, values: readonly JudgedValue[], { lastProven }: ExplainOptions = {}): Text {
  const context: Context = { model, standing, values: indexValues(values) }
  if (standing.requirements.length === 0) return { zh: '本项没有数值要求，各级都须凭证据评估。', en: 'This item has no numeric requirement: every level is assessed on evidence.' }
  if (lastProven && stateWithHistory(model, standing, lastProven) === 'stale') return staleText(context, lastProven)
  if (standing.blockers.length > 0) return blockedText(context)
  if (standing.unknowns.length > 0) return openText(context)
  return provenText(context)
}

interface Context {
  readonly model: Model
  readonly standing: Standing
  readonly values: ReadonlyMap<string, JudgedValue>
}

function blockedText(context: Context): Text {
  const { model, standing: { blockers, unknowns } } = context
  const level = levelName(model, blockers[0]?.level ?? 1)
  const parts = blockers.map((blocker) => missText(context, blocker))
  const unknown = unknowns.length === 0 ? undefined : unknownsText(model, unknowns)
  const head = blockers.length === 1 ? { zh: '', en: '' } : { zh: `达${level.zh}须补 ${blockers.length} 项：`, en: `For ${level.en} ${blockers.length} numbers are missing: ` }
  return {
    zh: `${head.zh}${parts.map(({ zh }) => zh).join('；')}${unknown ? `；另外，${unknown.zh}，不升不降` : ''}。`,
    en: capital(`${head.en}${parts.map(({ en }) => en).join('; ')}${unknown ? `; besides, ${unknown.en}, which neither raises nor lowers the level` : ''}.`),
  }
}

function missText({ model, values }: Context, { requirement: id, gap }: Blocker): Text {
  const requirement = findRequirement(model, id)
  if (requirement === undefined) return { zh: gap.zh, en: gap.en }
  const said = measuredText(model, requirement, values)
  const bound = boundText(model, requirement)
  const verb = requirement.operator === 'le' ? { zh: '超过', en: 'above' } : requirement.operator === 'gt' ? { zh: '不高于', en: 'not above' } : { zh: '低于', en: 'below' }
  const basis = { share: { zh: '按当前分母', en: ' under the present denominator' }, mean: { zh: '按当前件数', en: ' with the present cases' }, count: { zh: '', en: '' } }[gap.kind]
  return { zh: `${said.zh}，${verb.zh}${bound.zh}，${basis.zh}${gap.zh}`, en: `${said.en}, ${verb.en} ${bound.en}, ${gap.en}${basis.en}` }
}

/** Nothing fails, but something is unknown. */
function openText({ model, standing: { proven, unknowns } }: Context): Text {
  const unknown = unknownsText(model, unknowns)
  const known = proven === null ? undefined : levelName(model, proven)
  return {
    zh: `${known ? `数值达${known.zh}；` : ''}${unknown.zh}，补齐数据之前不升不降。`,
    en: capital(`${known ? `numbers reach ${known.en}; ` : ''}${unknown.en}; until then the level neither rises nor falls.`),
  }
}

function staleText({ model, standing: { proven, unknowns } }: Context, { level, date }: LastProven): Text {
  const stale = unknownsText(model, unknowns.filter(({ state }) => state === 'stale'))
  const last = lastProvenName(model, level)
  const known = proven === null || proven === 0 ? undefined : levelName(model, proven)
  return {
    zh: `${stale.zh}，最近判定${last.zh}（${date}），恢复更新之前不升不降${known ? `；其余数值达${known.zh}` : ''}。`,
    en: capital(`${stale.en}; last judged ${last.en} (${date}), which stands until updates resume${known ? `; the other numbers reach ${known.en}` : ''}.`),
  }
}

/** Everything with a number is met. */
function provenText({ model, standing, values }: Context): Text {
  const level = standing.proven ?? 0
  const top = requirementsOf(model, standing.item).filter((requirement) => requirement.level === level)
  const parts = top.map((requirement) => {
    const said = measuredText(model, requirement, values)
    const bound = boundText(model, requirement)
    return { zh: `${said.zh}，达到${bound.zh}`, en: `${said.en}, meets ${bound.en}` }
  })
  const name = levelName(model, level)
  const beyond = model.levels.filter((entry) => entry.level > level).map((entry) => levelName(model, entry.level))
  const rest = beyond.length === 0
    ? { zh: '定性特征仍须评估', en: 'its qualitative features still have to be assessed' }
    : { zh: `${beyond.map(({ zh }) => zh).join('、')}无数值要求，须评估`, en: `${beyond.map(({ en }) => en).join(' and ')} ${beyond.length === 1 ? 'has' : 'have'} no number and must be assessed` }
  return {
    zh: `${parts.map(({ zh }) => zh).join('；')}；数值达${name.zh}，${rest.zh}。`,
    en: capital(`${parts.map(({ en }) => en).join('; ')}; numbers reach ${name.en}, ${rest.en}.`),
  }
}

function measuredText(model: Model, requirement: Requirement, values: ReadonlyMap<string, JudgedValue>): Text {
  const value = values.get(valueKey(getIndicator(model, requirement.indicator).code, requirement.population))
  return value?.quantity === undefined ? indicatorName(model, requirement) : measured(model, requirement, { ...value, quantity: value.quantity })
}

/** Each unknown indicator once, grouped by what is wrong with it. */
function unknownsText(model: Model, unknowns: readonly Unknown[]): Text {
  const groups = [...grouped(unknowns, ({ state }) => state)].map(([state, members]) => {
    const names = members.flatMap(({ requirement }) => findRequirement(model, requirement) ?? []).map((requirement) => indicatorName(model, requirement))
    return unknownText(state, { zh: distinct(names.map(({ zh }) => zh)).join('、'), en: distinct(names.map(({ en }) => en)).join('; ') })
  })
  return { zh: groups.map(({ zh }) => zh).join('，'), en: groups.map(({ en }) => en).join(', ') }
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
