// What the pages expect is what the server promises: this file compiles only while every answer of the server fits the pages' types.
import { describe, expect, it } from 'vitest'
import type * as city from '../../server/schemas/city.ts'
import type * as comparisons from '../../server/schemas/comparisons.ts'
import type * as entries from '../../server/schemas/entries.ts'
import type * as feeds from '../../server/schemas/feeds.ts'
import type * as snapshot from '../../server/schemas/snapshot.ts'
import type * as trends from '../../server/schemas/trends.ts'
import type * as distribution from '../../server/schemas/distribution.ts'
import type * as why from '../../server/schemas/why.ts'
import type { ManualValues } from '../../web/api/manual-types.ts'
import type { Distribution, Why } from '../../web/api/why-types.ts'
import type { AreaValue, Change, City, Comparisons, Feed, Series, Snapshot, StandingInterval, Update } from '../../web/api/types.ts'

/** Each takes an answer of the server and hands it to the pages unchanged. */
const answers = {
  city: (answer: city.City): City => answer,
  snapshot: (answer: snapshot.Snapshot): Snapshot => answer,
  update: (answer: snapshot.Update): Update => answer,
  series: (answer: trends.Series): Series => answer,
  comparisons: (answer: comparisons.Comparisons): Comparisons => answer,
  interval: (answer: trends.StandingInterval): StandingInterval => answer,
  change: (answer: trends.Change): Change => answer,
  feed: (answer: feeds.Feed): Feed => answer,
  areaValue: (answer: trends.AreaValue): AreaValue => answer,
  distribution: (answer: distribution.Distribution): Distribution => answer,
  why: (answer: why.Why): Why => answer,
  manual: (answer: entries.ManualValues): ManualValues => answer,
}

describe('the types of the pages', () => {
  it('take every answer of the server as it is', () => {
    expect(Object.keys(answers)).toHaveLength(12)
  })
})
