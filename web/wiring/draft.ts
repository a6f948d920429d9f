// A feed that is being wired: everything that was chosen so far, and what follows from it. Passwords are never part of it.
import type { Choice, Discovery, ProposeBody } from '../api/feed-types.ts'

/** In the order in which people need them. */
export const CHANNELS = ['database', 'file', 'poll', 'push', 'mqtt', 'manual'] as const
export type Channel = (typeof CHANNELS)[number]

/** The steps in their order; the address names the one that is shown. */
export const STEPS = ['source', 'connect', 'map', 'preview', 'register', 'done'] as const
export type Step = (typeof STEPS)[number]

/** Adapter part of a feed file. */
export type AdapterPart = Readonly<Record<string, unknown>>
export type Head = NonNullable<ProposeBody['head']>

export interface Draft {
  readonly channel: Channel | undefined
  /** Undefined: the one that fits the data best. */
  readonly template: string | undefined
  /** What the fields of the connection form hold, by their names; texts as typed. */
  readonly connection: Readonly<Record<string, string>>
  /** What answered: the connection that was tried, and what was seen. */
  readonly seen: { readonly adapter: AdapterPart; readonly discovery: Discovery } | undefined
  /** What a person said about single fields of the fact. */
  readonly choices: Readonly<Record<string, Choice>>
  readonly head: Head
  /** Id under which it was saved. */
  readonly saved: string | undefined
}

export const EMPTY: Draft = { channel: undefined, template: undefined, connection: {}, seen: undefined, choices: {}, head: {}, saved: undefined }

/** The furthest step that what is known so far allows. */
export function furthestStep(draft: Draft, ready: boolean): Step {
  if (draft.saved !== undefined) return 'done'
  if (draft.channel === undefined) return 'source'
  if (draft.seen === undefined) return 'connect'
  return ready ? 'register' : 'map'
}

/** An id of lower-case letters, digits and hyphens from what people typed; '' where nothing of it can stay. */
export function idFrom(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60)
}

const KEY = 'ctmm.wiring'

/** The draft of this window; the empty one where there is none or it cannot be read. */
export function recallDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return typeof kept === 'object' && kept !== null ? { ...EMPTY, ...kept } : EMPTY
  } catch {
    return EMPTY
  }
}

/** Keeps the draft until the window closes. A draft that does not fit is kept without its rows, which the next connection shows again. */
export function keepDraft(draft: Draft): void {
  for (const kept of [draft, { ...draft, seen: undefined }]) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept))
      return
    } catch {
      continue
    }
  }
}
