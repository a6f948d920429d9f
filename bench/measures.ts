// All measures, in the order in which they run.
import { fileMemory } from './files/file-memory.ts'
import { firstScreen } from './first-screen/first-screen.ts'
import { intakeCopy } from './intake-copy/intake-copy.ts'
import { liveLatency } from './live-latency/live-latency.ts'
import type { Measure } from './measure/measure.ts'
import { mqttCopy } from './mqtt/mqtt-copy.ts'
import { mqttDrain } from './mqtt/mqtt-drain.ts'
import { mqttNodeRed } from './mqtt/mqtt-node-red.ts'
import { mappingRate } from './rates/mapping-rate.ts'
import { rulesRate } from './rates/rules-rate.ts'
import { screensBytes } from './screens/screens-bytes.ts'
import { screensLive } from './screens/screens-live.ts'
import { screensUsable } from './screens/screens-usable.ts'
import { screensViewers } from './screens/screens-viewers.ts'

export const measures: readonly Measure[] = [intakeCopy, firstScreen, liveLatency, mqttDrain, mqttCopy, mqttNodeRed, mappingRate, rulesRate, fileMemory, screensBytes, screensUsable, screensLive, screensViewers]
