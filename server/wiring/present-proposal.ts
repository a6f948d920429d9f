// A proposal as JSON.
import type { Proposal } from '../../ingest/wiring/proposal.ts'
import type { Proposal as PresentedProposal } from '../schemas/wiring.ts'

export function presentProposal({ template, templates, fields, unused, text, problems, ready }: Proposal): PresentedProposal {
  return {
    template,
    templates: templates.map((one) => ({ ...one })),
    fields: fields.map(({ candidates, examples, reason, date, unit, values, allowed, ...field }) => ({
      ...field,
      reason: { ...reason },
      candidates: candidates.map((candidate) => ({ ...candidate, reason: { ...candidate.reason } })),
      examples: [...examples],
      ...(date === undefined ? {} : { date: { format: date.format, others: [...date.others] } }),
      ...(unit === undefined ? {} : { unit: { name: unit.name, others: [...unit.others] } }),
      ...(values === undefined ? {} : { values: values.map((value) => ({ ...value })) }),
      ...(allowed === undefined ? {} : { allowed: allowed.map((value) => ({ ...value })) }),
    })),
    unused: [...unused],
    text,
    problems: problems.map(({ line, message }) => ({ line, message })),
    ready,
  }
}
