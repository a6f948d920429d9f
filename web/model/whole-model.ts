// The model file as the server hands it out, with what only this home shows: sources, warnings, phrases without a number, errata.
import type { Model as WholeModel } from '../../rules/model/model-schema.ts'
import type { Model } from '../api/types.ts'

export type { WholeModel }
export type { Calculation, Window } from '../../rules/model/measure-schema.ts'
export type { Characteristic, Erratum, SemiQuantitative } from '../../rules/model/framework-schema.ts'
export type { Indicator, ReferenceIndicator, Requirement } from '../../rules/model/requirement-schema.ts'

/** Whether a model says everything that a model file says; the pages type only the part that all of them need. */
export function isWhole(model: Model): model is Model & WholeModel {
  return 'errata' in model && 'semiQuantitative' in model && 'validFrom' in model
}
