// The city file, schema ctmm-city/1: zone, areas, bureaus, which sources are judged, and how the city counts its time.
import Type from 'typebox'
import type { Static } from 'typebox'

const closed = { additionalProperties: false } as const
const optional = Type.Optional

const Text = Type.String({ minLength: 1, maxLength: 120 })
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$', description: 'Letters, digits, hyphens and underscores.' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day, such as 2021-04-09.' })

const validity = {
  validFrom: optional(Day),
  /** First day on which it is no longer valid. */
  validTo: optional(Day),
  successor: optional(Code),
  aliases: optional(Type.Array(Text, { minItems: 1 })),
}

const AreaEntry = Type.Object(
  { code: Code, kind: Type.Enum(['city', 'district', 'street', 'zone']), zh: Text, en: Text, parent: optional(Code), members: optional(Type.Array(Code, { minItems: 1 })), ...validity },
  closed,
)

const BureauEntry = Type.Object(
  { code: Code, zh: Text, en: Text, uscc: optional(Type.String({ pattern: '^[0-9A-Z]{18}$', description: 'The 18 characters of the unified social credit code.' })), ...validity },
  closed,
)

const DayOrDays = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}(/\\d{4}-\\d{2}-\\d{2})?$', description: 'A day, or a first and a last day such as 2026-10-01/2026-10-07.' })

/** 考核周期 and 考核年度: from the 26th to the 25th and from 26 December, say. */
const AssessmentEntry = Type.Object(
  {
    periodFrom: Type.Integer({ minimum: 1, maximum: 28, description: 'The day of the month on which each period begins, 1 to 28.' }),
    yearFrom: optional(Type.String({ pattern: '^\\d{2}-\\d{2}$', description: 'Month and day on which each assessment year begins, such as 12-26.' })),
  },
  closed,
)

const WorkingCalendarEntry = Type.Object(
  {
    hours: Type.Array(Type.String({ pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$', description: 'Local time, such as 09:00-12:00.' }), { minItems: 1 }),
    years: Type.Array(
      Type.Object({ year: Type.Integer({ minimum: 1971, maximum: 2099 }), holidays: Type.Array(DayOrDays), workdays: Type.Array(DayOrDays) }, closed),
      { minItems: 1 },
    ),
  },
  closed,
)

/** 本地口径, each labelled as such wherever it shows. */
const PoliciesEntry = Type.Object(
  {
    /** Smallest population of a case indicator that is judged. */
    minimumSample: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** By how many per cent a list may grow or shrink between two periods that are still compared. */
    listChangePercent: optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Whether 春节错月 is looked at when years are compared. */
    springFestival: optional(Type.Boolean()),
  },
  closed,
)

export const CityFile = Type.Object(
  {
    schema: Type.Literal('ctmm-city/1'),
    name: Type.Object({ zh: Text, en: Text }, closed),
    zone: Type.String({ minLength: 1, description: 'IANA time zone, such as Asia/Shanghai.' }),
    root: Code,
    areas: Type.Array(AreaEntry, { minItems: 1 }),
    bureaus: optional(Type.Array(BureauEntry)),
    sources: optional(
      Type.Array(
        Type.Object(
          { indicators: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), systems: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), form: Type.Enum(['facts', 'measurements']) },
          closed,
        ),
      ),
    ),
    policies: optional(PoliciesEntry),
    assessment: optional(AssessmentEntry),
    workingCalendar: optional(WorkingCalendarEntry),
  },
  closed,
)

export type CityFile = Static<typeof CityFile>
export type AreaEntry = Static<typeof AreaEntry>
export type AssessmentEntry = Static<typeof AssessmentEntry>
export type WorkingCalendarEntry = Static<typeof WorkingCalendarEntry>
export type BureauEntry = Static<typeof BureauEntry>
