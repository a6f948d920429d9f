// PGlite that dies when it is told to, in each way in which the real one can: for the tests of what happens then.
import { PGlite as RealEngine } from '@electric-sql/pglite'

export const PGlite = {
  async create(options: { readonly dataDir: string }): Promise<RealEngine> {
    const engine = await RealEngine.create(options)
    const query = engine.query.bind(engine)
    engine.query = async (sql, ...rest) => {
      if (sql.includes('end the thread')) process.exit(1)
      if (sql.includes('panic')) throw Object.assign(new Error('could not write to file "pg_wal/xlogtemp.42"'), { severity: 'PANIC', code: '53100' })
      if (sql.includes('trap')) throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' })
      return query(sql, ...rest)
    }
    return engine
  },
}
