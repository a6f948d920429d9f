// What can go wrong with a database of somebody else, in words that say what to do; every engine's codes end here.
import { FeedReadError, type ReadFailure } from '../adapter.ts'

/** Why a database did not do what was asked. An engine maps its own codes to these. */
export type ProblemKind =
  | 'no-answer' | 'broken-off' | 'busy' | 'too-slow'
  | 'password' | 'login' | 'login-method' | 'no-right' | 'tls'
  | 'database' | 'table' | 'column' | 'type' | 'too-wide'
  | 'syntax' | 'writes' | 'setting' | 'other'

/** Who is asked, for messages; never with a password. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly statementMs: number
}

interface Text {
  readonly failure: ReadFailure
  readonly en: string
  readonly zh: string
}

const TEXTS: Readonly<Record<ProblemKind, Text>> = {
  'no-answer': { failure: 'unreachable', en: 'No database answers at {server} ({detail}). See whether it runs and listens there, and whether a firewall or gateway lets this machine through.', zh: '{server} 的数据库没有应答（{detail}）。请核对数据库是否运行并在该端口监听，防火墙或网闸是否放行本机。' },
  'broken-off': { failure: 'unreachable', en: 'The connection to {server} broke off ({detail}). It is tried again; if it stays, see the log of the database and the network between.', zh: '与 {server} 的连接中断（{detail}）。将自动重试；若持续发生，请查看数据库日志和中间网络。' },
  busy: { failure: 'unreachable', en: 'The database at {server} takes no statements now ({detail}). It is tried again; if it stays, ask its operator about its limit of connections and whether it is being restarted.', zh: '{server} 的数据库暂不受理（{detail}）。将自动重试；若持续发生，请向其运维人员核实连接数上限以及是否正在重启。' },
  'too-slow': { failure: 'unreachable', en: 'A statement took longer than {seconds} s at {server} and was ended. Ask for an index on the time column and the key (in this order; for flags on the flag and the key), or raise statementSeconds.', zh: '语句在 {server} 上超过 {seconds} 秒，已终止。请对方在时间列和键列上（按此顺序；标志方式为标志列和键列）建立索引，或调大 statementSeconds。' },
  password: { failure: 'refused', en: 'The database at {server} refuses user {user} or the password ({detail}). Correct the user, or set the secret anew.', zh: '{server} 的数据库拒绝用户 {user} 或其密码（{detail}）。请更正用户名，或重新设置密钥。' },
  login: { failure: 'refused', en: 'The database at {server} does not let {user} in from here ({detail}). Ask its operator to allow this user, this machine and the database {database}, and whether TLS is required.', zh: '{server} 的数据库不允许 {user} 从本机登录（{detail}）。请对方放行该用户、本机和数据库 {database}，并核实是否要求 TLS。' },
  'login-method': { failure: 'refused', en: 'The database at {server} asks for a login method that this program does not speak ({detail}); openGauss and GaussDB do so by default. Have a user created whose password is stored as md5 (password_encryption_type = 1 there, then set the password anew).', zh: '{server} 的数据库要求本程序不支持的登录方式（{detail}）；openGauss、GaussDB 默认如此。请对方建立以 md5 保存密码的账号（将 password_encryption_type 设为 1 后重设密码）。' },
  'no-right': { failure: 'refused', en: '{user} may not do this at {server} ({detail}). Have the right to read these tables and columns granted (for the flag user: to read the key and update the flag), and no other right.', zh: '{user} 在 {server} 上没有权限（{detail}）。请对方授予读取这些表和列的权限（标志用户：读取键列并更新标志列），不要授予其他权限。' },
  tls: { failure: 'refused', en: 'TLS with {server} fails ({detail}). Set "tls" as that server has it: its certificate authority under "ca", the name in its certificate under "name"; or leave "tls" out where it has none.', zh: '与 {server} 的 TLS 连接失败（{detail}）。请按对方服务器设置 tls：证书颁发机构写在 ca，证书中的名称写在 name；对方没有 TLS 时去掉 tls。' },
  database: { failure: 'configuration', en: 'The server at {server} has no database {database}. Correct "database"; upper and lower case matter.', zh: '{server} 上没有数据库 {database}。请更正 database；区分大小写。' },
  table: { failure: 'contract', en: 'A table is missing in {database} at {server} ({detail}). See whether the source renamed it, and write it as it is there: upper and lower case matter, and another schema is named before a point.', zh: '{server} 的 {database} 中缺少表（{detail}）。请核实来源是否改名，并按其原样书写：区分大小写，其他模式写在点号之前。' },
  column: { failure: 'contract', en: 'A column is missing in {database} at {server} ({detail}). See whether the source renamed or dropped it, and correct the feed file.', zh: '{server} 的 {database} 中缺少列（{detail}）。请核实来源是否改名或删除，并更正数据源文件。' },
  type: { failure: 'contract', en: 'A column at {server} is no longer of the type that the feed file counts on ({detail}). See what the source changed, and correct the feed file.', zh: '{server} 上某列的类型与数据源文件的约定不符（{detail}）。请核实来源做了何种修改，并更正数据源文件。' },
  'too-wide': { failure: 'contract', en: 'The rows at {server} are too long to be held ({detail}). List the columns that are needed under "columns", without long texts.', zh: '{server} 上的行过长（{detail}）。请在 columns 中只列出所需的列，不含长文本。' },
  syntax: { failure: 'configuration', en: 'The database at {server} does not understand the query ({detail}). Correct "query"; try it there first.', zh: '{server} 的数据库无法理解该查询（{detail}）。请更正 query，并先在对方数据库上试运行。' },
  writes: { failure: 'configuration', en: 'The query would change something at {server} ({detail}), and feeds only read. Write a SELECT that changes nothing.', zh: '该查询会修改 {server} 上的数据（{detail}），而数据源只读。请改为不修改数据的 SELECT。' },
  setting: { failure: 'configuration', en: 'The database at {server} does not take a setting of the session ({detail}).', zh: '{server} 的数据库不接受会话设置（{detail}）。' },
  other: { failure: 'contract', en: 'The database at {server} answered with an error: {detail}. See the table or query there.', zh: '{server} 的数据库返回错误：{detail}。请在对方数据库上核对该表或查询。' },
}

const LONGEST_DETAIL = 300

/** The error for a problem; `detail` is what the database said. `secret` is taken out of it, should it ever be in there. */
export function problem(kind: ProblemKind, place: Place, { detail, secret, cause }: { readonly detail: string; readonly secret?: string | undefined; readonly cause?: unknown }): FeedReadError {
  const { failure, en, zh } = TEXTS[kind]
  const clean = (secret === undefined || secret === '' ? detail : detail.replaceAll(secret, '***')).replaceAll(/\s+/g, ' ').slice(0, LONGEST_DETAIL)
  const words: Readonly<Record<string, string>> = { server: `${place.host}:${place.port}`, database: place.database, user: place.user, seconds: String(place.statementMs / 1_000), detail: clean }
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '')
  return new FeedReadError(failure, fill(en), fill(zh), cause === undefined ? undefined : { cause })
}
