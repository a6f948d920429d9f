// Runs in the measured page: leaves behind when every figure of the overview had been handed over for painting, in milliseconds since the navigation began.
export {}

declare global {
  var ctmmUsableMs: number | undefined
}

const ITEMS = 38

/** All items are named, every row has its figure and its standing, every cell of the matrix its state. */
function isWhole(): boolean {
  const overview = document.querySelector('.overview')
  if (overview === null || overview.querySelector('.skeleton, .matrix .cell.wait') !== null) return false
  const items = new Set([...overview.querySelectorAll<HTMLAnchorElement>('a[href*="/items/"]')].map((link) => link.pathname))
  const figures = [...overview.querySelectorAll('tr.indicator td.number')]
  const words = [...overview.querySelectorAll('tr.item td.word')]
  return items.size === ITEMS && figures.length > 0 && figures.every((one) => /\d/.test(one.textContent)) && words.every((one) => one.textContent !== '')
}

function look(): void {
  if (!isWhole()) return void requestAnimationFrame(look)
  // The frame in the making holds everything; a task posted from it runs when the frame has been handed over.
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => (globalThis.ctmmUsableMs = performance.now())
  port2.postMessage(undefined)
}
requestAnimationFrame(look)
