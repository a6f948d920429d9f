// How a wall of any size is filled: columns of 1920 x 1080, all of one scale, so that 1920, 3840 and 5760 x 1080 are exact.

export const COLUMN = { width: 1_920, height: 1_080 } as const
const MOST_COLUMNS = 6

export interface Canvas {
  readonly columns: number
  /** Equal in both directions. */
  readonly scale: number
  /** Where the canvas begins in the window, in its pixels; what it does not fill stays empty on both sides. */
  readonly left: number
  readonly top: number
}

/** The number of columns that leaves the least of the window empty. */
export function canvasOf({ width, height }: { readonly width: number; readonly height: number }): Canvas {
  const fits = Array.from({ length: MOST_COLUMNS }, (_, index) => {
    const columns = index + 1
    const scale = Math.min(width / (COLUMN.width * columns), height / COLUMN.height)
    return { columns, scale, filled: scale * scale * columns }
  })
  const { columns, scale } = fits.reduce((best, one) => (one.filled > best.filled + 1e-9 ? one : best))
  return { columns, scale, left: Math.round((width - COLUMN.width * columns * scale) / 2), top: Math.round((height - COLUMN.height * scale) / 2) }
}
