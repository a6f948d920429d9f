// What `ctmm judge FILE --json` prints: 38 standings, with their words, sentences and gaps; big counts keep every digit.
import { stringifyExact, type Writable } from '../exact/stringify-exact.ts'
import type { Model } from '../model/model-schema.ts'
import { explain } from './explain.ts'
import type { Gap } from './gap.ts'
import type { JudgedValue } from './judged-value.ts'
import type { Standing } from './standing.ts'
import { standingWord } from './word.ts'

/** JSON text of `{"model", "standings": [{"item", "proven", "ceiling", "blockers", "unknowns", ...}]}`. */
export function judgementJson(model: Model, standings: readonly Standing[], values: readonly JudgedValue[], indent = 0): string {
  return stringifyExact({ model: model.version, standings: standings.map((standing) => writable(model, standing, values)) }, indent)
}

function writable(model: Model, standing: Standing, values: readonly JudgedValue[]): Writable {
  const { item, proven, ceiling, state, blockers, unknowns, cells } = standing
  return {
    item, proven, ceiling,
    blockers: blockers.map(({ gap, ...blocker }) => ({ ...blocker, gap: writableGap(gap) })),
    unknowns: unknowns.map((unknown) => ({ ...unknown })),
    state, cells: [...cells],
    word: { ...standingWord(model, standing) },
    sentence: { ...explain(model, standing, values) },
  }
}

/** `amount` is the whole gap: cases or entries, pieces, or hours with two decimals (then with the total in milliseconds). */
function writableGap({ kind, exact, own, zh, en }: Gap): Writable {
  switch (kind) {
    case 'share':
      return { kind, amount: exact, points: own, zh, en }
    case 'mean':
      return { kind, hours: own, totalMs: exact, zh, en }
    case 'count':
      return { kind, amount: exact, zh, en }
  }
}
