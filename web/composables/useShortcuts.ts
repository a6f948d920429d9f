// Keys of the product: `/` search, `g` then a letter for a page, `?` help. They rest while something is being typed.
import { onScopeDispose } from 'vue'

const SEQUENCE_MS = 1_500

/** Listens until the scope ends. Keys are single (`/`, `?`) or two in a row (`g o`). An action that returns false leaves the key to others. */
export function useShortcuts(actions: Readonly<Record<string, () => unknown>>): void {
  let first = ''
  let firstAt = 0
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
    const sequence = first !== '' && event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : event.key
    const action = actions[sequence]
    first = event.key === 'g' && action === undefined ? 'g' : ''
    firstAt = event.timeStamp
    if (action === undefined) return
    if (action() !== false) event.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  onScopeDispose(() => document.removeEventListener('keydown', onKey))
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
