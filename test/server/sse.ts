// A viewer of the live stream: reads frames as a browser's EventSource would.

export interface Frame {
  readonly event: string
  readonly id: string
  readonly data: unknown
}

export interface Viewer {
  readonly status: number
  readonly type: string
  /** Everything received so far, as text. */
  readonly text: string
  /** The next frame; rejects when the stream has ended. */
  next(): Promise<Frame>
  /** The next frame whose data fits. */
  until(fits: (frame: Frame) => boolean): Promise<Frame>
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
  leave(): void
}

export async function watch(url: string): Promise<Viewer> {
  const leaving = new AbortController()
  const response = await fetch(url, { signal: leaving.signal })
  const frames: Frame[] = []
  let text = ''
  let rest = ''
  let over = false
  let changed = Promise.withResolvers<void>()
  const tell = (): void => {
    const { resolve } = changed
    changed = Promise.withResolvers()
    resolve()
  }
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        const piece = decoder.decode(chunk, { stream: true })
        text += piece
        const blocks = (rest + piece).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) if (block.includes('data: ')) frames.push(frameOf(block))
        tell()
      }
    } catch {
      // The viewer left, or the connection was cut.
    }
    over = true
    tell()
  })()
  const next = async (): Promise<Frame> => {
    for (;;) {
      const frame = frames.shift()
      if (frame !== undefined) return frame
      if (over) throw new Error('The stream has ended.')
      await changed.promise
    }
  }
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    get text() {
      return text
    },
    next,
    async until(fits) {
      for (;;) {
        const frame = await next()
        if (fits(frame)) return frame
      }
    },
    ended,
    leave: () => leaving.abort(),
  }
}

function frameOf(block: string): Frame {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
  return { event: fields.get('event') ?? '', id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? 'null') }
}
