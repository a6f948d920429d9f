// A value of the model as people read it, never on another side of one of its bounds.
import { decimal } from '../exact/decimal.ts'
import { displayQuantity, type Display } from '../exact/display.ts'
import type { Quantity } from '../facts/fact.ts'
import { boundsOf } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Population } from '../model/text-schema.ts'

/** The printed number of an indicator and population; undefined where a zero denominator or count leaves no value. */
export function displayValue(model: Model, indicator: Indicator, population: Population, quantity: Quantity): Display | undefined {
  return displayQuantity(quantity, boundsOf(model, indicator, population).map(({ operator, bound }) => ({ operator, bound: decimal(bound) })))
}
