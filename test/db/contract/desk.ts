// Contract: the first one who takes note of a change counts, a shift is taken over once, and neither is lost by an undo or a rebuild.
import { expect, it } from 'vitest'
import { acknowledge, acknowledgementsOf, forgetAcknowledgements, readAcknowledgements } from '../../../db/desk/acknowledgements.ts'
import { confirmShiftNote, findShiftOnDuty, insertShiftNote, readShiftNotes, type NewShiftNote } from '../../../db/desk/shift-notes.ts'
import type { World } from './world.ts'

const AT = Date.parse('2026-03-10T12:00:00.123Z')
const DAY = 86_400_000

const note = (more: Partial<NewShiftNote> = {}): NewShiftNote => ({ handedOverBy: '李', beganAt: AT - DAY / 3, handedOverAt: AT, note: '', openChanges: [], ...more })

export function deskContract(world: () => World): void {
  it('the first one who takes note of a change counts', async () => {
    const { db } = world()
    expect(await acknowledge(db, ['standing/a', 'feed/一/停', 'standing/a'], { by: '李', at: AT })).toEqual(['feed/一/停', 'standing/a'].toSorted())
    expect(await acknowledge(db, ['standing/a', 'standing/b'], { by: '王', at: AT + 1 })).toEqual(['standing/b'])
    expect([...(await acknowledgementsOf(db, ['standing/a', 'standing/b', 'standing/c'])).values()].toSorted((x, y) => x.change.localeCompare(y.change)))
      .toEqual([{ change: 'standing/a', by: '李', at: AT }, { change: 'standing/b', by: '王', at: AT + 1 }])
    expect(await acknowledgementsOf(db, [])).toEqual(new Map())
    expect((await readAcknowledgements(db, { since: AT + 1, limit: 10 })).map(({ change }) => change)).toEqual(['standing/b'])
  })

  it('two who take note of the same changes at once, in either order, both get through', async () => {
    const { db } = world()
    const changes = Array.from({ length: 50 }, (_, index) => `at-once/${index}`)
    const taken = await Promise.all([acknowledge(db, changes, { by: '李', at: AT }), acknowledge(db, changes.toReversed(), { by: '王', at: AT })])
    expect(taken.flat().toSorted()).toEqual(changes.toSorted())
  })

  it('what is older than it is kept for is forgotten, and nothing else', async () => {
    const { db } = world()
    await acknowledge(db, ['old'], { by: '李', at: AT - 401 * DAY })
    await acknowledge(db, ['young'], { by: '李', at: AT - 400 * DAY })
    expect(await forgetAcknowledgements(db, AT - 400 * DAY)).toBe(1)
    expect([...(await acknowledgementsOf(db, ['old', 'young'])).keys()]).toEqual(['young'])
  })

  it('a shift is taken over once, and its note keeps what was left open', async () => {
    const { db } = world()
    const openChanges = [{ id: 'x', at: '2026-03-10T12:00:00+08:00', zh: '变动', en: 'A change', severity: 'warn' as const }]
    const kept = await insertShiftNote(db, note({ note: '两行\n文字', openChanges }))
    expect(kept).toMatchObject({ handedOverBy: '李', beganAt: AT - DAY / 3, handedOverAt: AT, note: '两行\n文字', openChanges, confirmedBy: null, confirmedAt: null })
    expect(await Promise.all([confirmShiftNote(db, kept.id, { by: '王', at: AT + 5 }), confirmShiftNote(db, kept.id, { by: '赵', at: AT + 5 })])).toEqual(expect.arrayContaining([true, false]))
    expect(await findShiftOnDuty(db)).toMatchObject({ id: kept.id, confirmedAt: AT + 5 })
    expect((await readShiftNotes(db, 1)).map(({ id }) => id)).toEqual([kept.id])
  })

  it.each([
    ['longer than 2,000 characters', note({ note: '字'.repeat(2_001) })],
    ['of a shift that began after it ended', note({ beganAt: AT + 1 })],
  ])('a note %s is refused', async (_, wrong) => {
    await expect(insertShiftNote(world().db, wrong)).rejects.toThrow()
  })
  it('nobody takes over from themselves, whoever asks', async () => {
    const { id } = await insertShiftNote(world().db, note())
    await expect(confirmShiftNote(world().db, id, { by: '李', at: AT })).rejects.toThrow()
  })
}
