// What happened, told to whoever listens in this process. A port: behind it stand the notices of other processes where there are any (`notices.ts`).

/** `intake`: facts were committed, of a feed and batch of this process where they are named, or are being taken back (`undo`); `configuration`: city or feeds changed; `desk`: somebody took note of changes or handed over a shift. */
export interface Events {
  readonly intake: { readonly changed: boolean; readonly feed?: string; readonly batch?: number; readonly undo?: true }
  readonly configuration: undefined
  readonly desk: undefined
}

export interface Bus {
  publish<E extends keyof Events>(event: E, detail: Events[E]): void
  /** Returns what ends the subscription. */
  subscribe<E extends keyof Events>(event: E, listener: (detail: Events[E]) => void): () => void
}

export function createBus(): Bus {
  const listeners: { readonly [E in keyof Events]: Set<(detail: Events[E]) => void> } = { intake: new Set(), configuration: new Set(), desk: new Set() }
  return {
    publish: (event, detail) => {
      for (const listener of listeners[event]) listener(detail)
    },
    subscribe: (event, listener) => {
      listeners[event].add(listener)
      return () => listeners[event].delete(listener)
    },
  }
}
