// Standings for the fake city, plausible rather than proven: the real judgement lives in rules/.
import type { Cell, Requirement, RequirementOutcome, Standing, Value, Words } from '../../web/api/types.ts'
import { HOUR, model } from './fake-city.ts'

const ZH = ['', '一级', '二级', '三级', '四级', '五级']

export function standingsOf(values: readonly Value[]): Standing[] {
  return model.domains.flatMap((domain) => domain.subdomains.flatMap((sub) => sub.items.map((item) => standingOf(item.id, values))))
}

function standingOf(item: string, values: readonly Value[]): Standing {
  const own = model.requirements.filter((one) => one.item === item)
  const outcomes = own.map((one) => outcomeOf(one, values))
  const at = (level: number): RequirementOutcome[] => outcomes.filter((_, index) => own[index]?.level === level)
  let proven: number | null = null
  let ceiling = 5
  let solid = true
  const cells: Cell[] = []
  for (let level = 1; level <= 5; level++) {
    const here = at(level).map((one) => one.outcome)
    if (here.length === 0) { cells.push('none'); continue }
    if (here.includes('not-met')) {
      cells.push('not-met')
      if (ceiling === 5) ceiling = level - 1
      if (level === 1) proven = 0
      solid = false
    } else if (here.includes('unknown')) {
      cells.push('unknown')
      solid = false
    } else {
      cells.push(solid ? 'met' : 'met-over-gap')
      if (solid) proven = level
    }
  }
  const pick = (outcome: string, level?: number): { requirement: string; indicator: string; level: number; state: Value['state'] }[] =>
    outcomes.flatMap((one, index) => {
      const requirement = own[index]
      return requirement !== undefined && one.outcome === outcome && (level === undefined || requirement.level === level) ? [{ requirement: requirement.id, indicator: requirement.indicator, level: requirement.level, state: one.state }] : []
    })
  const unknowns = pick('unknown')
  const stale = proven === null && unknowns.some((one) => one.state === 'stale')
  const notAssessable = proven === null && unknowns.length > 0 && unknowns.every((one) => one.state === 'not-assessable')
  return {
    item, proven, ceiling, cells, unknowns,
    state: stale ? 'stale' : notAssessable ? 'not-assessable' : proven === null ? (ceiling < 5 ? 'capped' : 'unproven') : proven === 0 ? 'below-one' : 'proven',
    lastProven: stale ? { level: 3, at: '2026-10-12T09:00:00+08:00' } : null,
    blockers: pick('not-met', ceiling + 1),
    word: wordOf({ own: own.length, proven, ceiling, stale, notAssessable }),
    sentence: sentenceOf(own, outcomes, values),
    requirements: outcomes,
  }
}

function outcomeOf(requirement: Requirement, values: readonly Value[]): RequirementOutcome {
  const indicator = model.indicators.find((one) => one.id === requirement.indicator)
  const value = values.find((one) => one.indicator === indicator?.code && one.population === requirement.population && one.judged)
  if (indicator === undefined || value === undefined || value.state !== 'ok') return { requirement: requirement.id, outcome: 'unknown', state: value?.state ?? 'no-data', gap: null }
  const bound = Number(requirement.bound)
  const missing =
    value.denominator !== undefined ? Math.ceil((bound * value.denominator) / 100) - (value.numerator ?? 0)
    : value.sumMs !== undefined ? value.sumMs / (value.count ?? 1) / HOUR - bound
    : bound - (value.value ?? 0)
  if (missing <= 0) return { requirement: requirement.id, outcome: 'met', state: 'ok', gap: null }
  const count = missing.toLocaleString('en-US', { maximumFractionDigits: 2 })
  const gap = value.sumMs === undefined ? { zh: `还差 ${count} ${indicator.noun.zh}`, en: `${count} ${indicator.noun.en} short` } : { zh: `再快 ${count} 小时`, en: `${count} h too slow` }
  return { requirement: requirement.id, outcome: 'not-met', state: 'ok', gap: { ...gap, amount: missing } }
}

function wordOf(one: { own: number; proven: number | null; ceiling: number; stale: boolean; notAssessable: boolean }): Words {
  if (one.own === 0) return { zh: '', en: '' }
  if (one.stale) return { zh: '待更新（最近判定三级，10-12）', en: 'Awaiting data (last proven level 3, 10-12)' }
  if (one.notAssessable) return { zh: '不可评', en: 'Not assessable' }
  if (one.proven === 0) return { zh: '未达一级', en: 'Below level 1' }
  if (one.proven === null) return one.ceiling < 5 ? { zh: `数值不超过${ZH[one.ceiling]}`, en: `Not above level ${one.ceiling} by numbers` } : { zh: '样本不足', en: 'Sample too small' }
  return { zh: `数值达${ZH[one.proven]}`, en: `Level ${one.proven} by numbers` }
}

function sentenceOf(own: readonly Requirement[], outcomes: readonly RequirementOutcome[], values: readonly Value[]): Words {
  const index = outcomes.findIndex((one) => one.outcome === 'not-met')
  const requirement = own[index]
  const gap = outcomes[index]?.gap
  const indicator = model.indicators.find((one) => one.id === requirement?.indicator)
  const value = values.find((one) => one.indicator === indicator?.code && one.judged)
  if (requirement === undefined || indicator === undefined || value === undefined || gap == null) return own.length === 0 ? { zh: '', en: '' } : { zh: '现有数据不足以判定；缺失的数据既不升级也不降级。', en: 'The data at hand decide nothing; missing data neither raise nor lower a level.' }
  const counts = value.denominator === undefined ? '' : `${indicator.denominator?.zh ?? ''} ${value.denominator.toLocaleString('en-US')} ${indicator.noun.zh}，${indicator.numerator.zh} ${(value.numerator ?? 0).toLocaleString('en-US')}；`
  const countsEn = value.denominator === undefined ? '' : `${(value.numerator ?? 0).toLocaleString('en-US')} ${indicator.numerator.en} of ${value.denominator.toLocaleString('en-US')} ${indicator.denominator?.en ?? ''}; `
  return {
    zh: `${value.window.from.slice(0, 10)} 至 ${value.window.to.slice(0, 16).replace('T', ' ')}，${counts}${value.display.text} 未达${ZH[requirement.level]}达标线 ${requirement.bound}（表${requirement.table} ${ZH[requirement.level]} ${requirement.clause})），按当前分母${gap.zh}，在办可转 5,120。`,
    en: `${value.window.from.slice(0, 10)} to ${value.window.to.slice(0, 16).replace('T', ' ')}: ${countsEn}${value.display.text} misses the level ${requirement.level} bound ${requirement.bound} (table ${requirement.table}, ${requirement.clause})); under the present denominator ${gap.en}; 5,120 open cases could convert.`,
  }
}
