// The streams of the simulated city: one feed file each, in the order in which people meet them.

export const CASE_STREAMS = ['hotline-orders', 'hotline-grid', 'city-events', 'district-ledgers'] as const

export const LIST_STREAMS = [
  'hub-capabilities', 'data-catalogue', 'institutions', 'one-thing-annual', 'one-thing-master', 'service-items',
  'communities', 'community-works', 'community-services', 'carriers', 'carrier-services', 'retrofit-areas', 'retrofit-works',
  'service-scenarios', 'open-scenarios', 'oneform-departments', 'new-communities', 'demo-parks', 'cluster-zones', 'national-clusters',
] as const

export type CaseStream = (typeof CASE_STREAMS)[number]
export type ListStream = (typeof LIST_STREAMS)[number]
export type StreamId = CaseStream | ListStream

export const STREAMS: readonly StreamId[] = [...CASE_STREAMS, ...LIST_STREAMS]
