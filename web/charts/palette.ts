// The style sheet's colours for drawings that cannot read CSS variables themselves.

export interface Palette {
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly line: string
  readonly paper: string
  readonly accent: string
  /** For what readers are warned of: a change of scope. */
  readonly warn: string
  /** Level 0 (below the first bound) to 5. */
  readonly levels: readonly string[]
  readonly font: string
}

/** Reads the variables as they stand on `element` now: call it again when the theme changes. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ink: read('--ink'), ink2: read('--ink-2'), ink3: read('--ink-3'), line: read('--line'), paper: read('--paper'), accent: read('--accent'), warn: read('--warn'),
    levels: [0, 1, 2, 3, 4, 5].map((level) => read(`--level-${level}`)),
    font: read('--font'),
  }
}
