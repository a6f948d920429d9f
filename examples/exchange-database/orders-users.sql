-- A user who may read this table and nothing else, from the machine of CTMM Live alone. Give it a password of your own.
create user 'ctmm_read'@'10.8.30.%' identified by 'change-me';
grant select on exchange.order_push to 'ctmm_read'@'10.8.30.%';
