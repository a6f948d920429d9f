// The model of the draft standard, loaded once for the tests of the rules.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadModel } from '../../rules/model/load-model.ts'

export const draftFile = fileURLToPath(new URL('../../rules/models/ctmm-2026-draft.yaml', import.meta.url))
export const draftText = readFileSync(draftFile, 'utf8')
export const draft = loadModel(draftText, 'ctmm-2026-draft.yaml')
