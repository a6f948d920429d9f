// Whoever publishes in tests: a client of the library, which knows nothing of ours.
import { connectAsync, type MqttClient } from 'mqtt'

export interface Publisher {
  /** Resolves when the broker has taken it. */
  publish(topic: string, message: string | Buffer, options?: { readonly retain?: boolean; readonly qos?: 0 | 1 }): Promise<void>
  leave(): Promise<void>
}

export async function publisherAt(url: string): Promise<Publisher> {
  const client: MqttClient = await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 100 })
  client.on('error', () => undefined)
  return {
    publish: async (topic, message, { retain = false, qos = 1 } = {}) => void (await client.publishAsync(topic, message, { qos, retain })),
    leave: () => client.endAsync(true),
  }
}

/** Has the broker forget a session that lasts. */
export async function forgetSession(url: string, clientId: string): Promise<void> {
  const client = await connectAsync(url, { protocolVersion: 5, clientId, clean: true, reconnectPeriod: 0 })
  await client.endAsync()
}
