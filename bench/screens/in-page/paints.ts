// Runs in the measured page: notes every frame, which numbered update each was the first to show when it was handed over for painting, and every task over 50 ms.
import type { Noted } from '../noted.ts'

declare global {
  var ctmmPaints: Noted
}

const noted: Noted = { frames: [], shown: [], longTasks: [] }
globalThis.ctmmPaints = noted
let latest = 0

/** The greatest number on the screen; updates are applied in order, so all smaller ones are in it. */
function sequenceShown(): number {
  let greatest = 0
  for (const figure of document.querySelectorAll('tr.indicator td.number b')) {
    const digits = /^7\.000(\d+)$/.exec(figure.textContent)?.[1]
    if (digits !== undefined) greatest = Math.max(greatest, Number(digits))
  }
  return greatest
}

function frame(begun: number): void {
  requestAnimationFrame(frame)
  noted.frames.push(performance.timeOrigin + begun)
  const sequence = sequenceShown()
  if (sequence <= latest) return
  latest = sequence
  // What this frame changed has been styled, laid out and handed over when the task after it runs.
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => void noted.shown.push({ sequence, at: performance.timeOrigin + performance.now() })
  port2.postMessage(undefined)
}
requestAnimationFrame(frame)
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) noted.longTasks.push({ at: performance.timeOrigin + startTime, ms: duration })
}).observe({ type: 'longtask' })
