// One whole reading of a city by the rules: every value of every window, and 38 standings.
import { readModelFile } from '../../server/model-file.ts'
import { readArea } from '../../server/readings/snapshot.ts'
import { factKindOf } from '../../server/readings/value-inputs.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { edgeRulesOf, type EdgeRules } from '../../ingest/intake/edge-rules.ts'
import { edgesOfIdentity, type Statement } from '../../ingest/intake/edges-of-identity.ts'
import { mapDelivery } from '../../ingest/intake/map-delivery.ts'
import { identityText, kindOf } from '../../ingest/intake/stored-fact.ts'
import { compileMapping } from '../../ingest/mapping/compile-mapping.ts'
import type { City } from '../../rules/city/city.ts'
import { loadCity } from '../../rules/city/read-city.ts'
import { judge } from '../../rules/judge/judge.ts'
import { toJudged } from '../../server/readings/present-standing.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import { makeWork, NOW, type Work } from '../intake-copy/deliveries.ts'
import { measurement, type Measure } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'

const NAME = 'rules-rate'
const LIMIT_MS = 5
const RECORDS = 20_000
const READINGS = 40
const ROUNDS = 15
const WARM_UP = 3

export const rulesRate: Measure = {
  name: NAME,
  summary: '5 ms : one reading of a city by the rules, all values and 38 standings',
  goal: 1,
  async run({ rounds = ROUNDS }) {
    const work = makeWork(RECORDS, RECORDS)
    const inputs = await inputsOf(work)
    const { root, zone } = inputs.city
    const judged = toJudged(readArea(inputs, root).values, zone)
    const readings: number[] = []
    const judgements: number[] = []
    for (let round = -WARM_UP; round < rounds; round++) {
      const readMs = timeOf(() => readArea(inputs, root))
      const judgeMs = timeOf(() => judge(inputs.model, judged))
      if (round < 0) continue
      readings.push(readMs)
      judgements.push(judgeMs)
    }
    const perSecond = (times: readonly number[]): string => spread(times.map((ms) => 1000 / ms))
    const setup = `counts of ${work.records} simulated records of appeals and events in memory; readings of the whole city: ${perSecond(readings)}/s, of them judging alone (38 standings): ${perSecond(judgements)}/s; median (least-most) of ${rounds} rounds of ${READINGS} after ${WARM_UP} of warm-up`
    return [measurement(NAME, `${LIMIT_MS} ms : one reading`, readings.map((ms) => LIMIT_MS / ms), setup)]
  },
}

/** Milliseconds of one call, over many. */
function timeOf(work: () => unknown): number {
  const started = performance.now()
  for (let call = 0; call < READINGS; call++) work()
  return (performance.now() - started) / READINGS
}

async function inputsOf({ city: text, feeds: files, deliveries }: Work): Promise<ValueInputs> {
  const model = await readModelFile(undefined)
  const city = loadCity(text, 'city.yaml')
  const feeds = files.flatMap(({ fileName, text: feedText }): Feed[] => {
    const reading = checkFeed(feedText, fileName, { model, city })
    return reading.ok ? [reading.feed] : []
  })
  const rules = edgeRulesOf(model, city)
  const statements = new Map<string, Statement[]>()
  for (const { feed: id, samples } of deliveries) {
    const feed = feeds.find((each) => each.id === id)
    if (feed === undefined) throw new Error(`The simulator has no feed ${id}.`)
    for (const [index, fact] of mapDelivery(compileMapping(feed, city, model), samples, NOW).facts.entries()) {
      const name = identityText({ source: fact.source, kind: kindOf(fact), key: fact.key })
      statements.set(name, [...(statements.get(name) ?? []), { digest: `${id}/${index}`, fact }])
    }
  }
  return {
    model, city, counts: countsOf(statements.values(), city, { model, rules }), measurements: [], asOf: NOW,
    feeds: feeds.map((feed) => ({ feed: feed.id, source: feed.source, factKind: factKindOf(feed), coveredUntil: NOW })),
  }
}

function countsOf(statements: Iterable<readonly Statement[]>, city: City, { model, rules }: { readonly model: ValueInputs['model']; readonly rules: EdgeRules }): CityCounts {
  const counts = new CityCounts(model, city)
  for (const of of statements) for (const edge of edgesOfIdentity(of, rules)) if (edge.at <= NOW) counts.add(edge.series, edge.counts)
  return counts
}
