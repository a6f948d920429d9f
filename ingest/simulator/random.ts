// Chance that can be repeated: every draw depends only on the seed and the place where it is used.

/** The next number of a sequence, at least 0 and below 1. */
export type Random = () => number

/** 32 bits of a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mix(hash)
}

/** Spreads every bit of a 32-bit number over all others (murmur3's finaliser). */
function mix(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** The sequence that belongs to a seed, a stream and two numbers of its own, such as day and index (sfc32). */
export function randomOf(seed: number, stream: number, day: number, index = 0): Random {
  let a = mix(seed ^ 0x9e3779b9)
  let b = mix(stream + Math.imul(a, 31))
  let c = mix(day + Math.imul(b, 31))
  let counter = mix(index + Math.imul(c, 31))
  const next: Random = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 8; round++) next()
  return next
}

/** A normal deviate (Box-Muller). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** A log-normal deviate with the given median; its mean is `median * exp(sigma² / 2)`. */
export const logNormal = (random: Random, median: number, sigma: number): number => median * Math.exp(sigma * normal(random))

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low)

/** A whole number around `mean` as counts scatter. */
export const countAround = (random: Random, mean: number): number => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))

/** Picks by weight; built once, because weights are summed here. */
export function chooser<T>(choices: readonly (readonly [T, number])[]): (random: Random) => T {
  const bounds: number[] = []
  let total = 0
  for (const [, weight] of choices) bounds.push((total += weight))
  return (random) => {
    const at = random() * total
    let index = 0
    while (index < bounds.length - 1 && (bounds[index] ?? 0) <= at) index++
    const chosen = choices[index]
    if (chosen === undefined) throw new RangeError('There is nothing to choose from.')
    return chosen[0]
  }
}
