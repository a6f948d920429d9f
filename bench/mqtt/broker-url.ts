// Which broker the measures use: the one that tests use.

/** Throws when there is none. */
export function brokerUrl(): string {
  const url = process.env['TEST_MQTT_URL']
  if (url === undefined) throw new Error('There is no MQTT broker: npm run services -- start mosquitto prints TEST_MQTT_URL.')
  return url
}
