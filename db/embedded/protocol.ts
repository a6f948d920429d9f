// What travels between the server's thread and the embedded store's thread.

export interface WorkerStart {
  readonly directory: string
  /** The module to run in place of the PGlite that the product comes with. */
  readonly engine?: string | undefined
  /** The database in the directory, where it is not the engine's usual one. */
  readonly database?: string | undefined
}

export type WorkerRequest =
  | { readonly id: number; readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly kind: 'close' }

export interface WorkerFailure {
  readonly message: string
  readonly code: string | undefined
  readonly detail: string | undefined
  /** The engine answers nothing any more after this: its thread has to be started anew. */
  readonly fatal: boolean
}

/** The answer to the request of the same id; id 0 says that the store is open. */
export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly rows: Record<string, unknown>[]; readonly affectedRows?: number }
  | { readonly id: number; readonly ok: false; readonly error: WorkerFailure }
