// The feed file's schema for editors and other tools.
import { FeedFile } from './feed-schema.ts'

/** JSON Schema, draft 2020-12. */
export const feedFileJsonSchema: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:ctmm:feed:1',
  title: 'CTMM feed file (ctmm-feed/1)',
  ...FeedFile,
}
