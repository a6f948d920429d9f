// What a feed file says about a CSV file.
import Type from 'typebox'
import type { Static } from 'typebox'

export const CsvFileConfig = Type.Object(
  {
    kind: Type.Literal('csv-file'),
    path: Type.String({ minLength: 1, description: 'Relative to the feed file.' }),
    encoding: Type.Enum(['utf-8', 'gb18030'], { description: 'GBK and GB2312 files are read as gb18030.' }),
    delimiter: Type.Optional(Type.Enum([',', ';', '\t', '|'])),
  },
  { additionalProperties: false },
)
export type CsvFileConfig = Static<typeof CsvFileConfig>
