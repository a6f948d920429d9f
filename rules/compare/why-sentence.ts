// One sentence that says why a figure moved: from what to what, by which counts, by which list, by which revision.
import { withSeparators } from '../exact/display.ts'
import type { Quantity } from '../facts/fact.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Text } from '../model/text-schema.ts'
import type { Direction } from './difference.ts'

export interface Moved {
  readonly indicator: Indicator
  /** 较昨日同时 */
  readonly basis: Text
  /** Printed figures of both periods with their unit. */
  readonly from: Text
  readonly to: Text
  readonly direction: Direction
  /** `+0.24 个百分点` */
  readonly difference: Text
  readonly base: Quantity
  readonly now: Quantity
  /** The list behind the denominator: whether it is one, and what its growth did to the share. */
  readonly list?: { readonly effect: Text } | undefined
  /** What the base had been printed as when its day was over, where that was another figure. */
  readonly printedThen?: Text | undefined
}

const MOVES: Readonly<Record<Direction, Text>> = { up: { zh: '升至', en: 'rose to' }, down: { zh: '降至', en: 'fell to' }, equal: { zh: '持平于', en: 'stayed at' } }

export function whySentence(moved: Moved): Text {
  const { indicator, basis, from, to, direction, difference } = moved
  const move = MOVES[direction]
  const head = direction === 'equal'
    ? { zh: `${basis.zh}，${indicator.zh}${move.zh} ${to.zh}`, en: `${capital(basis.en)}, ${lower(indicator.en)} ${move.en} ${to.en}` }
    : { zh: `${basis.zh}，${indicator.zh}由 ${from.zh} ${move.zh} ${to.zh}（${difference.zh}）`, en: `${capital(basis.en)}, ${lower(indicator.en)} ${move.en} ${to.en} from ${from.en} (${difference.en})` }
  const causes = [listText(moved), countsText(moved)].filter((one) => one !== undefined)
  const revised = moved.printedThen === undefined ? undefined : { zh: `基期当时为 ${moved.printedThen.zh}，后经追溯修订为 ${from.zh}`, en: `the earlier figure was ${moved.printedThen.en} when its day ended and has been restated to ${from.en}` }
  const tail = [...causes, ...(revised === undefined ? [] : [revised])]
  if (tail.length === 0) return { zh: `${head.zh}。`, en: `${head.en}.` }
  return { zh: `${head.zh}：${tail.map(({ zh }) => zh).join('；')}。`, en: `${head.en}: ${tail.map(({ en }) => en).join('; ')}.` }
}

function listText({ indicator, list, base, now }: Moved): Text | undefined {
  if (list === undefined || base.kind !== 'share' || now.kind !== 'share' || base.denominator === now.denominator) return undefined
  const grew = now.denominator > base.denominator
  const [from, to] = [withSeparators(base.denominator), withSeparators(now.denominator)]
  return {
    zh: `${grew ? '清单扩容' : '清单缩减'}（${from} → ${to} ${indicator.noun.zh}）使数值 ${list.effect.zh}`,
    en: `the list ${grew ? 'grew' : 'shrank'} (${from} to ${to} ${indicator.noun.en}), which moved the figure by ${list.effect.en}`,
  }
}

function countsText({ indicator, base, now, list }: Moved): Text | undefined {
  const changes: Text[] = []
  const say = (name: Text | undefined, change: bigint): void => {
    if (change === 0n || name === undefined) return
    const amount = withSeparators(change < 0n ? -change : change)
    changes.push({ zh: `${name.zh}${change > 0n ? '增加' : '减少'} ${amount} ${indicator.noun.zh}`, en: `${amount} ${change > 0n ? 'more' : 'fewer'} ${indicator.noun.en} ${name.en}` })
  }
  if (base.kind === 'share' && now.kind === 'share') {
    if (list === undefined) say(indicator.denominator, now.denominator - base.denominator)
    say(indicator.numerator, now.numerator - base.numerator)
  } else if (base.kind === 'mean' && now.kind === 'mean') {
    say(indicator.denominator, now.count - base.count)
  }
  return changes.length === 0 ? undefined : { zh: changes.map(({ zh }) => zh).join('，'), en: changes.map(({ en }) => en).join(', ') }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
