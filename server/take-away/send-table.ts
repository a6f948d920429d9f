// How a route hands out a table: which form was asked for, and the answer in it.
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { csvText } from '../csv.ts'
import { attachment } from '../file-names.ts'
import type { TakenFormat, TakenLanguage, TakenTable } from './taken-table.ts'
import { workbookOf } from './workbook.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Parameters of every route that hands out tables beside its JSON. */
export const TakeAwayQuery = {
  format: Type.Optional(Type.Enum(['json', 'csv', 'xlsx'], { description: 'A table for spreadsheets in place of JSON; the header Accept asks for it too' })),
  lang: Type.Optional(Type.Enum(['zh', 'en'], { description: 'Language of the table; Chinese when left out' })),
}

/** What `response.200` declares of the two forms. */
export const TAKE_AWAY_CONTENT = { 'text/csv': { schema: Type.String() }, [XLSX]: { schema: Type.Any() } }

/** The form that was asked for, undefined for JSON. A browser that takes anything gets JSON; who names another form alone, or asks for it in the address, gets that. */
export function askedFormat(format: 'json' | TakenFormat | undefined, accept: string | undefined): TakenFormat | undefined {
  if (format !== undefined) return format === 'json' ? undefined : format
  if (accept === undefined || /\bapplication\/json\b/i.test(accept)) return undefined
  if (/\btext\/csv\b/i.test(accept)) return 'csv'
  return accept.toLowerCase().includes(XLSX) ? 'xlsx' : undefined
}

/** Sends the table as a file of its name. In comma-separated text each line carries what the head of a workbook says, so that a line that is cut out still tells what it is. */
export async function sendTable(reply: FastifyReply, table: TakenTable, format: TakenFormat): Promise<FastifyReply> {
  reply.header('content-disposition', attachment(`${table.fileName}.${format}`)).header('cache-control', 'no-store')
  if (format === 'xlsx') return reply.type(XLSX).send(await workbookOf(table))
  const [{ head, rows }] = table.sheets
  return reply.type('text/csv; charset=utf-8').send(csvText([
    [...head.map(({ name }) => name), ...table.context.map(([label]) => label)],
    ...rows.map((row) => [...row, ...table.context.map(([, text]) => text)]),
  ]))
}

export type { TakenLanguage }
