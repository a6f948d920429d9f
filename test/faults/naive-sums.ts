// Sums of every period counted from single edges with a wall calendar and a climb through the areas: nothing here is shared with the product.
import { localDate } from '../rules/edges/naive-calendar.ts'
import { areasHolding, type Configuration } from './city.ts'
import { SEPARATOR, summedUp, type NamedEdge, type PlainCounts } from './stored.ts'

const ZONE = 'Asia/Shanghai'
const ROOT = 'city'
const HOUR = 3_600_000
const DAY = 86_400_000

type Named = readonly [name: string, counts: PlainCounts]

const numberOfDay = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY
const numberOfMonth = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1
const numberOfYear = (date: string): number => Number(date.slice(0, 4))

/** The local day of an instant, as days since 1970. */
export const naiveDay = (instant: number): number => numberOfDay(localDate(ZONE, instant))

/** The sums that an edge belongs to, by name: of every area that holds its own, and of its bureau in the whole city. */
function sumsOf({ what, area, bureau, source }: NamedEdge, configuration: Configuration): readonly string[] {
  const name = (where: string, who: string): string => [what, where, who, source].join(SEPARATOR)
  return [...areasHolding(configuration, area).map((holding) => name(holding, '')), ...(bureau === '' ? [] : [name(ROOT, bureau)])]
}

export const PERIODS = [['day', numberOfDay], ['month', numberOfMonth], ['year', numberOfYear]] as const

/** What the sums of days, months and years have to be, each by the period of the event and that of the recording. */
export function naivePeriods(edges: readonly NamedEdge[], configuration: Configuration, [, numberOf]: (typeof PERIODS)[number]): ReadonlyMap<string, string> {
  return summedUp(edges.flatMap((edge): readonly Named[] => {
    const period = `${numberOf(localDate(ZONE, edge.at))} ${numberOf(localDate(ZONE, Math.floor(edge.recordedAt / 1000)))}`
    return sumsOf(edge, configuration).map((sum) => [`${sum} ${period}`, edge.counts])
  }))
}

/** What the sums of hours have to be from an hour on. */
export const naiveHours = (edges: readonly NamedEdge[], configuration: Configuration, from: number): ReadonlyMap<string, string> =>
  summedUp(edges.flatMap((edge): readonly Named[] => {
    const hour = Math.floor(edge.at / HOUR)
    return hour < from ? [] : sumsOf(edge, configuration).map((sum) => [`${sum} ${hour}`, edge.counts])
  }))

/** What all sums come to at an instant of the city, as known at one of the database's clock. */
export const naiveTotals = (edges: readonly NamedEdge[], configuration: Configuration, { asOf, knownAt = Infinity }: { readonly asOf: number; readonly knownAt?: number | undefined }): ReadonlyMap<string, string> =>
  summedUp(edges.filter(({ at, recordedAt }) => at <= asOf && recordedAt <= knownAt * 1000).flatMap((edge) => sumsOf(edge, configuration).map((sum): Named => [sum, edge.counts])))
