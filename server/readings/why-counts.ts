// The counts behind a change, side by side, and what each did to a share.
import { withSeparators } from '../../rules/exact/display.ts'
import { effectsOf } from '../../rules/compare/contributions.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Bilingual } from '../schemas/common.ts'
import type { Why } from '../schemas/why.ts'
import { printedTogether } from './printed-together.ts'
import type { MovedBy } from './why.ts'

type Count = Why['counts'][number]

const HOURS: Bilingual = { zh: '小时', en: 'hours' }
const OPEN: Readonly<Record<'mean' | 'share', Bilingual>> = { mean: { zh: '尚未响应', en: 'still waiting' }, share: { zh: '尚未办结', en: 'still open' } }

/** Denominator or count first, as the tree of counts has them; open cases last, and only where there are any. */
export function changedCounts(indicator: Indicator, moved: MovedBy, open: { readonly base: number; readonly now: number }): Count[] {
  const { base, now } = moved
  const row = (name: Bilingual, from: bigint, to: bigint, more: { readonly unit?: Bilingual; readonly effect?: string } = {}): Count => ({
    name: { ...name }, unit: { ...(more.unit ?? { zh: indicator.noun.zh, en: indicator.noun.en }) }, base: withSeparators(from), now: withSeparators(to), change: signedCount(to - from), effect: more.effect ?? null,
  })
  const waiting = (kind: 'mean' | 'share'): Count[] => (open.base === 0 && open.now === 0 ? [] : [row(OPEN[kind], BigInt(open.base), BigInt(open.now))])
  const whole: Bilingual = indicator.denominator ?? { zh: '总数', en: 'total' }
  if (base.kind === 'share' && now.kind === 'share') {
    const effects = printedEffects(moved)
    const effect = (side: keyof PrintedEffects): { readonly effect?: string } => (effects === undefined ? {} : { effect: effects[side] })
    return [row(whole, base.denominator, now.denominator, effect('denominator')), row(indicator.numerator, base.numerator, now.numerator, effect('numerator')), ...waiting('share')]
  }
  if (base.kind === 'mean' && now.kind === 'mean') {
    return [row(whole, base.count, now.count), row({ zh: '累计时长', en: 'total time' }, base.sumMs / 3_600_000n, now.sumMs / 3_600_000n, { unit: HOURS }), ...waiting('mean')]
  }
  return base.kind === 'count' && now.kind === 'count' ? [row(indicator.numerator, base.value, now.value)] : []
}

interface PrintedEffects {
  readonly numerator: string
  readonly denominator: string
}

/** What numerator and denominator did to a share, in percentage points, printed so that they add up to the printed difference. */
export function printedEffects(moved: MovedBy): PrintedEffects | undefined {
  const effects = effectsOf(moved)
  if (effects === undefined) return undefined
  const [numerator = '0', denominator = '0'] = printedTogether([effects.numerator, effects.denominator], moved)
  return { numerator, denominator }
}

const signedCount = (change: bigint): string => (change === 0n ? '0' : change > 0n ? `+${withSeparators(change)}` : `-${withSeparators(-change)}`)

/** A printed figure as a sentence has it: 79.66%, 3.40 小时, 12 个. */
export function withUnit(text: string, { unit, noun }: Indicator): Bilingual {
  switch (unit) {
    case 'percent':
      return { zh: `${text}%`, en: `${text}%` }
    case 'hours':
      return { zh: `${text} 小时`, en: `${text} h` }
    case 'count':
      return { zh: `${text} ${noun.zh}`, en: `${text} ${noun.en}` }
  }
}
