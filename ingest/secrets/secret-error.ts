// Why a secret could not be kept, opened or removed. No text of it ever holds a secret.
import type { Bilingual } from '../mapping/rejection.ts'

/**
 * `no-key`: there is no key to seal with; `wrong-key`: it was sealed with another; `damaged`: the sealed text was changed; `key-file`: the file
 * that holds the key is not what it has to be; `unknown`: there is no secret of this name; `in-use`: a feed names it; `unusable`: name or value cannot be kept.
 */
export type SecretFailure = 'no-key' | 'wrong-key' | 'damaged' | 'key-file' | 'unknown' | 'in-use' | 'unusable'

export class SecretError extends Error {
  override readonly name = 'SecretError'
  readonly failure: SecretFailure
  readonly text: Bilingual

  constructor(failure: SecretFailure, text: Bilingual) {
    super(text.en)
    this.failure = failure
    this.text = text
  }
}
