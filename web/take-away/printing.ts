// Paper: always light, without bars, with a head that says what, where and when. Works for the menu's entry and for the browser's own.
import { nextTick, onScopeDispose } from 'vue'

export interface PrintHead {
  readonly title: string
  readonly lines: readonly string[]
}

/** While the caller lives, a page that is printed begins with this head. Drawings are told to fit the paper. */
export function usePrintHead(head: () => PrintHead): { readonly print: () => Promise<void> } {
  let undo: (() => void) | undefined
  const prepare = (): void => {
    undo?.()
    const root = document.documentElement
    const theme = root.dataset['theme']
    root.dataset['theme'] = 'light'
    const made = headElement(head())
    document.getElementById('content')?.prepend(made)
    const drawings = [...document.querySelectorAll<SVGSVGElement>('.drawing svg')].filter((svg) => !svg.hasAttribute('viewBox'))
    for (const svg of drawings) svg.setAttribute('viewBox', `0 0 ${svg.clientWidth} ${svg.clientHeight}`)
    undo = () => {
      made.remove()
      for (const svg of drawings) svg.removeAttribute('viewBox')
      if (theme === undefined) delete root.dataset['theme']
      else root.dataset['theme'] = theme
      undo = undefined
    }
  }
  const restore = (): void => undo?.()
  addEventListener('beforeprint', prepare)
  addEventListener('afterprint', restore)
  onScopeDispose(() => {
    restore()
    removeEventListener('beforeprint', prepare)
    removeEventListener('afterprint', restore)
  })
  return {
    async print() {
      await nextTick()
      window.print()
    },
  }
}

function headElement({ title, lines }: PrintHead): HTMLElement {
  const element = document.createElement('header')
  element.className = 'print-head'
  const name = document.createElement('p')
  name.className = 'print-title'
  name.textContent = title
  const rest = document.createElement('p')
  rest.textContent = lines.join(' · ')
  element.append(name, rest)
  return element
}
