// What a template left to the city and nobody has decided yet: a text written «...».
import { pointerTo } from '../../rules/city/yaml-file.ts'
import type { FeedFlaw } from './feed-flaw.ts'

const PLACEHOLDER = /«[^»]*»/u

export function placeholderProblems(value: unknown, at = ''): readonly FeedFlaw[] {
  if (typeof value === 'string') return flawOf(value, at)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    const inside = pointerTo(at, key)
    return [...(Array.isArray(value) ? [] : flawOf(key, inside)), ...placeholderProblems(part, inside)]
  })
}

function flawOf(text: string, at: string): readonly FeedFlaw[] {
  const found = PLACEHOLDER.exec(text)?.[0]
  return found === undefined ? [] : [{ at, message: `${found} is still to be filled in: write what holds in this city.` }]
}
