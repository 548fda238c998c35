-- Cases: what people do together in steps, with tasks, deadlines and a record. The tables of states
-- and acts are code (src/domain/lifecycle/); here is where each case stands and how it came there.
-- Served as mingjie_app alone, under row-level security by the case's region; the record of what was
-- done only grows.

-- The regions that the transaction reaches: its own and everything below them by parent_code. Asked
-- once a statement where `reaches` is asked once a row. Its owner reads the tree of regions for it.
create function reached_regions() returns setof text
language sql stable security definer set search_path from current as $$
    with recursive reached as (
        select unnest(string_to_array(nullif(current_setting('mingjie.region', true), ''), ',')) as code
        union
        select r.code from region r join reached a on r.parent_code = a.code
    )
    select code from reached
$$;

-- Whether the transaction reaches everything.
create function reaches_everything() returns boolean
language sql stable set search_path from current as $$
    select coalesce('*' = any (string_to_array(current_setting('mingjie.region', true), ',')), false)
$$;

-- The last number given out. The row is locked until the transaction that took a number ends, and a
-- number that was taken in vain is given back with it: no gaps.
create table case_counter (
    prefix text not null,
    region_code text not null,
    year integer not null,
    last integer not null constraint case_counter_positive check (last > 0),
    constraint case_counter_pk primary key (prefix, region_code, year)
);
comment on table case_counter is '编号: the last number by kind, county and year';

create table case_record (
    id uuid constraint case_record_pk primary key,
    kind text not null,
    number text not null constraint case_record_number_unique unique,
    state text not null,
    ended boolean not null,
    version integer not null constraint case_record_version_positive check (version > 0),
    events integer not null constraint case_record_events_positive check (events > 0),
    region_code text not null,
    title text not null,
    geom geometry(Point, 4490),
    form jsonb not null,
    opened_at timestamptz not null,
    opened_by text not null,
    opened_role text not null,
    closed_at timestamptz,
    due_on date,
    due_provisional boolean not null default false,
    follow_hash bytea,
    request_hash bytea,
    constraint case_record_ended check (ended = (closed_at is not null)),
    constraint case_record_opened_once unique (kind, opened_by, request_hash)
);
comment on table case_record is '办件: where each case stands';
comment on column case_record.number is 'prefix, county, year and a number without gaps';
comment on column case_record.events is 'how many rows its record has; the ordinal of the last';
comment on column case_record.region_code is 'the smallest administrative region that holds its position';
comment on column case_record.form is 'what was filled in, the latest of each field';
comment on column case_record.opened_by is 'login; public: without an account';
comment on column case_record.due_on is 'the last day of the earliest deadline that runs, Asia/Shanghai';
comment on column case_record.due_provisional is 'counted over a year whose holidays are not known yet';
comment on column case_record.follow_hash is 'SHA-256 of the code by which whoever reported follows it';
comment on column case_record.request_hash is 'SHA-256 of the key of the request that opened it';
create index case_record_newest_idx on case_record (opened_at desc, id desc);
create index case_record_region_idx on case_record (region_code);
create index case_record_due_idx on case_record (due_on) where not ended;
create index case_record_geom_gist on case_record using gist (geom);

create table case_event (
    case_id uuid not null constraint case_event_case_fk references case_record (id),
    ordinal integer not null constraint case_event_ordinal_positive check (ordinal > 0),
    commit_id uuid not null,
    act text not null,
    login text not null,
    name text not null,
    role text not null,
    at timestamptz not null,
    from_state text,
    to_state text not null,
    version integer not null,
    form jsonb not null,
    comment text,
    notice text,
    request_hash bytea,
    constraint case_event_pk primary key (case_id, ordinal),
    constraint case_event_once unique (case_id, request_hash)
);
comment on table case_event is '办理记录: what was done, by whom, in which role; only ever added to';
comment on column case_event.version is 'the version that the case has after it';
comment on column case_event.form is 'what was filled in; a comment has none';
comment on column case_event.notice is 'what the public is told: a message of the kind, never free text';
comment on column case_event.request_hash is 'SHA-256 of the request''s key: a request that comes again is not done again';

create table case_task (
    id uuid constraint case_task_pk primary key,
    case_id uuid not null constraint case_task_case_fk references case_record (id),
    task text not null,
    role text not null,
    person text,
    region_code text not null,
    given_at timestamptz not null,
    due_on date,
    due_provisional boolean not null default false,
    done_at timestamptz,
    done_by text,
    constraint case_task_done_by_somebody check ((done_at is null) = (done_by is null))
);
comment on table case_task is '待办: what somebody is to do';
comment on column case_task.person is 'login; null: anybody who holds the role there';
create index case_task_case_idx on case_task (case_id);
create index case_task_open_idx on case_task (due_on, id) where done_at is null;
create index case_task_person_idx on case_task (person) where done_at is null;

create table case_deadline (
    case_id uuid not null constraint case_deadline_case_fk references case_record (id),
    name text not null,
    ordinal integer not null,
    started_at timestamptz not null,
    due_on date not null,
    provisional boolean not null,
    basis text not null,
    stopped_at timestamptz,
    constraint case_deadline_pk primary key (case_id, name, ordinal)
);
comment on table case_deadline is '期限: every deadline that ran or runs';
comment on column case_deadline.ordinal is 'the event that started it';
comment on column case_deadline.basis is 'what its length rests on';
create unique index case_deadline_one_runs on case_deadline (case_id, name) where stopped_at is null;

create table case_subject (
    case_id uuid not null constraint case_subject_case_fk references case_record (id),
    kind text not null,
    feature_id uuid not null,
    constraint case_subject_pk primary key (case_id, kind, feature_id)
);
comment on table case_subject is 'the features that a case is about';
create index case_subject_feature_idx on case_subject (feature_id);

create table case_person (
    case_id uuid not null constraint case_person_case_fk references case_record (id),
    login text not null,
    part text not null constraint case_person_part_known check (part in ('opener', 'holder', 'actor')),
    constraint case_person_pk primary key (case_id, login, part)
);
comment on table case_person is 'the accounts that have to do with a case';
create index case_person_login_idx on case_person (login);

do $$
declare
    part text;
begin
    foreach part in array array['case_record', 'case_task'] loop
        execute format('alter table %I enable row level security', part);
        execute format(
            'create policy %I on %I for all to mingjie_app'
            ' using ((select reaches_everything()) or region_code in (select reached_regions()))'
            ' with check ((select reaches_everything()) or region_code in (select reached_regions()))',
            part || '_in_reach', part
        );
    end loop;
    -- The rest is reached through the case.
    foreach part in array array['case_event', 'case_deadline', 'case_subject', 'case_person'] loop
        execute format('alter table %I enable row level security', part);
        execute format(
            'create policy %I on %I for all to mingjie_app'
            ' using (exists (select from case_record c where c.id = case_id))'
            ' with check (exists (select from case_record c where c.id = case_id))',
            part || '_in_reach', part
        );
    end loop;
end
$$;

grant select, insert, update on case_counter, case_record, case_task, case_deadline to mingjie_app;
grant select, insert on case_event to mingjie_app;
grant select, insert, delete on case_subject to mingjie_app;
grant select, insert on case_person to mingjie_app;
