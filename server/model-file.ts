// The model in force: the draft that comes with the product, or the file that the settings name.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadModel } from '../rules/model/load-model.ts'
import type { Model } from '../rules/model/model-schema.ts'

export const DRAFT_2026 = fileURLToPath(new URL('../rules/models/ctmm-2026-draft.yaml', import.meta.url))

/** Reads and proves a model file. Throws ModelError naming the lines at fault. */
export async function readModelFile(file: string = DRAFT_2026): Promise<Model> {
  return loadModel(await readFile(file, 'utf8'), file)
}
