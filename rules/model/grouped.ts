// Grouping as every reader of the model has it: the pages read it too, in browsers that cannot group by themselves.

/** Members by their key, keys and members in the order in which they come. */
export function grouped<K, T>(members: readonly T[], keyOf: (member: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const member of members) {
    const key = keyOf(member)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [member])
    else group.push(member)
  }
  return groups
}
