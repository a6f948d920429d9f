// An answer of the API about the desk: read again when somebody wrote there, when the connection is back, and every half minute while live.
import { onScopeDispose, watch, type Ref } from 'vue'
import { apiPath, sendJson } from '../api/client.ts'
import type { Acknowledged } from '../api/desk-types.ts'
import { withPerson } from '../desk/person.ts'
import { useAction, type Action } from './useAction.ts'
import { useDashboard } from './useDashboard.ts'
import { useResource, type Resource } from './useResource.ts'

const EVERY_MS = 30_000

export function useDesk<T>(path: Ref<string | undefined>): Resource<T> {
  const { desk, link } = useDashboard()
  const resource = useResource<T>(path)
  const again = (): void => void (path.value !== undefined && link.value === 'live' && resource.reload())
  watch(desk, again)
  const timer = setInterval(() => document.hidden || again(), EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return resource
}

/** Takes note of changes in the name of whoever sits here; `done` once it is written down. */
export function useNoting(done: () => void): Omit<Action<never, Acknowledged>, 'run'> & { note(changes: readonly string[]): void } {
  const { area } = useDashboard()
  const { run, ...action } = useAction((signal, changes: readonly string[], by: string) => sendJson<Acknowledged>('POST', apiPath('/acknowledgements'), { changes, by, area: area.value.code }, signal))
  return { ...action, note: (changes) => withPerson((by) => void run(changes, by).then((answer) => answer !== undefined && done())) }
}
