// Values from facts that we count ourselves, by the calculation's own clock.
import type { AreaCounts } from '../edges/counts-by-cell.ts'
import type { Quantity } from '../facts/fact.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import type { Instant } from '../time/instant.ts'
import type { WorkingCalendar } from '../time/working-calendar.ts'
import { holdsUnmeasured, quantityOf, shapeOf, type QuantityQuestion } from './quantity.ts'
import type { ValueReason } from './value.ts'

export interface CountedQuestion extends Omit<QuantityQuestion, 'shape' | 'clock'> {
  readonly calculation: Calculation
  readonly asOf: Instant
  /** The clock of calculations in working time. */
  readonly workingCalendar?: WorkingCalendar | undefined
}

/** The quantity of an area's counts at `asOf`; instead of it a reason where the working calendar does not reach. */
export interface CountedAnswer {
  readonly quantity?: Quantity
  readonly open: number
  readonly reason?: ValueReason
}

export function countedQuantity(area: AreaCounts, { calculation, asOf, workingCalendar, ...question }: CountedQuestion): CountedAnswer {
  const shape = shapeOf(calculation)
  if (!isCaseCalculation(calculation) || calculation.clock !== 'working') return quantityOf(area, { ...question, shape, clock: asOf })
  const isHeld = workingCalendar?.holds(asOf) === true
  const read = quantityOf(area, { ...question, shape, clock: isHeld ? workingCalendar.workedUntil(asOf) : 0 })
  return isHeld && !holdsUnmeasured(area, question) ? read : { open: read.open, reason: reasonFor(workingCalendar) }
}

function reasonFor(calendar: WorkingCalendar | undefined): ValueReason {
  const years = calendar?.years.map(({ year }) => year) ?? []
  const [first, last] = [years[0], years.at(-1)]
  const held = first === last ? String(first) : `${first}-${last}`
  return {
    code: 'working-calendar',
    zh: `工作日历只载明 ${held} 年，本窗口涉及其他年份：请在城市文件中补充所缺年份的节假日与调休`,
    en: `The working calendar holds ${held} only, and this window reaches into other years: add their holidays and make-up days to the city file`,
  }
}
