// The MQTT broker of this machine for tests; where there is none they are skipped by name, or fail where all servers are required.
import { describe, it } from 'vitest'

/** Describes tests on the broker that runs. They keep apart by topics and client ids of their own. */
export function onBroker(tests: (url: string) => void): void {
  describe('a mosquitto broker', () => {
    const url = process.env['TEST_MQTT_URL']
    if (url !== undefined) return tests(url)
    const absent = 'is not here (start it with npm run services -- start, or set TEST_MQTT_URL)'
    if (process.env['CTMM_REQUIRE_STORES'] !== '1') return it.skip(absent, () => undefined)
    it('is here', () => {
      throw new Error(`The MQTT broker ${absent}; CTMM_REQUIRE_STORES=1 asks for every server`)
    })
  })
}
