// Records to facts, against what reading the same records from JSON costs.
import { readModelFile } from '../../server/model-file.ts'
import { loadCity } from '../../rules/city/read-city.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import { mapDelivery } from '../../ingest/intake/map-delivery.ts'
import { compileMapping, type Mapping } from '../../ingest/mapping/compile-mapping.ts'
import { makeWork, NOW } from '../intake-copy/deliveries.ts'
import { measurement, type Measure } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'

const NAME = 'mapping-rate'
const RECORDS = 20_000
const ROUNDS = 15
const WARM_UP = 5

export const mappingRate: Measure = {
  name: NAME,
  summary: 'records per second mapped to facts : JSON.parse of the same records',
  goal: 0.3,
  async run({ rounds = ROUNDS }) {
    const model = await readModelFile(undefined)
    const { city: cityText, feeds, deliveries, records } = makeWork(RECORDS, RECORDS)
    const city = loadCity(cityText, 'city.yaml')
    const mappings = new Map<string, Mapping>()
    for (const { id, fileName, text } of feeds) {
      const reading = checkFeed(text, fileName, { model, city })
      if (reading.ok) mappings.set(id, compileMapping(reading.feed, city, model))
    }
    const texts = deliveries.flatMap(({ samples }) => samples.map((sample) => JSON.stringify('record' in sample ? sample.record : null)))
    const map = (): void => {
      for (const { feed, samples } of deliveries) {
        const mapping = mappings.get(feed)
        if (mapping === undefined || mapDelivery(mapping, samples, NOW).facts.length !== samples.length) throw new Error(`Records of ${feed} were not mapped.`)
      }
    }
    const parse = (): void => {
      for (const text of texts) JSON.parse(text)
    }
    for (let round = 0; round < WARM_UP; round++) for (const work of [map, parse]) work()
    const mapMs: number[] = []
    const parseMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      mapMs.push(timeOf(map))
      parseMs.push(timeOf(parse))
    }
    const perSecond = (times: readonly number[]): string => spread(times.map((ms) => (records * 1000) / ms))
    const setup = `${records} simulated records of appeals and events: mapDelivery ${perSecond(mapMs)} records/s, JSON.parse record by record ${perSecond(parseMs)} records/s; median (least-most) of ${rounds} interleaved rounds after ${WARM_UP} of warm-up`
    return [measurement(NAME, 'mapped records/s : parsed records/s', mapMs.map((ms, round) => (parseMs[round] ?? Number.NaN) / ms), setup)]
  },
}

function timeOf(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}
