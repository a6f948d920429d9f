import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adapterConfigs } from '../../../ingest/adapters/configs.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { feedFileJsonSchema } from '../../../ingest/feed-file/json-schema.ts'
import { feedOf, feedText, problemsOf } from '../feed-of.ts'

const APPEAL = `fact: {kind: case, caseType: appeal}
key: {path: no}
observedAt: {path: updated}
acceptedAt: {path: accepted}`

const REGISTER = `fact: {kind: register-entry, register: data-resource}
key: {path: no}
observedAt: {path: date}
status: {path: state, enum: {A: approved}}`

const SHARE = `fact: {kind: measurement, indicator: data_classified_share}
form: {constant: snapshot}
to: {path: date}
numerator: {path: n}
denominator: {path: d}`

const CSV = 'adapter: {kind: csv-file, path: a.csv, encoding: utf-8}\n'

describe('a feed file', () => {
  it('that says who delivers what, and how it becomes facts, is a feed', () => {
    const feed = feedOf(feedText(APPEAL))
    expect(feed).toMatchObject({ id: 'test', source: 'orders', delivery: 'full', adapter: { kind: 'http-push' }, file: 'test.feed.yaml' })
  })

  it('may map a set of instants from one path or from several', () => {
    expect(problemsOf(feedText(`${APPEAL}\nclosedAt: {path: closed}`))).toEqual([])
    expect(problemsOf(feedText(`${APPEAL}\nclosedAt: [{path: closed}, {path: /again/*/at}]`))).toEqual([])
    expect(problemsOf(feedText(`${APPEAL}\nclosedAt: [{path: closed, dates: ISO}]`))).toEqual([expect.stringContaining('mapping.closedAt[1] has an unknown key "dates"')])
  })

  it('is refused with everything that is wrong, each with its line', () => {
    const text = feedText(`${APPEAL}\nclosed: {path: x}`, { rest: 'expires: 2026-02-30\nbureau: tax\n' }).replace('id: test', 'id: Test 1')
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^2: id is "Test 1", which is not of the form .*Lower-case letters/),
      expect.stringMatching(/^17: mapping has an unknown key "closed". Allowed here: fact, filter, dates/),
    ])
    expect(problemsOf(feedText(APPEAL, { rest: 'expires: 2026-02-30\nbureau: tax\n' }))).toEqual([
      '10: The calendar has no 2026-02-30.',
      '11: The city has no bureau "tax": add it to the city file, or correct the code.',
    ])
  })

  it.each([
    ['an unknown adapter', feedText(APPEAL, { rest: 'adapter: {kind: ftp}\n' }), `adapter.kind is "ftp": write one of ${Object.keys(adapterConfigs).map((kind) => JSON.stringify(kind)).join(', ')}.`],
    ['an unknown key of an adapter', feedText(APPEAL, { rest: 'adapter: {kind: csv-file, path: a, encoding: utf-8, sheet: "1"}\n' }), 'adapter has an unknown key "sheet". Allowed here: kind, path, encoding, delimiter.'],
    ['an encoding that is not read', feedText(APPEAL, { rest: 'adapter: {kind: csv-file, path: a, encoding: gbk}\n' }), 'adapter.encoding is "gbk": write one of "utf-8", "gb18030".'],
    ['a case without delivery', feedText(APPEAL, { delivery: '' }), 'The delivery is missing: write full or partial.'],
    ['a case delivered as a list', feedText(APPEAL, { delivery: 'list' }), 'The delivery "list" is not one of a case: write full or partial.'],
    ['a register delivered as full', feedText(REGISTER), 'write list or changes'],
    ['a measurement with a delivery', feedText(SHARE), 'leave it out'],
    ['a whole appeal without acceptance', feedText(APPEAL.replace('acceptedAt', 'dispatchedAt')), 'Whole records of the type appeal need "acceptedAt"'],
    ['a whole event without filing', feedText(APPEAL.replace('appeal', 'event')), 'Whole records of the type event need "filedAt"'],
    ['a field from two places', feedText(`${APPEAL}\ncomplex: {path: a, constant: true}`), '"complex" must come from one place'],
    ['a field from nowhere', feedText(`${APPEAL}\ncomplex: {equals: "1"}`), '"complex" must come from one place'],
    ['two tests of a flag', feedText(`${APPEAL}\ncomplex: {path: a, equals: "1", in: ["2"]}`), '"complex" makes more than one test'],
    ['two tests of a filter', feedText(`${APPEAL}\nfilter: [{path: a, equals: x, in: [y]}]`), 'A filter makes one test'],
    ['a number where text is compared', feedText(`${APPEAL}\nfilter: [{path: a, equals: 1}]`), 'mapping.filter[1].equals 1 is read as a number, not as text: write it in quotes, "1".'],
    ['an enum remainder without enum', feedText(`${APPEAL}\ncomplex: {path: a, otherwise: false}`), '"otherwise" belongs to an "enum"'],
    ['a list path in a single field', feedText(`${APPEAL}\nfiledAt: {path: /a/*/b}`), '"*" is for list fields'],
    ['a path to a prototype', feedText(`${APPEAL}\nfiledAt: {path: /a/__proto__}`), 'reads "__proto__", which is not allowed'],
    ['a malformed pointer', feedText(`${APPEAL}\nfiledAt: {path: /a~b}`), 'is not a JSON Pointer'],
    ['an unknown date token', feedText(`${APPEAL}\ndates: {format: DD/MM/YYYY}`), 'unknown token "DD"'],
    ['hours of 12 without AM', feedText(`${APPEAL}\ndates: {format: 'yyyy-MM-dd hh:mm'}`), 'hh and a (AM/PM) belong together'],
    ['a date without year', feedText(`${APPEAL}\ndates: {format: MM-dd}`), 'has no year'],
    ['an unknown zone', feedText(`${APPEAL}\ndates: {format: ISO, zone: Asia/Nowhere}`), 'Unknown time zone "Asia/Nowhere"'],
    ['the end of a day that has a time', feedText(`${APPEAL}\ndueAt: {path: d, date: {format: 'yyyy-MM-dd HH:mm', endOfDay: true}}`), 'endOfDay needs a format without time'],
    ['receipt as the time of closing', feedText(`${APPEAL}\nclosedAt: {received: true}`), '"received" is for observedAt only'],
    ['coverage by what is not mapped', feedText(APPEAL, { rest: 'coverage: {until: max-of, field: filedAt}\n' }), 'which is not mapped'],
    ['coverage by what is no instant', feedText(APPEAL, { rest: 'coverage: {until: max-of, field: closedAt}\n' }), 'Coverage cannot follow "closedAt"'],
    ['an unknown way of coverage', feedText(APPEAL, { rest: 'coverage: {until: never}\n' }), 'coverage.until is "never": write one of "max-of", "received", "column".'],
    ['an unknown area', feedText(`${APPEAL}\narea: {constant: north, by: name}`), 'The city has no area "north"'],
    ['an unknown area in an enum', feedText(`${APPEAL}\narea: {path: a, by: code, enum: {N: '1'}}`), 'The city has no area "1"'],
    ['an unknown register', feedText(REGISTER.replace('data-resource', 'things'), { delivery: 'list' }), 'The model has no register "things": write one of data-resource.'],
    ['a status that the register lacks', feedText(REGISTER.replace('approved', 'done'), { delivery: 'list' }), '"done" is no status here: write one of draft, approved, retired.'],
    ['an unknown indicator', feedText(SHARE.replace('data_classified_share', 'x'), { delivery: '' }), 'The model has no indicator "x"'],
    ['a population that the indicator lacks', feedText(`${SHARE}\npopulation: {constant: excluding-complex}`, { delivery: '' }), '"excluding-complex" is no population here: write one of all.'],
    ['an unknown form', feedText(SHARE.replace('snapshot', 'monthly'), { delivery: '' }), '"monthly" is no form here'],
    ['an increment without beginning', feedText(SHARE.replace('snapshot', 'increment'), { delivery: '' }), 'map "from"'],
    ['a share by a bare number', feedText(SHARE.replace(/numerator[^]*$/, 'value: {path: v}'), { delivery: '' }), 'The indicator "data_classified_share" is a share: map "numerator" and "denominator".'],
    ['a bare percentage', feedText(SHARE.replace(/numerator[^]*$/, 'percent: {path: p, scale: 0-100}'), { delivery: '' }), 'A bare percentage can be neither summed nor judged'],
    ['half a share', feedText(SHARE.replace(/denominator[^]*$/, ''), { delivery: '' }), 'map exactly one of these'],
    ['a duration without unit', feedText(SHARE.replace(/numerator[^]*$/, 'sumMs: {path: s}\ncount: {path: c}'), { delivery: '' }), 'mapping.sumMs lacks "unit": add it.'],
  ])('refuses %s', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected)
  })

  it('lists its columns as its mapping reads them', () => {
    const text = (columns: string): string => feedText(APPEAL, { rest: `${CSV}${columns}` })
    expect(problemsOf(text('columns: [no, updated, accepted]\nignore: [note]\n'))).toEqual([])
    expect(problemsOf(text('columns: [no, updated]\n'))).toEqual([expect.stringContaining('The column "accepted" is read here but not listed')])
    expect(problemsOf(text('columns: [no, updated]\nignore: [accepted]\n'))).toEqual([expect.stringContaining('listed under "ignore": move it')])
    expect(problemsOf(text('columns: [no, updated, accepted, no]\n'))).toEqual([expect.stringContaining('listed twice')])
    expect(problemsOf(feedText(APPEAL.replace('path: no', 'path: /no'), { rest: CSV }))).toEqual([expect.stringContaining('a table has columns only')])
  })

  it('is checked alone where neither city nor model is at hand', () => {
    expect(problemsOf(feedText(REGISTER.replace('data-resource', 'things'), { delivery: 'list' }), {})).toEqual([])
  })

  it('never makes the reader throw, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void checkFeed(text, 'x')))
    fc.assert(fc.property(fc.json(), (text) => void checkFeed(`schema: ctmm-feed/1\nmapping: ${text}\n`, 'x')))
  })
})

describe('the schema of feed files', () => {
  it('is plain JSON Schema that refuses unknown keys', () => {
    const schema = JSON.parse(JSON.stringify(feedFileJsonSchema))
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false })
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['id', 'source', 'adapter', 'delivery', 'coverage', 'columns', 'ignore', 'mapping', 'cadenceMinutes']))
  })
})
