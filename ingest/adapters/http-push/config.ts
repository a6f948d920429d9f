// What a feed file says about a source that pushes over HTTP: nothing but that it does.
import Type from 'typebox'
import type { Static } from 'typebox'

export const HttpPushConfig = Type.Object({ kind: Type.Literal('http-push') }, { additionalProperties: false })
export type HttpPushConfig = Static<typeof HttpPushConfig>
