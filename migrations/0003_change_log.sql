-- The change log. A transaction of the registry is one commit; its change rows are written as it
-- goes, and the commit row closes it under a short advisory lock, so that nothing is ever added at
-- or below a position already read.
create table change (
    commit_id uuid not null,
    ordinal integer not null constraint change_ordinal_not_negative check (ordinal >= 0),
    kind text not null,
    id uuid not null,
    version integer not null,
    op text not null constraint change_op_known check (op in ('insert', 'update', 'retire', 'restore')),
    before jsonb,
    digest bytea not null,
    box_before box,
    box_after box,
    constraint change_pk primary key (commit_id, ordinal),
    constraint change_before_kept check ((op = 'insert') = (before is null))
);
comment on table change is 'one row a changed feature and commit; position = commit.first + ordinal';
comment on column change.before is 'the row before; null for an insert';
comment on column change.digest is 'SHA-256 of the row as it is after';
comment on column change.box_before is 'degrees, CGCS2000, longitude first';
create index change_history_idx on change (id, version);

create table commit (
    id uuid constraint commit_pk primary key,
    first bigint not null,
    last bigint not null constraint commit_last_unique unique,
    actor text not null,
    role text not null,
    at timestamptz not null,
    reason text,
    case_id uuid,
    import_id uuid,
    digest bytea not null,
    chain bytea not null,
    constraint commit_positions_ordered check (first <= last)
);
comment on table commit is 'one row a transaction that changed features; the chain proves that none was taken out';
comment on column commit.digest is 'SHA-256 over the digests of its changes in order';
comment on column commit.chain is 'SHA-256 over the previous chain and this row';

create table import (
    id uuid constraint import_pk primary key,
    kind text not null,
    source text not null,
    file_name text not null,
    actor text not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    position bigint,
    report jsonb not null
);
comment on table import is 'the quality report of each import';

-- Closes a commit: takes the lock, gives the changes their positions, hashes the chain, wakes followers.
-- The caller's transaction must commit right after.
create function close_commit(
    commit_id uuid, changes integer, actor text, role text, at timestamptz,
    reason text, case_id uuid, import_id uuid, out last bigint
) language plpgsql set search_path from current as $$
declare
    previous record;
    changes_digest bytea;
begin
    select sha256(coalesce(string_agg(c.digest, ''::bytea order by c.ordinal), ''))
    into changes_digest
    from change c
    where c.commit_id = close_commit.commit_id;

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

-- What the chain hashes of a commit, apart from the chain before it.
create function commit_seal(
    id uuid, first bigint, last bigint, actor text, role text, at timestamptz,
    reason text, case_id uuid, import_id uuid, digest bytea
) returns bytea language sql stable as $$
    select convert_to(jsonb_build_array(
        id, first, last, actor, role, extract(epoch from at)::numeric, reason, case_id, import_id, encode(digest, 'hex')
    )::text, 'UTF8')
$$;
