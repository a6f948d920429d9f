// Who entered and who confirmed: names as people type them, because there are no accounts that could vouch for them.
import { ProblemError } from '../problem.ts'

export const NAMES_ARE = {
  zh: '姓名由填写人自行输入，系统尚无账号，未核实身份',
  en: 'Names are what people typed; there are no accounts yet that could vouch for them',
} as const

/** A name without the spaces around it. Throws ProblemError 400 for one that names nobody. */
export function personOf(text: string): string {
  const name = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
  if (!/\p{L}.*\p{L}/u.test(name) || /\p{Cc}/u.test(name)) throw new ProblemError(400, `"${name}" is no name.`, 'Write the full name of the person: others have to know whom to ask.')
  return name
}

/** Whether two names are those of one person: capitals, spaces and full-width letters make no other person. */
export const isSamePerson = (a: string, b: string): boolean => plain(a) === plain(b)

const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/[\s\p{P}\p{Cf}]+/gu, '')
