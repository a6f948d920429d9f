// The desk of the invented city: alerts of its feeds, notes that every viewer of one fake server shares, and handovers.
import type { Alert, ChangeDay, ShiftNote, ShiftNotes } from '../../web/api/desk-types.ts'
import type { Change, Noted } from '../../web/api/types.ts'
import { city, DAY, START } from './fake-city.ts'
import { FEEDS } from './fake-feeds.ts'

const NAMES = { zh: '姓名由填写人自行输入，系统尚无账号，未核实身份', en: 'Names are what people typed' }
const ORDER = ['stopped', 'drifting', 'failing', 'never', 'late']

export interface FakeDesk {
  /** The answer to a request below /alerts, /changes, /acknowledgements or /shift-notes; undefined for others. */
  answer(path: string, body: unknown): unknown
}

/** `changes` are those of the city, newest first; `tell` is called when somebody has written something. */
export function fakeDesk(changes: readonly Change[], tell: () => void): FakeDesk {
  const noted = new Map<string, Noted>()
  const notes: ShiftNote[] = []
  const now = new Date(START).toISOString()
  const shown = (): Change[] => changes.map((change) => ({ ...change, acknowledged: noted.get(change.id) ?? null }))
  const textOf = (body: unknown, name: string): string => String(typeof body === 'object' && body !== null ? (Reflect.get(body, name) as unknown) : '')

  const shifts = (): ShiftNotes => {
    const taken = notes.find(({ confirmedBy }) => confirmedBy !== null)
    return { onDuty: taken?.confirmedBy == null || taken.confirmedAt === null ? null : { by: taken.confirmedBy, since: taken.confirmedAt }, notes: [...notes], names: NAMES }
  }
  return {
    answer(path, body) {
      if (path === '/alerts') return { alerts: alerts(noted) }
      if (path === '/changes') return { changes: shown() }
      if (path === '/changes/days') return { days: DAYS }
      if (path === '/acknowledgements' && body !== undefined) {
        const asked: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'changes') : []
        const fresh = (Array.isArray(asked) ? asked.map(String) : []).filter((id) => !noted.has(id))
        for (const id of fresh) noted.set(id, { by: textOf(body, 'by'), at: now })
        tell()
        return { acknowledged: fresh, gone: [] }
      }
      if (path === '/shift-notes' && body !== undefined) {
        const open = shown().filter(({ acknowledged }) => acknowledged === null).map(({ id, at, title, severity }) => ({ id, at, ...title, severity }))
        notes.unshift({ id: notes.length + 1, handedOverBy: textOf(body, 'handedOverBy'), beganAt: textOf(body, 'beganAt'), handedOverAt: now, note: textOf(body, 'note'), openChanges: open, confirmedBy: null, confirmedAt: null })
        tell()
        return notes[0]
      }
      if (path === '/shift-notes') return shifts()
      const confirmed = /^\/shift-notes\/(\d+)\/confirm$/.exec(path)?.[1]
      const index = notes.findIndex(({ id }) => String(id) === confirmed)
      const note = notes[index]
      if (note === undefined) return undefined
      notes[index] = { ...note, confirmedBy: textOf(body, 'confirmedBy'), confirmedAt: now }
      tell()
      return notes[index]
    },
  }
}

function alerts(noted: ReadonlyMap<string, Noted>): Alert[] {
  return FEEDS.flatMap((feed): Alert[] => {
    const { state } = feed
    if (state === 'ok' || state === 'paused') return []
    const id = `feed/${feed.id}/${state}/${feed.coveredUntil ?? 'ever'}`
    const bureau = city.bureaus.find(({ code }) => code === feed.bureau)
    return [{
      feed: feed.id, zh: feed.zh, en: feed.en, state, since: feed.coveredUntil, coveredUntil: feed.coveredUntil, bureau: bureau === undefined ? null : { zh: bureau.zh, en: bureau.en },
      contact: feed.contact, phone: feed.phone, detail: feed.problem, affects: feed.id === 'one-form' ? [{ indicator: 'oneform_department_coverage', item: 'C31', zh: '一表通使用部门覆盖率', en: 'One-form coverage' }] : [],
      changes: [id], acknowledged: noted.get(id) ?? null,
    }]
  }).toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
}

/** Days of the year before START on which something changed. */
const DAYS: readonly ChangeDay[] = [330, 300, 210, 200, 161, 119, 88, 41, 12].map((age, index) => ({
  day: new Date(START + 8 * 3_600_000 - age * DAY).toISOString().slice(0, 10),
  fell: index % 3 === 1 ? 1 : 0, rose: index % 3 === 0 ? 1 : 0, scope: index % 3 === 2 ? 1 : 0,
  titles: [index % 3 === 2 ? { zh: '业务数据分类分级管理率 统计范围调整：24,310 → 28,412 个数据集', en: 'Scope changed from 24,310 to 28,412' } : { zh: '处置流程 数值达一级 → 数值达二级', en: 'Disposal process: level 1 → level 2' }],
}))
