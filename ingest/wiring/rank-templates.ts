// Which template a source is like: the one of whose fields most are known by name.
import { commonWords, templates, type Template } from '../templates/template.ts'
import type { Column } from './columns.ts'
import { plannedFields } from './fields.ts'
import { matchName } from './known-names.ts'
import { readValues } from './read-values.ts'

export interface RankedTemplate {
  readonly template: Template
  /** Fields that a column is known for, of so many. */
  readonly recognised: number
  readonly of: number
}

/** All templates, best first: a name of the template's own counts for more than one that all know, and a required field for more than another. */
export function rankTemplates(columns: readonly Column[]): readonly RankedTemplate[] {
  return templates().map((template) => {
    const plan = plannedFields(template)
    let score = 0
    let recognised = 0
    for (const { field, required, role } of plan) {
      const known = { own: template.names[field] ?? [], common: commonWords().names[field] ?? [] }
      const [best] = columns.map((column) => ({ column, ...matchName(column, known) })).filter(({ kind }) => kind === 'exact' || kind === 'comment').toSorted((a, b) => b.rank - a.rank)
      if (best === undefined) continue
      recognised += 1
      const isOwn = known.own.includes(best.name)
      score += (isOwn ? 3 : 1) * (required ? 3 : 1)
      // Of two lists with the same columns the one whose statuses are known is meant.
      if (role === 'values' && readValues(best.column, template.values?.[field] ?? []).state === 'fits') score += 2
    }
    const possible = plan.reduce((sum, { required }) => sum + (required ? 9 : 3), 0)
    return { template, recognised, of: plan.length, score: score * (1 + score / possible) }
  }).toSorted((a, b) => b.score - a.score).map(({ template, recognised, of }) => ({ template, recognised, of }))
}
