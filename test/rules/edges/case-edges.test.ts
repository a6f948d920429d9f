import { describe, expect, it } from 'vitest'
import { edgesOfCase } from '../../../rules/edges/case-edges.ts'
import { planOf } from '../../../rules/edges/plan.ts'
import type { CaseFields } from '../../../rules/facts/fact.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { draft } from '../draft-model.ts'

const zone = zoneOf('Asia/Shanghai')
const plan = planOf(draft, { assessment: { periodFrom: 26 } })
const at = (text: string): number => Date.parse(`${text}+08:00`)

/** Edges in words: `instant series +entered +met +open`, zeros left out. */
function spoken(calculation: string, fields: CaseFields): readonly string[] {
  const found = [...plan.cases.appeal, ...plan.cases.event].find(({ id }) => id === calculation)
  if (found === undefined) throw new RangeError(calculation)
  const edges = edgesOfCase({ area: 'a', bureau: null, withdrawn: false, fields, disputed: false }, found, { area: 'a', bureau: '', source: 's' }, zone)
  const signed = (name: string, count: number): string => (count === 0 ? '' : ` ${count > 0 ? '+' : '-'}${name}`)
  return edges.map((edge) => `${zone.format(edge.at).slice(0, 19)} ${edge.series.window === '' ? 'ever' : edge.series.window}${signed('entered', edge.counts.entered)}${signed('met', edge.counts.met)}${signed('open', edge.counts.open)}`)
}

describe('an event', () => {
  const filedAt = at('2025-03-10T08:00:00')

  it('enters when it is filed, is met when it is closed online, and leaves the windows at their midnights', () => {
    expect(spoken('event-online/1', { filedAt, closedAt: [at('2025-03-12T17:30:00')], online: true })).toEqual([
      '2025-03-10T08:00:00 ever +entered +open',
      '2025-03-12T17:30:00 ever +met -open',
      '2026-03-10T00:00:00 rolling-12-months +entered +met',
      '2025-04-09T00:00:00 rolling-30-days +entered +met',
    ])
  })

  it('closed off the platform is closed, and is not met', () => {
    expect(spoken('event-online/1', { filedAt, closedAt: [at('2025-03-12T17:30:00')] }).slice(0, 2)).toEqual(['2025-03-10T08:00:00 ever +entered +open', '2025-03-12T17:30:00 ever -open'])
  })

  it('cancelled without an instant was never there; cancelled at one is there until then', () => {
    expect(spoken('event-online/1', { filedAt, cancelled: true })).toEqual([])
    expect(spoken('event-online/1', { filedAt, cancelledAt: at('2025-03-11T00:00:00') })).toEqual(['2025-03-10T08:00:00 ever +entered +open', '2025-03-11T00:00:00 ever -entered -open'])
    expect(spoken('event-online/1', { filedAt, cancelledAt: filedAt })).toEqual([])
  })
})

describe('an appeal', () => {
  const acceptedAt = at('2025-12-31T23:50:00')
  const dispatchedAt = at('2026-01-01T00:10:00')

  it('belongs to the days in which it was accepted and counts from its dispatch', () => {
    const found = plan.cases.appeal.find(({ id }) => id === 'appeal-completion/1')
    if (found === undefined) throw new RangeError('appeal-completion/1')
    const edges = edgesOfCase({ area: 'a', bureau: null, withdrawn: false, fields: { acceptedAt, dispatchedAt }, disputed: false }, found, { area: 'a', bureau: '', source: 's' }, zone)
    expect(edges[0]).toMatchObject({ at: dispatchedAt, series: { cohort: Date.UTC(2025, 11, 26) / 86_400_000, window: '' } })
  })

  it('that was reopened is open until it is closed again', () => {
    const fields = { acceptedAt, dispatchedAt, closedAt: [at('2026-01-03T09:00:00'), at('2026-02-01T09:00:00')], reopenedAt: [at('2026-01-10T09:00:00')] }
    expect(spoken('appeal-completion/1', fields).slice(0, 4)).toEqual([
      '2026-01-01T00:10:00 ever +entered +open', '2026-01-03T09:00:00 ever +met -open', '2026-01-10T09:00:00 ever -met +open', '2026-02-01T09:00:00 ever +met -open',
    ])
  })

  it('closed and reopened at one instant is open', () => {
    const turn = at('2026-01-03T09:00:00')
    expect(spoken('appeal-completion/1', { acceptedAt, dispatchedAt, closedAt: [turn], reopenedAt: [turn] })[1]).not.toContain('met')
  })

  it('answered on the call, or never dispatched, is in no population', () => {
    expect(spoken('appeal-response/1', { acceptedAt, dispatchedAt, directAnswer: true })).toEqual([])
    expect(spoken('appeal-completion/1', { acceptedAt, closedAt: [dispatchedAt] })).toEqual([])
  })

  it('still open when a window forgets it leaves open, and is answered outside of the window', () => {
    const answered = { acceptedAt, dispatchedAt, firstContactAt: at('2026-03-01T10:00:00') }
    expect(spoken('appeal-response/1', answered).filter((line) => line.includes('rolling-30-days'))).toEqual(['2026-01-31T00:00:00 rolling-30-days +entered +open', '2026-03-01T10:00:00 rolling-30-days -open'])
  })

  it('contacted before its dispatch took no time at all', () => {
    const found = plan.cases.appeal.find(({ id }) => id === 'appeal-response/1')
    if (found === undefined) throw new RangeError('appeal-response/1')
    const edges = edgesOfCase({ area: 'a', bureau: null, withdrawn: false, fields: { dispatchedAt, firstContactAt: acceptedAt }, disputed: false }, found, { area: 'a', bureau: '', source: 's' }, zone)
    expect(edges[1]).toMatchObject({ at: dispatchedAt, counts: { open: -1, elapsedMs: 0n } })
  })
})
