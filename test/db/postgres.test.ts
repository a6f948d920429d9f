// The store's contract over plain PostgreSQL.
import { POSTGRESQL } from '../services/server-stores.ts'
import { contractOnServer } from './contract/on-server.ts'

contractOnServer(POSTGRESQL)
