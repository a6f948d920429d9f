// 200 texts that would do something if any of them were ever taken for words of SQL.

const WORDS = [
  `'; drop table canary; --`, `"; drop table canary; --`, '`; drop table canary; --', `' or '1'='1`, `" or "1"="1`, `' or 1=1 -- `, `1 or 1=1`, `1; delete from canary`, `1); delete from canary; --`, `x' union select word from secrets --`,
  `' union select word from secrets where '1'='1`, `') union select word from secrets --`, `\\'; drop table canary; --`, `\\`, `'`, `"`, '`', `''`, `'''`, `\\''`, `/* */`, `/*! drop table canary */`, `-- x`, `# x`, `$$`, `$1`, `?`, `??`, `:1`, `%s`, `%`, `_`, `\u2028`,
  `'||(select word from secrets)||'`, `'+(select word from secrets)+'`, `{fn user()}`, `\${process.exit(1)}`, `{{7*7}}`, `null`, `NULL`, `default`, `0x27`, `x'27'`, `_utf8mb4'x'`, `E'\\047'`, `U&'\\0027'`, `N'x'`, `\u02bc; drop table canary`, `\uff07; drop table canary`, `\u2019 or 1=1`, `\u0008`, `\u001a`,
]

const AROUND = [(text: string) => text, (text: string) => `${text}\n`, (text: string) => `工单${text}`, (text: string) => `a'${text}`] as const

/** 200 of them, no two alike and none empty. */
export const hostileTexts: readonly string[] = [...new Set(AROUND.flatMap((wrap) => WORDS.map(wrap)).filter((text) => text !== ''))].slice(0, 200)

/** 200 queries of which none may do anything but read, if it is let through at all. */
export const hostileQueries: readonly string[] = [
  'delete from canary', 'drop table canary', 'update canary set word = 1', 'truncate canary', 'insert into canary values (9)', 'select 1; drop table canary', 'select 1;', 'select word into stolen from canary',
  `select word from canary into outfile '/tmp/ctmm-stolen'`, 'select word into @x from canary', 'with x as (delete from canary returning *) select * from x', 'with x as (insert into canary values (9) returning *) select * from x',
  'with x as (update canary set id = 9 returning *) select * from x', 'explain analyze delete from canary', 'call drop_all()', 'do sleep(1)', 'set global general_log = 1', 'grant all on *.* to reader', 'create table stolen as select * from canary',
  'select * from canary for update', 'select * from canary lock in share mode', 'select sleep(100)', 'select pg_sleep(100)', `select load_file('/etc/passwd')`, `select pg_read_file('/etc/passwd')`, `select pg_terminate_backend(1)`, `select dblink('x', 'y')`,
  `select lo_import('/etc/passwd')`, `select set_config('transaction_read_only', 'off', false)`, `copy canary to '/tmp/ctmm-stolen'`, `copy (select 1) to program 'true'`, 'select 1 /* word', 'select 1 -- word', 'select 1 # word', 'select /*! 1 */ 1', 'select 1) x; drop table canary; --',
  'select 1) x union select word from secrets where (1 = 1', `select 'a\\'; drop table canary; --'`, `select E'\\'; drop table canary'`, 'select $$; drop table canary $$', 'select $x$ ; drop table canary $x$', 'table canary', 'values (1)', 'show tables', 'begin', 'prepare x as delete from canary',
  `execute immediate 'drop table canary'`, 'handler canary open', `load data infile '/etc/passwd' into table canary`, 'select "a; drop table canary', 'select nextval(\'s\')',
].flatMap((query) => [query, query.toUpperCase(), ` \n${query}`, `select 1 as id union all ${query}`]).slice(0, 200)
