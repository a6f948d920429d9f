// Instants of new moons (J. Meeus, Astronomical Algorithms, chapter 49), good to a fraction of a minute.

const RADIANS = Math.PI / 180
/** Terrestrial time less universal time in seconds, about 2000 to 2050; its error moves no new moon by a minute. */
const DELTA_T_SECONDS = 75

/** Sine terms: coefficient in days, powers of the eccentricity factor, multiples of the sun's and the moon's anomaly, the argument of latitude and the node. */
const TERMS: readonly (readonly [days: number, e: number, sun: number, moon: number, latitude: number, node: number])[] = [
  [-0.4072, 0, 0, 1, 0, 0], [0.17241, 1, 1, 0, 0, 0], [0.01608, 0, 0, 2, 0, 0], [0.01039, 0, 0, 0, 2, 0], [0.00739, 1, -1, 1, 0, 0], [-0.00514, 1, 1, 1, 0, 0],
  [0.00208, 2, 2, 0, 0, 0], [-0.00111, 0, 0, 1, -2, 0], [-0.00057, 0, 0, 1, 2, 0], [0.00056, 1, 1, 2, 0, 0], [-0.00042, 0, 0, 3, 0, 0], [0.00042, 1, 1, 0, 2, 0],
  [0.00038, 1, 1, 0, -2, 0], [-0.00024, 1, -1, 2, 0, 0], [-0.00017, 0, 0, 0, 0, 1],
]
/** Corrections by the planets: coefficient in days, constant and rate per lunation in degrees. */
const PLANETS: readonly (readonly [days: number, at: number, rate: number])[] = [
  [0.000325, 299.77, 0.107408], [0.000165, 251.88, 0.016321], [0.000164, 251.83, 26.651886], [0.000126, 349.42, 36.412478], [0.00011, 84.66, 18.206239],
]

/** Every new moon from 1999 to 2051. */
export function newMoons(): readonly number[] {
  return Array.from({ length: 650 }, (_, index) => instantOf(index - 13))
}

/** `lunation` counts from the new moon of 6 January 2000. */
function instantOf(lunation: number): number {
  const t = lunation / 1236.85
  const e = 1 - 0.002516 * t - 0.0000074 * t * t
  const sun = 2.5534 + 29.1053567 * lunation - 0.0000014 * t * t
  const moon = 201.5643 + 385.81693528 * lunation + 0.0107582 * t * t
  const latitude = 160.7108 + 390.67050284 * lunation - 0.0016118 * t * t
  const node = 124.7746 - 1.56375588 * lunation + 0.0020672 * t * t
  let days = 2451550.09766 + 29.530588861 * lunation + 0.00015437 * t * t
  for (const [size, power, s, m, l, n] of TERMS) days += size * e ** power * Math.sin((s * sun + m * moon + l * latitude + n * node) * RADIANS)
  for (const [size, at, rate] of PLANETS) days += size * Math.sin((at + rate * lunation) * RADIANS)
  return (days - 2440587.5) * 86_400_000 - DELTA_T_SECONDS * 1000
}
