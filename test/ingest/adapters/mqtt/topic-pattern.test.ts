// Topics as feed files write them: what is subscribed, what a topic says, and what is refused.
import { describe, expect, it } from 'vitest'
import { compilePattern, patternProblems } from '../../../../ingest/adapters/mqtt/topic-pattern.ts'

describe('a topic', () => {
  it.each([
    ['ctmm/{area}/{source}/events', 'ctmm/+/+/events', 'ctmm/990102/orders/events', { 'topic.area': '990102', 'topic.source': 'orders' }],
    ['ctmm/{area}/+/events', 'ctmm/+/+/events', 'ctmm/990102/anything/events', { 'topic.area': '990102' }],
    ['{area}/#', '+/#', '东区/a/b', { 'topic.area': '东区' }],
    ['{area}/#', '+/#', '990102', { 'topic.area': '990102' }],
    ['#', '#', 'a/b', {}],
    ['plain', 'plain', 'plain', {}],
    ['/{area}', '/+', '/', { 'topic.area': '' }],
  ])('%s subscribes %s and reads %s', (pattern, filter, topic, keys) => {
    expect(patternProblems(pattern)).toEqual([])
    expect(compilePattern(pattern).filter).toBe(filter)
    expect(compilePattern(pattern).read(topic)).toEqual(keys)
  })

  it.each([
    ['ctmm/{area}/events', 'ctmm/990102/events/more'],
    ['ctmm/{area}/events', 'ctmm/990102'],
    ['ctmm/{area}/events', 'other/990102/events'],
    ['a/b/#', 'a'],
  ])('%s has nothing to do with %s', (pattern, topic) => {
    expect(compilePattern(pattern).read(topic)).toBeUndefined()
  })

  it.each([
    ['$share/g/ctmm/+', /begins with "\$"/],
    ['ctmm/{area}/{area}', /names \{area\} twice/],
    ['ctmm/#/events', /"#" in another place/],
    ['ctmm/a#', /"#" in another place/],
    ['ctmm/a+/events', /"a\+" of the topic/],
    ['ctmm/{Area}', /"\{Area\}" of the topic/],
    ['ctmm/{area}s', /"\{area\}s" of the topic/],
    ['a\u0000b', /NUL/],
  ])('%s is refused with what to do', (pattern, problem) => {
    expect(patternProblems(pattern).join('\n')).toMatch(problem)
  })

  it('named like a part of every object says no more than that', () => {
    const keys = compilePattern('{constructor}/{area}').read('__proto__/x')
    expect(Object.entries(keys ?? {})).toEqual([['topic.constructor', '__proto__'], ['topic.area', 'x']])
  })
})
