// Which secrets there are, who uses them, and which are missing; for the page, the command and the refusal to remove one.
import { secretsNamed } from '../ingest/secrets/secrets-named.ts'
import type { Secrets } from './schemas/secrets.ts'
import type { Workbench } from './workbench.ts'

/** Feeds in force by the secret that they name. */
export function usesOfSecrets(workbench: Workbench): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>()
  for (const feed of workbench.hasCity ? workbench.context.feeds : []) {
    for (const name of secretsNamed(feed.adapter)) uses.set(name, [...(uses.get(name) ?? []), feed.id])
  }
  return uses
}

export async function readSecretEntries(workbench: Workbench): Promise<Secrets> {
  const uses = usesOfSecrets(workbench)
  const entries = await workbench.secrets.list()
  const instant = (at: number): string => (workbench.hasCity ? workbench.context.city.zone.format(at) : new Date(at).toISOString())
  return {
    secrets: entries.map(({ name, changedAt, keyId, problem }) => ({ name, changedAt: instant(changedAt), feeds: [...(uses.get(name) ?? [])], keyId, problem: problem === undefined ? null : { ...problem.text } })),
    missing: [...uses].filter(([name]) => !entries.some((entry) => entry.name === name)).map(([name, feeds]) => ({ name, feeds: [...feeds] })),
  }
}
