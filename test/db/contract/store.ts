// The whole contract of the store: what holds alike over the embedded database, PostgreSQL and TimescaleDB.
import { describe } from 'vitest'
import { courseContract } from './courses.ts'
import { deskContract } from './desk.ts'
import { intakeContract } from './intake.ts'
import { intakeServiceContract } from './intake-service.ts'
import { jobContract } from './jobs.ts'
import { listContract } from './lists.ts'
import { lookContract } from './looks.ts'
import { migrationContract } from './migrations.ts'
import { readingContract } from './reading.ts'
import { recountContract } from './recount.ts'
import { soundnessContract } from './soundness.ts'
import { storedFilesContract } from './stored-files.ts'
import { totalsContract } from './totals.ts'
import { undoContract } from './undo.ts'
import type { World } from './world.ts'

export function storeContract(world: () => World): void {
  describe('migrations', () => migrationContract(world))
  describe('reading', () => readingContract(world))
  describe('intake', () => intakeContract(world))
  describe('deliveries at once', () => intakeServiceContract(world))
  describe('a full list', () => listContract(world))
  describe('totals', () => totalsContract(world))
  describe('the course of sums', () => courseContract(world))
  describe('totals that move on', () => lookContract(world))
  describe('a recount', () => recountContract(world))
  describe('soundness', () => soundnessContract(world))
  describe('an undo', () => undoContract(world))
  describe('originals', () => storedFilesContract(world))
  describe('the desk', () => deskContract(world))
  describe('leases and jobs', () => jobContract(world))
}
