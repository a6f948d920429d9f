// Check sheets (校核单): a bureau's dead letters as a workbook, and the answered workbook taken back.
import Type from 'typebox'
import { applySheet, checkSheetOf, previewSheet } from '../check-sheets/check-sheets.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { CheckSheetAnswer } from '../schemas/dead-letters.ts'
import type { Routes } from './route-options.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A sheet of 5,000 rows has about 1 MiB. */
const SHEET_LIMIT_BYTES = 8_388_608

export const checkSheetRoutes: Routes = async (app, { services }) => {
  const { workbench } = services

  app.get('/bureaus/:code/check-sheet.xlsx', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'What waits for mending in the feeds of a bureau, as a workbook with two columns to fill in', params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      response: { 200: { description: 'A workbook', content: { [XLSX]: { schema: Type.Any() } } }, '4xx': Problem },
    },
  }, async ({ params: { code } }, reply) => {
    const sheet = await checkSheetOf(workbench, code)
    const name = `校核单-${code}.xlsx`
    return reply.type(XLSX).header('content-disposition', `attachment; filename="check-sheet-${code.replaceAll(/[^\w.-]/g, '_')}.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`).send(sheet)
  })

  app.post('/check-sheets/:file/apply', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'Do what an answered check sheet says, row by row, as far as it still applies', params: Type.Object({ file: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
      body: Type.Object({ by: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Who does it' })) }, { additionalProperties: false }),
      response: { 200: CheckSheetAnswer, '4xx': Problem },
    },
  }, ({ params, body }) => applySheet(workbench, Number(params.file), body.by ?? null))
}

/** Workbooks come as they are, so this route reads no JSON. */
export const answeredSheetRoutes: Routes = async (app, { services }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([XLSX, 'application/octet-stream'], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post('/check-sheets', {
    config: { access: 'local' },
    bodyLimit: SHEET_LIMIT_BYTES,
    schema: {
      tags: ['feeds'], summary: 'Send an answered check sheet; it is kept and previewed row by row, and changes nothing yet',
      consumes: [XLSX],
      querystring: Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Name of the file, as people know it' })) }),
      response: { 200: CheckSheetAnswer, '4xx': Problem },
    },
  }, async ({ body, query }) => {
    if (!Buffer.isBuffer(body) || body.length === 0) throw new ProblemError(400, 'There is no workbook in the request. / 请求中没有工作簿。', 'Send the bytes of the xlsx file. / 请直接发送 xlsx 文件内容。')
    return previewSheet(services.workbench, { name: nameOf(query.name), content: body })
  })
}

/** The last part of a path, without what no file name holds. */
const nameOf = (text: string | undefined): string => (text ?? '').split(/[\\/]/).at(-1)?.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').trim() || 'check-sheet.xlsx'
