// The auditor: takes some identities, some sums and a sealed day at random, counts them anew, and notes every difference.
import { noteChecks, noteFindings, settleFinding, type Finding, type FindingKind } from '../../db/audit/findings.ts'
import { readSeals, sealOf, type KeptSeal } from '../../db/audit/seals.ts'
import { lockNext } from '../../db/facts/identities.ts'
import { lockAlone, lockShared } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { holdConfiguration } from '../../db/purpose.ts'
import { findRebuild } from '../../db/rollups/rebuilds.ts'
import { longerDifferences, randomSum, sumDifferences } from '../../db/rollups/recount.ts'
import { inTransaction } from '../../db/transactions.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Repair } from '../rebuild/repair-identities.ts'
import { missingEdges } from '../rebuild/repair-identities.ts'

/** Identities of one look. */
const TOGETHER = 200

/** What one look found; nothing was looked at while the store is being rebuilt. */
export interface Audited {
  readonly identities: number
  readonly sums: number
  readonly seals: number
  readonly findings: readonly Finding[]
}

const NOTHING: Audited = { identities: 0, sums: 0, seals: 0, findings: [] }

export interface AuditOptions {
  /** 0 to 1, drawn for each choice. */
  readonly random: () => number
}

/** Looks once, notes what differs and settles what no longer does. It changes neither edges nor sums: `ctmm rebuild` does, when a person has looked. */
export async function auditOnce(repair: Repair, { random }: AuditOptions): Promise<Audited> {
  const { db } = repair
  if ((await findRebuild(db)) !== undefined) return NOTHING
  const parts = [await auditIdentities(repair, random()), await auditSum(db, random()), await auditSeal(repair, random())]
  await inTransaction(db, async (transaction) => {
    for (const { kind, subjects, findings } of parts) {
      await noteFindings(transaction, findings)
      const found = new Set(findings.map(({ subject }) => subject))
      for (const subject of subjects) if (!found.has(subject)) await settleFinding(transaction, kind, subject)
    }
    await noteChecks(transaction, { identities: parts[0]?.looked ?? 0, sums: parts[1]?.looked ?? 0, seals: parts[2]?.looked ?? 0 })
  })
  const [identities, sums, seals] = parts.map(({ looked }) => looked)
  return { identities: identities ?? 0, sums: sums ?? 0, seals: seals ?? 0, findings: parts.flatMap(({ findings }) => findings) }
}

interface Part {
  readonly kind: FindingKind
  readonly looked: number
  /** What was looked at, of which earlier findings are settled when it is right now. */
  readonly subjects: readonly string[]
  readonly findings: readonly Finding[]
}

/** The edges of some identities against everything that was said of them. */
async function auditIdentities({ db, rules, series }: Repair, sample: number): Promise<Part> {
  const highest = await db.selectFrom('identity').select((build) => build.fn.max('id').as('id')).executeTakeFirst()
  const from = Math.floor(sample * (highest?.id ?? 0) / TOGETHER) * TOGETHER
  return inTransaction(db, async (transaction) => {
    await lockShared(transaction, 'configuration')
    await holdConfiguration(transaction, rules.configuration)
    const identities = await lockNext(transaction, from, TOGETHER)
    const { edges } = await missingEdges({ db: transaction, rules, series }, identities)
    const subject = `identities ${from + 1} to ${identities.at(-1) ?? from}`
    const wrong = [...new Set(edges.map(({ identity }) => identity))]
    const findings: Finding[] = wrong.length === 0 ? [] : [{ kind: 'edges', subject, detail: { identities: wrong.slice(0, 20), edges: edges.length } }]
    return { kind: 'edges', looked: identities.length, subjects: [subject], findings }
  })
}

/** One sum of a day against its edges, and the months and years it is part of against the days. */
async function auditSum(db: Db, sample: number): Promise<Part> {
  return inTransaction(db, async (transaction) => {
    // Folding waits for this one look, so that edges and sums are of one instant.
    await lockAlone(transaction, 'fold')
    const chosen = await randomSum(transaction, sample)
    if (chosen === undefined) return { kind: 'sums', looked: 0, subjects: [], findings: [] }
    const differences = [
      ...(await sumDifferences(transaction, { from: chosen.day, to: chosen.day }, chosen.series)).map(({ missing }) => JSON.stringify(missing, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
      ...(await longerDifferences(transaction, chosen)),
    ]
    const subject = `sum ${chosen.series} of ${dayText(chosen.day)}`
    return { kind: 'sums', looked: 1, subjects: [subject], findings: differences.length === 0 ? [] : [{ kind: 'sums', subject, detail: { missing: differences } }] }
  })
}

/** A sealed day against its seal. */
async function auditSeal({ db, rules }: Repair, sample: number): Promise<Part> {
  const [seal] = await readSeals(db, rules.configuration.derivation, sample)
  if (seal === undefined) return { kind: 'seal', looked: 0, subjects: [], findings: [] }
  const finding = await brokenSeal(db, seal)
  return { kind: 'seal', looked: 1, subjects: [subjectOf(seal)], findings: finding === undefined ? [] : [finding] }
}

const subjectOf = (seal: KeptSeal): string => `seal of ${dayText(seal.day)}`

async function brokenSeal(db: Db, seal: KeptSeal): Promise<Finding | undefined> {
  const now = await sealOf(db, seal.day, seal.recordedBefore)
  if (now.digest === seal.digest && now.edges === seal.edges) return undefined
  return { kind: 'seal', subject: subjectOf(seal), detail: { sealed: { edges: seal.edges, digest: seal.digest }, found: { edges: now.edges, digest: now.digest } } }
}
