// Lengths of time as people say them: 15 分钟, 3 小时, 41 天.
import type { Lang } from '../format/numbers.ts'

const MINUTE = 60_000
const UNITS = [
  { ms: 86_400_000, zh: '天', en: 'day', from: 2 },
  { ms: 3_600_000, zh: '小时', en: 'hour', from: 1 },
  { ms: MINUTE, zh: '分钟', en: 'minute', from: 1 },
] as const

/** The largest unit of which there are enough; less than a minute is said as such. */
export function durationText(ms: number, lang: Lang): string {
  const unit = UNITS.find((one) => ms >= one.ms * one.from)
  if (unit === undefined) return lang === 'zh' ? '不到 1 分钟' : 'under a minute'
  const count = Math.floor(ms / unit.ms)
  return lang === 'zh' ? `${count} ${unit.zh}` : `${count} ${unit.en}${count === 1 ? '' : 's'}`
}

const NAMED: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  1: { zh: '每分钟', en: 'every minute' }, 60: { zh: '每小时', en: 'hourly' }, 1_440: { zh: '每天', en: 'daily' }, 10_080: { zh: '每周', en: 'weekly' },
  43_200: { zh: '每月', en: 'monthly' }, 44_640: { zh: '每月', en: 'monthly' }, 132_480: { zh: '每季', en: 'quarterly' }, 133_920: { zh: '每季', en: 'quarterly' }, 264_960: { zh: '每半年', en: 'half-yearly' }, 527_040: { zh: '每年', en: 'yearly' },
}

/** How often a feed is expected to deliver. */
export function cadenceText(minutes: number, lang: Lang): string {
  const named = NAMED[minutes]
  if (named !== undefined) return named[lang]
  return lang === 'zh' ? `每 ${durationText(minutes * MINUTE, lang)}` : `every ${durationText(minutes * MINUTE, lang)}`
}
