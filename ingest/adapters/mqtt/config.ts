// What a feed file says about a source that publishes to an MQTT broker.
import Type from 'typebox'
import type { Static } from 'typebox'
import { SecretRef } from '../../secrets/secret-ref.ts'

const FileOrSecret = (what: string) => Type.Union([Type.String({ minLength: 1, maxLength: 1_024 }), SecretRef], { description: `${what} in PEM: a path relative to the feed file, or a secret.` })

export const MqttConfig = Type.Object(
  {
    kind: Type.Literal('mqtt'),
    url: Type.String({ minLength: 8, maxLength: 300, description: 'mqtt://HOST:PORT, or mqtts://HOST:PORT for TLS; 1883 and 8883 when the port is left out.' }),
    topic: Type.String({ minLength: 1, maxLength: 512, description: 'Topic to subscribe. {name} stands for one level and becomes the key topic.name of every record; {source} must be the feed\'s own source.' }),
    version: Type.Optional(Type.Enum(['5', '3.1.1'], { description: 'MQTT version; 5 when left out.' })),
    group: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$', description: 'Shared subscription: the broker divides the messages among all workers of the group.' })),
    clientId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,80}$', description: 'Name of the session at the broker; ctmm-ID of the feed when left out. Two installations at one broker need different ones.' })),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    password: Type.Optional(SecretRef),
    ca: Type.Optional(FileOrSecret('Certificates of those whom we trust')),
    certificate: Type.Optional(FileOrSecret('Our own certificate')),
    key: Type.Optional(SecretRef),
    serverName: Type.Optional(Type.String({ minLength: 1, maxLength: 253, description: 'Name on the broker\'s certificate, where it is reached by another one or by an address.' })),
    sessionHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8_760, description: 'For how long the broker keeps messages while we are away (MQTT 5); 168 when left out.' })),
    inFlight: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Messages that are under way unacknowledged at most; 1,000 when left out.' })),
    largestMessageKiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_096, description: 'A larger message becomes a dead letter; 256 when left out.' })),
    retained: Type.Optional(Type.Enum(['skip', 'take'], { description: 'What the broker has retained from before we subscribed; skip when left out.' })),
  },
  { additionalProperties: false },
)
export type MqttConfig = Static<typeof MqttConfig>
