// The engines by name.
import type { SqlQueryConfig } from '../config.ts'
import type { Driver } from '../driver.ts'
import { mysqlDriver } from './mysql.ts'
import { postgresql } from './postgresql.ts'

export const engines: Readonly<Record<SqlQueryConfig['engine'], Driver>> = { postgresql, mysql: mysqlDriver }
