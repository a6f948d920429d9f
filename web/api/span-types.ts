// What the server says about spans of months: the types of its own schema, nothing of its code.
export type { SpanIndicator, SpanItem, SpanTrends, ToldStanding } from '../../server/schemas/span-trends.ts'
