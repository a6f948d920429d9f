-- Tables of a city-management system (数字城管) as the platform keeps them in PostgreSQL: open cases in to_rec, closed ones moved to to_his_rec; times are texts of Beijing time.
create table to_rec (
  rec_id           bigint primary key,
  task_num         varchar(32) not null,
  create_time      varchar(19) not null,
  inst_time        varchar(19),
  dispatch_time    varchar(19),
  dispose_deadline varchar(19),
  archive_time     varchar(19),
  cancel_time      varchar(19),
  street_code      varchar(12),
  unit_name        varchar(60),
  rework_num       integer not null default 0,
  last_update_time varchar(19) not null
);
create table to_his_rec (like to_rec including all);
create index to_rec_changes on to_rec (last_update_time, rec_id);
create index to_his_rec_changes on to_his_rec (last_update_time, rec_id);
comment on table to_rec is '在办案卷';
comment on table to_his_rec is '历史案卷';
comment on column to_rec.rec_id is '案卷标识';
comment on column to_rec.inst_time is '立案时间';
comment on column to_rec.dispatch_time is '派遣时间';
comment on column to_rec.archive_time is '结案时间';
comment on column to_rec.cancel_time is '作废时间';
comment on column to_rec.last_update_time is '最后更新时间';

insert into to_his_rec (rec_id, task_num, create_time, inst_time, dispatch_time, dispose_deadline, archive_time, cancel_time, street_code, unit_name, rework_num, last_update_time) values
  (9007199254740993, '江东〔2026〕000101号', '2026-02-27 08:00:00', '2026-02-27 08:05:00', '2026-02-27 08:20:00', '2026-02-27 20:20:00', '2026-02-27 15:00:00', null, '990102001', '市城管局', 0, '2026-02-27 15:00:00'),
  (9007199254740994, '临港〔2026〕000102号', '2026-02-27 09:00:00', '2026-02-27 09:05:00', '2026-02-27 09:20:00', '2026-02-28 09:20:00', '2026-02-28 08:00:00', null, '990103001', '市住建局', 1, '2026-02-28 08:00:00');
insert into to_rec (rec_id, task_num, create_time, inst_time, dispatch_time, dispose_deadline, archive_time, cancel_time, street_code, unit_name, rework_num, last_update_time) values
  (9007199254740995, '江东〔2026〕000103号', '2026-02-28 10:00:00', '2026-02-28 10:05:00', '2026-02-28 10:20:00', '2026-03-01 10:20:00', null, null,                  '990102001', '市城管局', 0, '2026-02-28 10:20:00'),
  (9007199254740996, '临港〔2026〕000104号', '2026-02-28 11:00:00', '2026-02-28 11:05:00', null,                  null,                  null, null,                  '990103001', null,       0, '2026-02-28 11:05:00'),
  (9007199254740997, '临港〔2026〕000105号', '2026-02-28 12:00:00', '2026-02-28 12:05:00', null,                  null,                  null, '2026-02-28 12:30:00', '990103001', null,       0, '2026-02-28 12:30:00');
