// A chart as a picture to take away: its SVG with title, moment, source and disclaimer drawn around it, and all of it as PNG.

export interface PictureTexts {
  readonly title: string
  /** Lines under the title: area, window, moment. */
  readonly lines: readonly string[]
  /** Source and what the figures are not; the mark of a demonstration. */
  readonly foot: readonly string[]
}

export interface PictureColours {
  readonly paper: string
  readonly ink: string
  readonly muted: string
  readonly font: string
}

const PAD = 20
const TITLE = 30
const LINE = 20
const SVG = 'http://www.w3.org/2000/svg'
/** Shapes of our own are styled by the sheet, which a picture does not have. */
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-size', 'font-weight', 'font-family', 'text-anchor', 'dominant-baseline', 'display', 'visibility', 'paint-order'] as const

/** A drawing that stands by itself: the chart below its title, its size with it. */
export function pictureSvg(chart: SVGSVGElement, texts: PictureTexts, colours: PictureColours): { readonly svg: string; readonly width: number; readonly height: number } {
  const box = chart.getBoundingClientRect()
  const [width, height] = [Math.ceil(box.width) + 2 * PAD, Math.ceil(box.height) + 2 * PAD + TITLE + (texts.lines.length + texts.foot.length) * LINE + 14]
  const picture = document.createElementNS(SVG, 'svg')
  const attributes = { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` }
  for (const [name, value] of Object.entries(attributes)) picture.setAttribute(name, String(value))
  const background = document.createElementNS(SVG, 'rect')
  for (const [name, value] of Object.entries({ width, height, fill: colours.paper })) background.setAttribute(name, String(value))
  picture.append(background)
  let y = PAD + 16
  picture.append(textOf(texts.title, { y, size: 17, weight: 600, fill: colours.ink, font: colours.font }))
  y += TITLE - 8
  for (const line of texts.lines) {
    picture.append(textOf(line, { y, size: 12, weight: 400, fill: colours.muted, font: colours.font }))
    y += LINE
  }
  const drawing = standalone(chart)
  for (const [name, value] of Object.entries({ x: PAD, y: y - 4, width: box.width, height: box.height })) drawing.setAttribute(name, String(value))
  picture.append(drawing)
  y += box.height + 16
  for (const line of texts.foot) {
    picture.append(textOf(line, { y, size: 12, weight: 400, fill: colours.muted, font: colours.font }))
    y += LINE
  }
  return { svg: new XMLSerializer().serializeToString(picture), width, height }
}

function textOf(text: string, { y, size, weight, fill, font }: { readonly y: number; readonly size: number; readonly weight: number; readonly fill: string; readonly font: string }): SVGTextElement {
  const element = document.createElementNS(SVG, 'text')
  const attributes = { x: PAD, y, fill, 'font-size': size, 'font-weight': weight, 'font-family': font }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.textContent = text
  return element
}

/** A copy whose looks are written on every shape. */
function standalone(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('The copy of a drawing is no drawing.')
  const originals = [chart, ...chart.querySelectorAll('*')]
  ;[copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
    const original = originals[index]
    if (!(element instanceof SVGElement) || original === undefined) return
    const style = getComputedStyle(original)
    for (const name of STYLES) element.style.setProperty(name, style.getPropertyValue(name))
    element.removeAttribute('class')
  })
  return copy
}

/** The drawing as PNG, twice as fine as the screen so that it stays sharp on paper. Throws where the browser cannot draw it. */
export async function pngOf({ svg, width, height }: ReturnType<typeof pictureSvg>): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * 2
  canvas.height = height * 2
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gives no canvas to draw on.')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('The browser made no picture.')) : resolve(blob)), 'image/png'))
}
