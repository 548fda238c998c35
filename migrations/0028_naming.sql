-- Who overruled a finding may have been wrong: an overruling is taken back with a reason of its own. What was
-- written stays as it is; only its end may be added, once, and then the finding may be overruled anew.
alter table overruling
    add column withdrawn_at timestamptz,
    add column withdrawn_login text,
    add column withdrawn_role text,
    add column withdrawn_reason text,
    add constraint overruling_end_whole
        check (num_nonnulls(withdrawn_at, withdrawn_login, withdrawn_role, withdrawn_reason) in (0, 4)),
    add constraint overruling_end_told check (length(withdrawn_reason) between 1 and 500);
comment on column overruling.withdrawn_at is 'since then the finding counts again';
comment on column overruling.withdrawn_reason is 'why it was taken back; no persons';

drop index overruling_once_unique;
create unique index overruling_once_unique
    on overruling (name, coalesce(category, ''), region_code, rule, fingerprint) where withdrawn_at is null;

create policy overruling_ended_once on overruling as restrictive for update to mingjie_app
    using (withdrawn_at is null) with check (withdrawn_at is not null);
grant update (version, withdrawn_at, withdrawn_login, withdrawn_role, withdrawn_reason) on overruling to mingjie_app;

-- How many a road serves, which weighs when roads without a name are to be named: a count that an office brings,
-- no persons.
alter table road
    add column people bigint,
    add constraint road_people_not_negative check (people >= 0);
comment on column road.people is 'people served, as whoever counted them tells; null: not told';
