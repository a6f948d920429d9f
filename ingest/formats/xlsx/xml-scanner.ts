// A small scanner for the XML of spreadsheets: given text piece by piece, it tells of elements and texts and keeps nothing.
// It knows no document types and no entities but the five of XML, so nothing can be smuggled in or blown up through them.

/** The text is not the XML of a spreadsheet. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
}

export interface XmlHandler {
  /** `name` is without prefix. */
  open(name: string, attributes: XmlAttributes): void
  /** Text inside an element, in pieces. */
  text(text: string): void
  close(name: string): void
}

const DEEPEST = 64
/** A tag or text that is longer is refused, so that no more than this is ever held. */
const LONGEST = 1_048_576

export class XmlScanner {
  private readonly handler: XmlHandler
  private readonly open: string[] = []
  private rest = ''
  private isOver = false

  constructor(handler: XmlHandler) {
    this.handler = handler
  }

  push(chunk: string): void {
    const text = this.rest === '' ? chunk : this.rest + chunk
    let at = 0
    while (at < text.length) {
      const next = text.charAt(at) === '<' ? this.tag(text, at) : this.characters(text, at)
      if (next === undefined) break
      at = next
    }
    this.rest = text.slice(at)
    if (this.rest.length > LONGEST) throw new XmlError('a tag or text is longer than any spreadsheet has')
  }

  finish(): void {
    if (!this.isOver || this.rest.trim() !== '') throw new XmlError('it ends too early')
  }

  /** Where to go on; undefined when the tag is not there whole yet. */
  private tag(text: string, at: number): number | undefined {
    const second = text.charAt(at + 1)
    if (second === '') return undefined
    if (second === '?') return after(text, '?>', at)
    if (second === '!') {
      if (text.length < at + 9) return undefined
      if (text.startsWith('<!--', at)) return after(text, '-->', at)
      if (!text.startsWith('<![CDATA[', at)) throw new XmlError('it declares a document type')
      const end = text.indexOf(']]>', at)
      if (end < 0) return undefined
      this.tell(text.slice(at + 9, end))
      return end + 3
    }
    const end = tagEnd(text, at)
    if (end === undefined) return undefined
    if (second === '/') this.close(text.slice(at + 2, end).trimEnd())
    else this.start(text.slice(at + 1, end))
    return end + 1
  }

  private start(inner: string): void {
    const isEmpty = inner.endsWith('/')
    const space = inner.search(/[\s/]/)
    const name = space < 0 ? inner : inner.slice(0, space)
    if (name === '' || this.isOver) throw new XmlError('there is more than one document')
    if (this.open.length >= DEEPEST) throw new XmlError(`it is nested more than ${DEEPEST} deep`)
    this.open.push(name)
    this.handler.open(local(name), new XmlAttributes(space < 0 ? '' : inner.slice(space, isEmpty ? -1 : undefined)))
    if (isEmpty) this.close(name)
  }

  private close(name: string): void {
    if (this.open.pop() !== name) throw new XmlError(`</${name.slice(0, 40)}> closes what is not open`)
    this.handler.close(local(name))
    this.isOver = this.open.length === 0
  }

  private characters(text: string, at: number): number | undefined {
    const end = text.indexOf('<', at)
    if (end < 0) return undefined
    const raw = text.slice(at, end)
    this.tell(raw.includes('&') ? withoutEntities(raw) : raw)
    return end
  }

  private tell(text: string): void {
    if (this.open.length > 0) this.handler.text(text)
    else if (text.replace('\ufeff', '').trim() !== '') throw new XmlError('there is text outside of the document')
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function after(text: string, end: string, at: number): number | undefined {
  const found = text.indexOf(end, at)
  return found < 0 ? undefined : found + end.length
}

/** The ">" that ends a tag; one inside quotes does not. */
function tagEnd(text: string, at: number): number | undefined {
  let end = text.indexOf('>', at)
  for (let from = at; end >= 0; ) {
    const double = text.indexOf('"', from)
    const single = text.indexOf("'", from)
    const quote = double < 0 ? single : single < 0 ? double : Math.min(double, single)
    if (quote < 0 || quote > end) return end
    const closing = text.indexOf(text.charAt(quote), quote + 1)
    if (closing < 0) return undefined
    from = closing + 1
    if (from > end) end = text.indexOf('>', from)
  }
  return undefined
}

const ATTRIBUTE = /\s+([^\s=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y

/** The attributes of a tag, read when one is asked for. */
export class XmlAttributes {
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  /** By its name without prefix, and with one where there are two of that name. Throws XmlError where the attributes cannot be read. */
  get(name: string, { prefixed = false }: { readonly prefixed?: boolean } = {}): string | undefined {
    ATTRIBUTE.lastIndex = 0
    let at = 0
    for (let match = ATTRIBUTE.exec(this.text); match !== null; match = ATTRIBUTE.exec(this.text)) {
      at = ATTRIBUTE.lastIndex
      const [, full = '', double, single] = match
      if (prefixed ? full.includes(':') && local(full) === name : full === name) {
        const raw = double ?? single ?? ''
        return raw.includes('&') ? withoutEntities(raw) : raw
      }
    }
    if (this.text.slice(at).trim() !== '') throw new XmlError('a tag cannot be read')
    return undefined
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function withoutEntities(text: string): string {
  return text.replace(/&([^;]{0,12};?)/g, (_, body: string) => {
    const name = body.slice(0, -1)
    const known = Object.hasOwn(ENTITIES, name) && body.endsWith(';') ? ENTITIES[name] : undefined
    if (known !== undefined) return known
    const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));$/.exec(body)
    const point = code === null ? 0 : code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16)
    if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw new XmlError(`the entity &${name} is not taken`)
    return String.fromCodePoint(point)
  })
}
