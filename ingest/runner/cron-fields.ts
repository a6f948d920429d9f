// Cron fields as sets of numbers. node-cron reads the text; what would be understood in two ways is refused.
import cron from 'node-cron'

/** Which seconds, minutes, hours, days and months. `monthDays` below 1 count from the end of the month: 0 is its last day, -3 the third before. */
export interface CronFields {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly monthDays: readonly number[]
  /** 1-12 */
  readonly months: readonly number[]
  /** 0 for Sunday to 6. */
  readonly weekDays: readonly number[]
}

/** Five or six fields, or what is wrong with them as a sentence. */
export function parseCron(text: string): CronFields | string {
  const { valid, fields, errors } = cron.validateDetailed(text)
  if (!valid || fields === undefined) return `"${text}" is no schedule: ${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}. Write five or six fields, such as "*/10 * * * *".`
  const monthDays = fields.dayOfMonth.map(monthDay)
  const weekDays = fields.dayOfWeek.map((day) => (typeof day === 'number' ? day % 7 : undefined))
  if (monthDays.includes(undefined) || weekDays.includes(undefined)) return `"${text}" names days that are not understood here: write numbers, or L and L-3 for the last day of a month and the third before it.`
  const cronFields: CronFields = {
    seconds: sorted(fields.second), minutes: sorted(fields.minute), hours: sorted(fields.hour), months: sorted(fields.month),
    monthDays: sorted(monthDays.filter((day) => day !== undefined)), weekDays: sorted(weekDays.filter((day) => day !== undefined)),
  }
  if (cronFields.monthDays.filter((day) => day >= 1).length < 31 && cronFields.weekDays.length < 7) {
    return `"${text}" names days of the month and days of the week: some systems take both together, others either, so write one of the two.`
  }
  return cronFields
}

const sorted = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)

function monthDay(value: number | string): number | undefined {
  if (typeof value === 'number') return value
  const fromEnd = /^L(?:-(\d{1,2}))?$/.exec(value)
  return fromEnd === null ? undefined : -Number(fromEnd[1] ?? 0)
}
