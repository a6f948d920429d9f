// What a wall shows, as its address says it: panels in order, how long each stays, and how they are laid out side by side.

export type Panel = { readonly kind: 'overview' } | { readonly kind: 'trends' } | { readonly kind: 'item'; readonly item: string }

/** Seconds; shorter than the least nobody can read. */
const EVERY = { least: 5, usual: 20, most: 3_600 }

/** `overview,trends,item:C28`: what is not known is left out; without anything known, everything: overview, trends and each item with numbers. */
export function panelsOf(show: string | undefined, items: readonly string[]): readonly Panel[] {
  const named = (show ?? '').split(',').flatMap((text): Panel[] => {
    const [kind, item = ''] = text.trim().split(':')
    if (kind === 'overview' || kind === 'trends') return [{ kind }]
    return kind === 'item' && items.includes(item) ? [{ kind, item }] : []
  })
  return named.length > 0 ? named : [{ kind: 'overview' }, { kind: 'trends' }, ...items.map((item): Panel => ({ kind: 'item', item }))]
}

/** Milliseconds that a page stays: `every` in seconds, 5 to 3,600; 20 when it is left out or no number. */
export function everyMs(every: string | undefined): number {
  const seconds = Number(every)
  return (every === undefined || !Number.isFinite(seconds) || seconds <= 0 ? EVERY.usual : Math.min(EVERY.most, Math.max(EVERY.least, seconds))) * 1_000
}

export interface WallPageOf {
  /** From left to right. */
  readonly panels: readonly Panel[]
}

/** So many panels a page as the canvas has columns. The last page is filled from the beginning; fewer panels than columns are repeated, so that both ends of a wide room read one. */
export function wallPages(panels: readonly Panel[], columns: number): readonly WallPageOf[] {
  return Array.from({ length: Math.ceil(panels.length / columns) }, (_, page) => ({
    panels: Array.from({ length: columns }, (__, column) => panels[(page * columns + column) % panels.length]).filter((panel) => panel !== undefined),
  }))
}
