// The way out of the demonstration, as the API is handed it.

export interface DemoExit {
  /** Throws when the city's own store cannot be opened; its message says why. */
  check(): Promise<void>
  /** Stops the demonstration and serves the city's own store at the same address; begins at once and is not waited for. */
  leave(options: { readonly deleteDemo: boolean }): void
}
