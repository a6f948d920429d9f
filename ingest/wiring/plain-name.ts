// Names without what differs from system to system.

/** Letters and digits alone, in lower case: ACCEPT_TIME, acceptTime and "accept time" are one name. */
export const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** The last key of a JSON Pointer, or the column itself. */
export const lastKey = (path: string): string => (path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : path)
