// Prints what the city's clock says at many instants, for a process whose own zone is another one.
import { createHash } from 'node:crypto'
import { leavesAt, spanOf } from '../../../rules/time/windows.ts'
import { zoneOf } from '../../../rules/time/zone.ts'

const HOUR = 3_600_000
const digest = createHash('sha256')
for (const name of ['Asia/Shanghai', 'America/Los_Angeles', 'Asia/Beirut']) {
  const zone = zoneOf(name)
  for (let instant = Date.UTC(1985, 0, 1); instant < Date.UTC(2030, 0, 1); instant += 37 * HOUR + 1) {
    const day = zone.localDay(instant)
    const from = spanOf({ kind: 'rolling-months', months: 12 }, instant, { zone })?.from
    digest.update(`${zone.format(instant)} ${day} ${zone.startOfDay(day)} ${from} ${leavesAt({ kind: 'rolling-months', months: 12 }, day, zone)}\n`)
  }
}
process.stdout.write(`${new Date(0).getHours()} ${digest.digest('hex')}`)
