// A source that publishes to an MQTT broker: we stay connected, and it is acknowledged after commit.
import type { Adapter, Source } from '../adapter.ts'
import { accessProblems } from './access.ts'
import type { MqttConfig } from './config.ts'
import { lookAt } from './discover.ts'
import { startListening } from './listener.ts'
import { patternProblems } from './topic-pattern.ts'

export const mqtt: Adapter = {
  kind: 'mqtt',
  check: (feed) => problemsOf(configOf(feed)),
  discover: (source, options) => lookAt(source, configOf(source), options),
  listen: async (feed, context) => startListening(feed, configOf(feed), context),
  sharesOut: (feed) => configOf(feed).group !== undefined,
}

function configOf(feed: Source): MqttConfig {
  if (feed.adapter.kind !== 'mqtt') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by mqtt.`)
  return feed.adapter
}

function problemsOf(config: MqttConfig): readonly string[] {
  const both = config.group !== undefined && config.retained === 'take' ? ['A broker gives nothing retained to a group: leave "retained: take" or "group" out.'] : []
  return [...accessProblems(config), ...patternProblems(config.topic), ...both]
}
