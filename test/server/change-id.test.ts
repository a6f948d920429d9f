import { describe, expect, it } from 'vitest'
import { changeId, type ChangeIdentity } from '../../server/readings/change-id.ts'

const standing: ChangeIdentity = { kind: 'standing', subject: '990900/C28', what: '2-2-proven', at: '2026-03-10' }

describe('what a change is known by', () => {
  it('is the same for the same change', () => {
    expect(changeId(standing)).toBe('standing/990900/C28/2-2-proven/2026-03-10')
    expect(changeId({ ...standing, occurrence: 1 })).toBe(changeId(standing))
  })
  it.each([
    ['kind', { kind: 'register' }], ['subject', { subject: '990900/C29' }], ['end', { what: '3-3-proven' }], ['day', { at: '2026-03-11' }], ['occurrence', { occurrence: 2 }],
  ] as const)('differs by its %s', (_, other) => {
    expect(changeId({ ...standing, ...other })).not.toBe(changeId(standing))
  })
})
