// Secrets by name: set, listed and removed, never read back.
import Type from 'typebox'
import { LONGEST_SECRET } from '../../ingest/secrets/secrets.ts'
import { Secrets, SecretSet } from '../schemas/secrets.ts'
import { readSecretEntries, usesOfSecrets } from '../secrets.ts'
import type { Routes } from './route-options.ts'

const Name = Type.Object({ name: Type.String({ maxLength: 64 }) })

export const secretRoutes: Routes = async (app, { services: { workbench } }) => {
  app.get('/secrets', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Names of secrets, when they were changed and which feeds use them; never a value', response: { 200: Secrets } },
  }, () => readSecretEntries(workbench))

  app.put('/secrets/:name', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'Keep a secret, encrypted; it is never shown again', params: Name,
      body: Type.Object({ value: Type.String({ minLength: 1, maxLength: LONGEST_SECRET }) }, { additionalProperties: false }), response: { 200: SecretSet },
    },
  }, async ({ params, body }) => {
    await workbench.secrets.set(params.name, body.value)
    return { name: params.name }
  })

  app.delete('/secrets/:name', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Remove a secret that no feed names', params: Name, response: { 200: SecretSet } },
  }, async ({ params }) => {
    await workbench.secrets.remove(params.name, usesOfSecrets(workbench).get(params.name) ?? [])
    return { name: params.name }
  })
}
