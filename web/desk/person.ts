// In whose name changes are taken note of at this browser: asked once, kept here, and vouched for by nobody.
import { readonly, ref, shallowRef } from 'vue'
import { recall, remember } from '../composables/preferences.ts'

const name = ref(recall('person') ?? '')
const waiting = shallowRef<(name: string) => void>()

/** The name in use; '' before one has been given. */
export const person = readonly(name)
/** What waits for a name to be given. */
export const asking = readonly(waiting)

/** Calls `then` with the name, asking for one first where none is known. */
export function withPerson(then: (name: string) => void): void {
  if (name.value === '') waiting.value = then
  else then(name.value)
}

/** Asks for another name. */
export function changePerson(): void {
  waiting.value = () => undefined
}

/** The answer to the question; undefined when it was closed without one. */
export function answerPerson(given: string | undefined): void {
  const then = waiting.value
  waiting.value = undefined
  if (given === undefined) return
  name.value = given
  remember('person', given)
  then?.(given)
}
