// Where a command does its work: on the store itself, or through the server that holds it.
import { holderOf } from '../../db/embedded/directory-lock.ts'
import { foldAll } from '../../db/rollups/fold.ts'
import { embeddedStoreExists, type StoreLocation } from '../../db/open-store.ts'
import { systemNow } from '../clock.ts'
import { readModelFile } from '../model-file.ts'
import { readSettings, secretKeyOf } from '../settings.ts'
import { cityLocation, demoLocation, dropRootOf } from '../store-location.ts'
import { Workbench } from '../workbench.ts'
import { RemoteServer } from './remote-server.ts'

export interface Work<T> {
  /** Works on the store, which this process holds. */
  readonly here: (workbench: Workbench) => Promise<T>
  /** Works through the server that holds the store. */
  readonly there: (server: RemoteServer) => Promise<T>
}

/** Does the work where it can be done and closes the store afterwards. Throws StoreLockedError when a process without a server holds it. */
export async function withWorkbench<T>(work: Work<T>): Promise<T> {
  const settings = readSettings(process.env)
  const city = cityLocation(settings)
  const server = serverOf(city) ?? demoServer(city, demoLocation(settings))
  if (server !== undefined) return work.there(server)
  const workbench = await Workbench.open({ location: city, purpose: 'city', model: await readModelFile(settings.CTMM_MODEL), now: systemNow, secretKey: secretKeyOf(settings), dropRoot: dropRootOf(settings, 'city') })
  try {
    const done = await work.here(workbench)
    // No server is there to do it.
    await foldAll(workbench.store.db)
    return done
  } finally {
    await workbench.close()
  }
}

/** Whether there is a store to ask, without making one. */
export function storeExists(): boolean {
  const settings = readSettings(process.env)
  const city = cityLocation(settings)
  return city.kind === 'server' || embeddedStoreExists(city.directory) || serverOf(demoLocation(settings)) !== undefined
}

/** The server that holds a store, if one does. */
export function serverOf(location: StoreLocation): RemoteServer | undefined {
  const url = location.kind === 'embedded' ? holderOf(location.directory)?.url : undefined
  return url === undefined ? undefined : new RemoteServer(url)
}

/** Where there is no city yet but a demonstration runs, the demonstration is what is meant. */
function demoServer(city: StoreLocation, demo: Extract<StoreLocation, { kind: 'embedded' }>): RemoteServer | undefined {
  if (city.kind !== 'embedded' || embeddedStoreExists(city.directory)) return undefined
  const server = serverOf(demo)
  if (server !== undefined) process.stderr.write('演示数据: talking to the demonstration city, because there is no other.\n')
  return server
}
