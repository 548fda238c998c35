-- Accounts, what they are granted, sessions, keys, and the events of the audit log. The schema is
-- reached by mingjie_app alone: nothing of it is ever read by the index, the feed or an export.
create schema people;
comment on schema people is 'accounts, sessions, keys and events; reached by mingjie_app, never by mingjie_reader';
grant usage on schema people to mingjie_app;

create table people.account (
    id uuid constraint account_pk primary key,
    login text not null
        constraint account_login_unique unique
        constraint account_login_spelled check (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
    name text not null constraint account_name_given check (name <> ''),
    password text,
    status text not null default 'active' constraint account_status_known check (status in ('active', 'locked')),
    failed integer not null default 0 constraint account_failed_not_negative check (failed >= 0),
    locked_until timestamptz,
    must_change boolean not null default false,
    created_at timestamptz not null,
    password_at timestamptz,
    signed_in_at timestamptz
);
comment on table people.account is 'who may sign in; nothing is ever erased';
comment on column people.account.login is 'lower case, never changed: the log names people by it';
comment on column people.account.password is 'Argon2id in PHC form; null: cannot sign in with one';
comment on column people.account.failed is 'wrong passwords since the last right one';
comment on column people.account.locked_until is 'too many wrong passwords: none is looked at before';
comment on column people.account.status is 'locked: by an administrator, until unlocked';

create table people.role_grant (
    account_id uuid not null constraint role_grant_account_fk references people.account (id),
    role text not null constraint role_grant_role_known check (role in (
        'provider', 'surveyor', 'clerk', 'expert', 'committee', 'approver', 'cemetery_manager', 'auditor', 'admin'
    )),
    region text not null constraint role_grant_region_given check (region ~ '^([0-9]{2,12}(-J[0-9]+)?|\*)$'),
    granted_at timestamptz not null,
    granted_by text not null,
    constraint role_grant_pk primary key (account_id, role, region)
);
comment on column people.role_grant.region is 'the code of a region: it and everything below; * is everywhere';

create table people.session (
    id uuid constraint session_pk primary key,
    token_hash bytea not null constraint session_token_unique unique,
    account_id uuid not null constraint session_account_fk references people.account (id),
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    address text,
    agent text
);
comment on column people.session.token_hash is 'SHA-256 of the cookie; the cookie itself is kept nowhere';
create index session_account_idx on people.session (account_id);

create table people.api_key (
    id uuid constraint api_key_pk primary key,
    prefix text not null constraint api_key_prefix_unique unique,
    hash bytea not null,
    name text not null,
    role text not null constraint api_key_role_known check (role in ('provider', 'surveyor', 'clerk', 'cemetery_manager')),
    region text not null constraint api_key_region_given check (region ~ '^([0-9]{2,12}(-J[0-9]+)?|\*)$'),
    kinds text[],
    rate integer not null constraint api_key_rate_positive check (rate > 0),
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    used_at timestamptz,
    used_from text
);
comment on column people.api_key.hash is 'SHA-256 of the whole key, which is shown once';
comment on column people.api_key.kinds is 'the kinds it is bound to; null: all';
comment on column people.api_key.rate is 'requests a minute';

create table people.link (
    token_hash bytea constraint link_pk primary key,
    account_id uuid not null constraint link_account_fk references people.account (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
comment on table people.link is 'links by which an account gets its password, each good once';

-- What each role may: the twin of the table in domain/role.rs for the acts that row-level security
-- asks about. A test compares the two.
create table people.role_act (
    role text not null,
    act text not null,
    constraint role_act_pk primary key (role, act)
);
insert into people.role_act (role, act)
select r.role, a.act
from (values
    ('read_drafts', array['clerk', 'expert', 'committee', 'approver', 'auditor', 'operator']),
    ('read_exact', array['surveyor', 'clerk', 'approver', 'auditor', 'operator']),
    ('read_graves', array['clerk', 'approver', 'cemetery_manager', 'auditor', 'operator'])
) a (act, roles)
cross join lateral unnest(a.roles) r (role);

-- One row an event: what happened that changed no feature, and of each change of features who made
-- it from where. Hung on a commit of the register, or on one of the journal.
create table people.event (
    commit_id uuid not null,
    ordinal integer not null constraint event_ordinal_not_negative check (ordinal >= 0),
    act text not null,
    at timestamptz not null,
    person uuid,
    login text not null,
    role text not null,
    via text not null,
    address text,
    kinds text[] not null default '{}',
    subject text,
    detail jsonb not null default '{}',
    digest bytea not null,
    constraint event_pk primary key (commit_id, ordinal)
);
comment on column people.event.subject is 'whom or what it concerns: a login, a key, a feature';
comment on column people.event.digest is 'SHA-256 of the row, by event_seal';
create index event_at_idx on people.event (at desc, commit_id desc, ordinal desc);
create index event_login_idx on people.event (login, at desc);
create index event_failed_idx on people.event (address, at) where act = 'sign_in_failed';

-- A commit of events alone. It has no position, so that no reader of the register notices; it is
-- chained as the register's commits are, and holds the head of their chain at its time.
create table people.journal (
    id uuid constraint journal_pk primary key,
    number bigint not null constraint journal_number_unique unique,
    actor text not null,
    role text not null,
    at timestamptz not null,
    reason text,
    digest bytea not null,
    register_last bigint not null,
    register_chain bytea not null,
    chain bytea not null
);
comment on table people.journal is 'one row a transaction of events alone; the chain proves that none was taken out';
comment on column people.journal.register_last is 'the last position of the register when it was written; 0: none';

grant select, insert, update on people.account, people.session, people.api_key, people.link to mingjie_app;
grant select, insert, delete on people.role_grant to mingjie_app;
grant delete on people.session to mingjie_app;
grant select on people.role_act to mingjie_app;
grant select, insert on people.event, people.journal to mingjie_app;

-- What the digest of an event covers.
create function people.event_seal(e people.event) returns bytea language sql stable as $$
    select sha256(convert_to(jsonb_build_array(
        e.commit_id, e.ordinal, e.act, extract(epoch from e.at)::numeric, e.person, e.login, e.role, e.via, e.address,
        to_jsonb(e.kinds), e.subject, e.detail
    )::text, 'UTF8'))
$$;

-- By these an audit names the field that differs; what judges is the digest.
alter table change add column marks integer[];
comment on column change.marks is 'a short hash of each field in the order of the kind''s fields, then source, fid, version, geometry';

-- What a commit's digest covers: its changes, then its events. Of commits before there were events
-- it is what it was.
create function commit_digest(commit_id uuid) returns bytea
language sql stable set search_path from current as $$
    select sha256(
        coalesce((
            select string_agg(c.digest, ''::bytea order by c.ordinal) from change c where c.commit_id = commit_digest.commit_id
        ), '') || coalesce((
            select string_agg(e.digest, ''::bytea order by e.ordinal)
            from people.event e where e.commit_id = commit_digest.commit_id
        ), '')
    )
$$;

create or replace function close_commit(
    commit_id uuid, changes integer, actor text, role text, at timestamptz,
    reason text, case_id uuid, import_id uuid, out last bigint
) language plpgsql set search_path from current as $$
declare
    previous record;
    changes_digest bytea := commit_digest(commit_id);
begin
    perform pg_advisory_xact_lock(7305437);

    select c.last, c.chain into previous from commit c order by c.last desc limit 1;
    last := coalesce(previous.last, 0) + changes;

    insert into commit (id, first, last, actor, role, at, reason, case_id, import_id, digest, chain)
    values (
        commit_id, coalesce(previous.last, 0) + 1, last, actor, role, at, reason, case_id, import_id, changes_digest,
        sha256(coalesce(previous.chain, '') || commit_seal(
            commit_id, coalesce(previous.last, 0) + 1, last, actor, role, at, reason, case_id, import_id, changes_digest
        ))
    );
    perform pg_notify('mingjie_commit', last::text);
end
$$;

-- What the journal's chain hashes of a row, apart from the chain before it.
create function people.journal_seal(
    id uuid, number bigint, actor text, role text, at timestamptz, reason text, digest bytea,
    register_last bigint, register_chain bytea
) returns bytea language sql stable as $$
    select convert_to(jsonb_build_array(
        id, number, actor, role, extract(epoch from at)::numeric, reason, encode(digest, 'hex'),
        register_last, encode(register_chain, 'hex')
    )::text, 'UTF8')
$$;

-- Closes a commit of events alone. The caller's transaction must commit right after.
create function people.close_journal(
    commit_id uuid, actor text, role text, at timestamptz, reason text, out number bigint
) language plpgsql set search_path from current as $$
declare
    previous record;
    head record;
    events_digest bytea := commit_digest(commit_id);
begin
    perform pg_advisory_xact_lock(7305439);
    select j.number, j.chain into previous from people.journal j order by j.number desc limit 1;
    select c.last, c.chain into head from commit c order by c.last desc limit 1;
    number := coalesce(previous.number, 0) + 1;
    insert into people.journal (id, number, actor, role, at, reason, digest, register_last, register_chain, chain)
    values (
        commit_id, number, actor, role, at, reason, events_digest, coalesce(head.last, 0), coalesce(head.chain, ''),
        sha256(coalesce(previous.chain, '') || people.journal_seal(
            commit_id, number, actor, role, at, reason, events_digest, coalesce(head.last, 0), coalesce(head.chain, '')
        ))
    );
end
$$;

-- Whether the transaction's regions reach a feature's: one of them itself, or a region below one by
-- parent_code. `*` reaches everything; unset reaches nothing. It looks the tree up as the owner of the
-- tables: under the policy of regions, which asks this function, it would ask itself for ever.
create or replace function reaches(region_code text) returns boolean
language plpgsql stable security definer set search_path from current as $$
declare
    own text[] := string_to_array(nullif(current_setting('mingjie.region', true), ''), ',');
begin
    if own is null then
        return false;
    end if;
    if '*' = any (own) or region_code = any (own) then
        return true;
    end if;
    return exists (
        with recursive above as (
            select r.code, r.parent_code from region r where r.code = reaches.region_code
            union
            select r.code, r.parent_code from region r join above a on r.code = a.parent_code
        )
        select from above where code = any (own)
    );
end
$$;

-- Whether the transaction's role sees a kind whole.
create function role_reads(kind text) returns boolean
language sql stable set search_path from current as $$
    select exists (
        select from people.role_act a
        where a.role = current_setting('mingjie.role', true)
          and a.act = case
              when kind in ('boundary_line', 'boundary_marker') then 'read_exact'
              when kind in ('cemetery', 'plot') then 'read_graves'
              else 'read_drafts'
          end
    )
$$;

-- Whether the transaction reaches a feature, by the row-level security of its own table.
create function feature_in_reach(kind text, id uuid) returns boolean
language sql stable set search_path from current as $$
    select case kind
        when 'region' then exists (select from region f where f.id = feature_in_reach.id)
        when 'place' then exists (select from place f where f.id = feature_in_reach.id)
        when 'road' then exists (select from road f where f.id = feature_in_reach.id)
        when 'doorplate' then exists (select from doorplate f where f.id = feature_in_reach.id)
        when 'boundary_line' then exists (select from boundary_line f where f.id = feature_in_reach.id)
        when 'boundary_marker' then exists (select from boundary_marker f where f.id = feature_in_reach.id)
        when 'cemetery' then exists (select from cemetery f where f.id = feature_in_reach.id)
        when 'plot' then exists (select from plot f where f.id = feature_in_reach.id)
        else false
    end
$$;

do $$
declare
    kind text;
begin
    foreach kind in array array[
        'region', 'place', 'road', 'doorplate', 'boundary_line', 'boundary_marker', 'cemetery', 'plot'
    ] loop
        -- A region's own tree must be readable to find out what lies below what; it is public.
        if kind not in ('region') then
            execute format(
                'create policy %I on %I as restrictive for select to mingjie_app using ((select role_reads(%L)))',
                kind || '_by_role', kind, kind
            );
        end if;
    end loop;
end
$$;

-- Names and links follow the features they belong to; a name of no feature yet is for the acts to guard.
alter table name_record enable row level security;
create policy name_record_read on name_record for select using (true);
create policy name_record_in_reach on name_record for insert to mingjie_app
    with check (feature_id is null or feature_in_reach(kind, feature_id));
create policy name_record_changed_in_reach on name_record for update to mingjie_app
    using (feature_id is null or feature_in_reach(kind, feature_id))
    with check (feature_id is null or feature_in_reach(kind, feature_id));
alter table link enable row level security;
create policy link_read on link for select using (true);
create policy link_in_reach on link for insert to mingjie_app with check (feature_in_reach(from_kind, from_id));
create policy link_changed_in_reach on link for update to mingjie_app
    using (feature_in_reach(from_kind, from_id)) with check (feature_in_reach(from_kind, from_id));
