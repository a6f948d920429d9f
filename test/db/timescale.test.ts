// The store's contract over TimescaleDB.
import { TIMESCALE } from '../services/server-stores.ts'
import { contractOnServer } from './contract/on-server.ts'

contractOnServer(TIMESCALE)
