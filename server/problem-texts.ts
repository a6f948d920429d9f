// What is said, in both languages, when the reason lies in the store, in a list or in the form of a request.
import type { StoreFailure } from '../db/failures.ts'
import type { Bilingual } from './schemas/common.ts'

export interface ProblemText {
  readonly detail: Bilingual
  readonly advice: Bilingual
}

export const STORE_TEXTS: Readonly<Record<StoreFailure, ProblemText>> = {
  'disk-full': {
    detail: { en: "The database's disk is full: nothing of this was stored.", zh: '数据库磁盘已满：本次内容未保存。' },
    advice: {
      en: 'Keep what you sent and send it again later. Whoever runs this server: make room on that disk; the rest mends itself.',
      zh: '请保留数据，稍后重新发送。运维人员：请清理该磁盘，其余会自动恢复。',
    },
  },
  down: {
    detail: { en: 'The database does not answer or takes nothing more.', zh: '数据库无应答或暂不接收。' },
    advice: { en: 'Keep what you sent and send it again later; whoever runs this server sees why in its log.', zh: '请保留数据，稍后重新发送；运维人员可在日志中查看原因。' },
  },
}

export const NO_CITY_ADVICE: Bilingual = {
  en: 'Run `ctmm city apply FILE`, or `ctmm start --demo` to look at a demonstration city first.',
  zh: '请运行 ctmm city apply FILE，或先用 ctmm start --demo 查看演示城市。',
}

export const LIST_TEXT: { readonly zh: string; readonly advice: Bilingual } = {
  zh: '清单为空或不能整体应用，未应用任何内容。',
  advice: { en: 'Deliver the whole list again.', zh: '请重新报送完整清单。' },
}

export const REPLAY_TEXT: { readonly zh: string; readonly advice: Bilingual } = {
  zh: '该数据源按全量清单交付：被拒清单只保存了被拒的行，不能单独应用。',
  advice: { en: 'Correct the source or the mapping and deliver the whole list again: that settles these letters.', zh: '请更正来源或修改映射，然后整表重新交付；交付成功后相应隔离数据自动办结。' },
}

export const FORM_ADVICE: Bilingual = { en: 'See /api/docs for what this route takes.', zh: '请在 /api/docs 查看该接口的要求。' }

const MIB = 1_048_576

/** What a request in a wrong form is told beside what the framework says in English; undefined where that has to do. */
export function formText(status: number, largestBytes: number): { readonly zh: string; readonly advice: Bilingual } | undefined {
  switch (status) {
    case 413:
      return {
        zh: '请求体过大。',
        advice: { en: `Send at most ${largestBytes / MIB} MiB a request: split the samples over several.`, zh: `每次请求不超过 ${largestBytes / MIB} MiB：请分多次发送。` },
      }
    case 415:
      return { zh: '不支持该内容类型。', advice: { en: 'Send application/json; samples may also come as application/x-ndjson.', zh: '请发送 application/json；样本也可用 application/x-ndjson。' } }
    case 400:
      return { zh: '请求格式有误。', advice: FORM_ADVICE }
    default:
      return undefined
  }
}
