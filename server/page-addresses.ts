// Addresses of the dashboard beside its root: a colleague may have been sent any of them.

export const PAGE_ADDRESSES = ['/items', '/items/:id', '/feeds', '/feeds/new', '/feeds/:id', '/feeds/:id/letters', '/trends', '/wall', '/model'] as const
