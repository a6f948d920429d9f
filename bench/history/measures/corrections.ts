// Old tickets are corrected: other times, other places, days long over. Measured until no sum lacks a correction.
import { startFolder } from '../../../server/jobs/folder.ts'
import { factAt, livesOf, type Life, type Pass } from '../cases.ts'
import { APPEALS, EVENTS, STREETS } from '../city.ts'
import { DELIVERY, waiting } from '../load.ts'
import { upsertRaw } from '../raw/tables.ts'
import type { World } from '../world.ts'

export interface Corrections {
  readonly tickets: number
  /** Local days of the city on which a sum changed. */
  readonly days: number
  readonly intakeMs: number
  /** From the first delivery until everything is folded. */
  readonly ms: number
}

/** Corrects so many cases of a pass, evenly spread over its time, and the raw cases with them. */
export async function measureCorrections(world: World, pass: Pass, tickets: number): Promise<Corrections> {
  const { workbench: { store: { db } } } = world
  const step = Math.max(1, Math.floor((pass.cases * 0.95) / tickets))
  const lives: Life[] = []
  let number = 0
  for (const life of livesOf(pass)) if (number++ % step === 0 && !life.directAnswer && lives.length < tickets) lives.push(corrected(life, lives.length, pass.present))
  const deliveries = [APPEALS, EVENTS].map((feed) => {
    const facts = lives.filter(({ type }) => (type === 'appeal') === (feed === APPEALS)).map((life) => factAt(life, pass.present))
    return { feed, parts: Array.from({ length: Math.ceil(facts.length / DELIVERY) }, (_, part) => facts.slice(part * DELIVERY, (part + 1) * DELIVERY)) }
  })
  let failure: unknown
  const folder = startFolder({ workbench: world.workbench, onError: (error) => (failure ??= error) })
  const first = await db.selectFrom('intake_batch').select((build) => build.fn.max('id').as('id')).executeTakeFirstOrThrow()
  const started = performance.now()
  await Promise.all(deliveries.map(async ({ feed, parts }) => {
    for (const facts of parts) {
      const { stored } = await world.take(feed, { facts, rejected: [], coveredUntil: pass.present })
      if (stored !== facts.length) throw new Error(`${facts.length} corrections were delivered, ${stored} were stored.`)
    }
  }))
  const committed = performance.now()
  while ((await waiting(world)) > 0 && failure === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
  const folded = performance.now()
  await folder.stop()
  if (failure !== undefined) throw failure
  const { days } = await db.selectFrom('edge').select((build) => build.fn.count<number>('day').distinct().as('days')).where('batch', '>', first.id ?? 0).executeTakeFirstOrThrow()
  await upsertRaw(db, lives, pass.present)
  return { tickets: lives.length, days, intakeMs: committed - started, ms: folded - started }
}

/** A case with the same key whose system now tells something else of it. */
function corrected(life: Life, index: number, present: number): Life {
  const later = (at: number | undefined, minutes: number): number | undefined => (at === undefined ? undefined : at + minutes * 60_000)
  const moved = index % 10 === 0 ? { area: STREETS[index % STREETS.length] ?? life.area } : {}
  const contactAt = later(life.contactAt, 7)
  const closedAt = later(life.closedAt, 95)
  return {
    ...life, ...moved,
    ...(contactAt === undefined ? {} : { contactAt }), ...(closedAt === undefined ? {} : { closedAt }),
    ...(life.reopenedAt === undefined ? {} : { reopenedAt: life.reopenedAt + 95 * 60_000 }), ...(life.reclosedAt === undefined ? {} : { reclosedAt: life.reclosedAt + 95 * 60_000 }),
    versions: [present],
  }
}
