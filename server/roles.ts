// What a process of the server does. One process does everything unless it is told otherwise; beside one PostgreSQL server there may be any number of each.

/** `ingest` takes deliveries, `assess` records standings and runs jobs, `server` answers readings, streams and pages. */
export const ROLES = ['ingest', 'assess', 'server'] as const
export type Role = (typeof ROLES)[number]
export type Roles = ReadonlySet<Role>

export const ALL_ROLES: Roles = new Set(ROLES)

/** Roles by their names, separated by commas; undefined when one of them is none. */
export function readRoles(text: string): Roles | undefined {
  const names = text.split(',').map((name) => name.trim())
  const roles = names.flatMap((name) => ROLES.filter((role) => role === name))
  return roles.length === names.length ? new Set(roles) : undefined
}

export const rolesText = (roles: Roles): string => ROLES.filter((role) => roles.has(role)).join(', ')
