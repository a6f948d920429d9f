// The closed vocabulary of standings: what a screen prints as the state of an item.
import { requirementsOf } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Text } from '../model/text-schema.ts'
import type { LastProven, Standing, StandingState } from './standing.ts'

const NUMERALS = ['', '一', '二', '三', '四', '五']

/** 三级 / level 3. */
export function levelNumeral(level: number): Text {
  return { zh: `${NUMERALS[level] ?? level}级`, en: `level ${level}` }
}

/** 三级·协同级 / level 3 (Collaborative). */
export function levelName(model: Model, level: number): Text {
  const entry = model.levels.find((candidate) => candidate.level === level)
  const numeral = levelNumeral(level)
  return entry === undefined ? numeral : { zh: `${numeral.zh}·${entry.zh}`, en: `${numeral.en} (${entry.en})` }
}

/** A level that was judged earlier; 0 is 未达一级. */
export function lastProvenName(model: Model, level: number, form: 'full' | 'short' = 'full'): Text {
  if (level === 0) return { zh: '未达一级', en: 'below level 1' }
  return form === 'full' ? levelName(model, level) : levelNumeral(level)
}

export interface WordOptions {
  readonly lastProven?: LastProven | null | undefined
  /** `full` names the level as well (三级·协同级); `short` prints its numeral only. */
  readonly form?: 'full' | 'short'
}

/**
 * The state of a standing in the light of what was proven before: a stale value keeps the last proven level, aged, instead of
 * showing the lower one that is left.
 */
export function stateWithHistory(model: Model, standing: Standing, lastProven: LastProven | null | undefined): StandingState {
  if (!lastProven || lastProven.level <= (standing.proven ?? 0) || lastProven.level > standing.ceiling) return standing.state
  const stale = new Set(standing.unknowns.filter(({ state }) => state === 'stale').map(({ requirement }) => requirement))
  const withheld = requirementsOf(model, standing.item).some(({ id, level }) => stale.has(id) && level <= lastProven.level)
  return withheld ? 'stale' : standing.state
}

/** 数值达N级 · 未达一级 · 数值不超过N级 · 样本不足 · 不可评 · 待更新（最近判定N级，日期） · 暂无数值; 无数值要求 for an item without numbers. */
export function standingWord(model: Model, standing: Standing, { lastProven, form = 'full' }: WordOptions = {}): Text {
  if (standing.requirements.length === 0) return { zh: '无数值要求', en: 'No numeric requirement' }
  const name = (level: number): Text => (form === 'full' ? levelName(model, level) : levelNumeral(level))
  const state = stateWithHistory(model, standing, lastProven)
  switch (state) {
    case 'proven': {
      const level = name(standing.proven ?? 0)
      return { zh: `数值达${level.zh}`, en: `Numbers reach ${level.en}` }
    }
    case 'below-one':
      return { zh: '未达一级', en: 'Below level 1' }
    case 'capped': {
      const level = name(standing.ceiling)
      return { zh: `数值不超过${level.zh}`, en: `Numbers not above ${level.en}` }
    }
    case 'insufficient-sample':
      return { zh: '样本不足', en: 'Sample too small' }
    case 'not-assessable':
      return { zh: '不可评', en: 'Not assessable' }
    case 'stale': {
      if (!lastProven) return { zh: '待更新', en: 'Awaiting update' }
      const level = lastProvenName(model, lastProven.level, form)
      return { zh: `待更新（最近判定${level.zh}，${lastProven.date}）`, en: `Awaiting update (last judged ${level.en}, ${lastProven.date})` }
    }
    case 'unproven':
      return { zh: '暂无数值', en: 'No numbers yet' }
  }
}
