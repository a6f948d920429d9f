-- A user who may read these two tables and nothing else. Give it a password of your own, and let it in from the machine of CTMM Live alone (pg_hba.conf).
create role ctmm_read login password 'change-me';
grant usage on schema public to ctmm_read;
grant select on to_rec, to_his_rec to ctmm_read;
