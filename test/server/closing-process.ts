// Closes the days of a server's store as `ctmm start --role assess` does, and dies without warning as soon as it has sent its nth statement as a leader.
import pg from 'pg'
import { startDayClose } from '../../server/jobs/day-close.ts'
import { startLeadership } from '../../server/jobs/leadership.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'

const [url = '', instant = '', most = ''] = process.argv.slice(2)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const onError = (error: unknown): void => say(`error ${String(error)}`)

const workbench = await Workbench.open({ location: { kind: 'server', url }, purpose: 'city', model: draft, now: () => Number(instant) })
const leadership = startLeadership({ db: workbench.coordination.db, name: 'assess', onError })
startDayClose({ workbench, leadership, say, onError })
leadership.onChange((lease) => say(lease === undefined ? 'follows' : `leads ${lease.token}`))
say('seeks')

let sent = 0
const query = Reflect.get(pg.Client.prototype, 'query')
Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...args: unknown[]): unknown {
  const answer: unknown = Reflect.apply(query, this, args)
  if (leadership.lease() !== undefined && most !== '' && ++sent >= Number(most)) process.kill(process.pid, 'SIGKILL')
  return answer
})
