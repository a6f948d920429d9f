// What a feed file says about a stream of the simulated city.
import Type from 'typebox'
import type { Static } from 'typebox'

export const SimulatorConfig = Type.Object(
  { kind: Type.Literal('simulator'), stream: Type.String({ minLength: 1, description: 'Stream of the simulator.' }), open: Type.Optional(Type.Literal(true, { description: 'Also takes what people publish to the trial broker.' })) },
  { additionalProperties: false },
)
export type SimulatorConfig = Static<typeof SimulatorConfig>
