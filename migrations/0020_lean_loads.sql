-- Of what comes by the million: a plate's code is looked up in memory, and a fid is drawn from its
-- sequence or given while the table is locked against all other writers.
drop index doorplate_code_idx;
alter table doorplate drop constraint doorplate_fid_unique;
alter table plot drop constraint plot_fid_unique;

-- The changes' part read along the primary key instead of sorted.
create or replace function commit_digest(commit_id uuid) returns bytea
language sql stable set search_path from current as $$
    select sha256(
        change_digests(commit_id) || coalesce((
            select string_agg(e.digest, ''::bytea order by e.ordinal)
            from people.event e where e.commit_id = commit_digest.commit_id
        ), '')
    )
$$;
