// 值班交接: what one shift leaves to the next, and who has taken it over.
import Type from 'typebox'
import { handOver, listShiftNotes, takeOver } from '../desk/shift.ts'
import { Problem } from '../schemas/common.ts'
import { HandOverBody, ShiftNote, ShiftNotes, TakeOverBody } from '../schemas/desk.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

export const shiftNoteRoutes: Routes = async (app, { services }) => {
  const { workbench } = services
  app.addHook('preHandler', async () => void contextOf(services))

  app.get('/shift-notes', {
    config: { access: 'local' },
    schema: {
      tags: ['desk'], summary: 'Shift notes, newest first, and who is on duty',
      querystring: Type.Object({ limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1-100; 10 when left out' })) }),
      response: { 200: ShiftNotes, '4xx': Problem },
    },
  }, ({ query }) => listShiftNotes(workbench, Number(query.limit ?? 10)))

  app.post('/shift-notes', {
    config: { access: 'local' },
    schema: { tags: ['desk'], summary: 'Hand a shift over, with what nobody has taken note of', body: HandOverBody, response: { 200: ShiftNote, '4xx': Problem } },
  }, ({ body }) => handOver(workbench, body))

  app.post('/shift-notes/:id/confirm', {
    config: { access: 'local' },
    schema: { tags: ['desk'], summary: 'Take a shift over (接班确认)', params: Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }), body: TakeOverBody, response: { 200: ShiftNote, '4xx': Problem } },
  }, ({ params, body }) => takeOver(workbench, Number(params.id), body.confirmedBy))
}
