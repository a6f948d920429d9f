// What a feed is checked against, where it is at hand: the city's codes and the model's registers and indicators.
import type { City } from '../../rules/city/city.ts'

/** The part of a model that feeds name. */
export interface FeedModel {
  readonly registers: readonly { readonly id: string; readonly statuses: readonly string[] }[]
  readonly indicators: readonly { readonly id: string; readonly code: string; readonly quantity: 'share' | 'mean' | 'count' }[]
  readonly calculations: readonly { readonly indicator: string; readonly populations: readonly { readonly id: string }[] }[]
}

export interface FeedScope {
  readonly model?: FeedModel
  readonly city?: City
}
