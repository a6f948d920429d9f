-- 前置库 of the 12345 hotline (MySQL or MariaDB): the table that the hotline's operator writes, one row for each order, changed in place.
create table order_push (
  order_id      varchar(32) not null comment '工单编号',
  accept_time   datetime    not null comment '受理时间',
  direct_answer tinyint(1)  not null default 0 comment '1 直接答复，0 派单',
  dispatch_time datetime    comment '首次派单时间',
  contact_time  datetime    comment '首次联系群众时间',
  close_time    datetime    comment '办结时间',
  due_time      datetime    comment '办理时限',
  complex_flag  char(1)     not null default 'N' comment '复杂疑难诉求，Y 为经审批认定',
  area_code     varchar(12) comment '诉求所在区划',
  handler       varchar(60) comment '承办单位',
  is_deleted    tinyint(1)  not null default 0 comment '1 已作废',
  update_time   datetime(3) not null comment '最后更新时间，每次变更都会改变',
  primary key (order_id),
  key order_push_changes (update_time, order_id)
) comment '12345 工单推送表' default character set utf8mb4;

insert into order_push (order_id, accept_time, direct_answer, dispatch_time, contact_time, close_time, due_time, complex_flag, area_code, handler, is_deleted, update_time) values
  ('20260228000000000001', '2026-02-28 08:00:00', 0, '2026-02-28 08:10:00', '2026-02-28 09:10:00', '2026-03-01 10:00:00', '2026-03-05 08:00:00', 'N', '990102', '市城管局', 0, '2026-03-01 10:00:00.120'),
  ('20260228000000000002', '2026-02-28 09:00:00', 0, '2026-02-28 09:05:00', '2026-02-28 12:05:00', null,                  '2026-03-07 09:00:00', 'N', '990103', '市住建局', 0, '2026-02-28 12:05:00.000'),
  ('20260228000000000003', '2026-02-28 09:30:00', 1, null,                  null,                  '2026-02-28 09:34:00', null,                  'N', null,     null,       0, '2026-02-28 09:34:00.900'),
  ('20260228000000000004', '2026-02-28 10:00:00', 0, '2026-02-28 10:20:00', '2026-03-01 10:20:00', null,                  '2026-04-10 10:00:00', 'Y', '990102', '市住建局', 0, '2026-03-01 10:20:00.000'),
  ('20260228000000000005', '2026-02-28 11:00:00', 0, '2026-02-28 11:00:00', null,                  null,                  '2026-03-05 11:00:00', 'N', '990103', '市城管局', 1, '2026-02-28 11:40:00.000'),
  ('20260301000000000001', '2026-03-01 08:00:00', 0, '2026-03-01 08:00:00', '2026-03-01 10:00:00', '2026-03-01 11:00:00', '2026-03-06 08:00:00', 'N', '990103', '市城管局', 0, '2026-03-01 11:00:00.000');
