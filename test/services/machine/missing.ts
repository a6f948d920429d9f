// What keeps a server of this machine from starting, told with what to do.

/** The server cannot be had here; the message says what to install or set. Other servers are not concerned. */
export class Missing extends Error {
  override readonly name = 'Missing'
}

export const isRoot = (): boolean => process.getuid?.() === 0
