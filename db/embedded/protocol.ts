// What travels between the server's thread and the embedded store's thread.

export type WorkerRequest =
  | { readonly id: number; readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly kind: 'close' }

/** The answer to the request of the same id; id 0 says that the store is open. */
export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly rows: Record<string, unknown>[]; readonly affectedRows?: number }
  | {
      readonly id: number
      readonly ok: false
      readonly error: { readonly message: string; readonly code: string | undefined; readonly detail: string | undefined }
    }
