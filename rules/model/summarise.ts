// The counts that tell at a glance whether a model file is complete.
import { allItems } from './lookup.ts'
import type { Model } from './model-schema.ts'

/** How many of each a model holds; the draft of 2026 has 5/16/38, 313, 43, 22 and 39. */
export interface ModelSummary {
  readonly domains: number
  readonly subdomains: number
  readonly items: number
  readonly characteristics: number
  readonly requirements: number
  readonly indicators: number
  readonly errata: number
  readonly version: string
}

export function summarise(model: Model): ModelSummary {
  return {
    domains: model.domains.length,
    subdomains: model.domains.reduce((sum, domain) => sum + domain.subdomains.length, 0),
    items: allItems(model).length,
    characteristics: model.characteristics.length,
    requirements: model.requirements.length,
    indicators: model.indicators.length,
    errata: model.errata.length,
    version: model.version,
  }
}
