import { describe, expect, it, vi } from 'vitest'
import { STREAMS } from '../../../ingest/simulator/streams.ts'
import { city, days, fold, now, simulation } from './the-city.ts'

// Tens of thousands of records pass here, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 })

describe('the city file', () => {
  it('has six districts, forty streets and towns and two zones across district borders', () => {
    const kinds = Object.groupBy(city.areas, ({ kind }) => kind)
    expect([kinds.district?.length, kinds.street?.length, kinds.zone?.length]).toEqual([6, 40, 2])
    for (const { members } of kinds.zone ?? []) expect(new Set(members.map((member) => city.area(member)?.parent)).size).toBe(2)
  })

  it('uses codes that no province of GB/T 2260 has', () => {
    for (const { code } of city.areas) expect(code).toMatch(/^99/)
  })
})

describe('the feed files', () => {
  it('are one for each stream, each with a bureau of the city, a contact marked as invented, a purpose and a catalogue code', () => {
    expect(simulation.feeds.map(({ id }) => id)).toEqual(STREAMS)
    for (const { id, text } of simulation.feeds) {
      expect(text).toContain(`stream: ${id}`)
      expect(text).toMatch(/^contact: .+（虚构）$/m)
      expect(text).toMatch(/^purpose: \S/m)
      expect(text).toMatch(/^catalogueCode: 990100-/m)
      expect(city.bureau(/^bureau: (\S+)$/m.exec(text)?.[1] ?? ''), id).toBeDefined()
    }
  })

  it('map every record of the history and of two live days without a rejection or a warning', () => {
    const from = now - days(75)
    const folded = fold([...simulation.history(from, now), ...simulation.messagesBetween(now, now + days(2))])
    expect(folded.rejected).toEqual([])
    expect(folded.warned).toBe(0)
    expect(folded.cases.size).toBeGreaterThan(14_000)
    expect([...folded.cases.values()].filter(({ disputed }) => disputed)).toEqual([])
  })
})
