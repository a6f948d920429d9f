// The namespace of business keys in which a feed's facts stand, before there is a fact.
import type { Feed } from './feed.ts'

/** As `kindOf` of every fact that the feed brings. */
export function identityKindOf({ mapping: { fact } }: Pick<Feed, 'mapping'>): string {
  switch (fact.kind) {
    case 'case':
      return fact.caseType
    case 'register-entry':
      return `register:${fact.register}`
    case 'measurement':
      return `measurement:${fact.indicator}`
  }
}
