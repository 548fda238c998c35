-- Who may touch what. mingjie_app owns nothing, sees and writes under row-level security, and may
-- only add to the log; mingjie_reader reads everything that is not restricted.
create schema restricted;
comment on schema restricted is 'persons: burials, kin, applicants, custodians; reached by mingjie_restricted alone';
grant usage on schema restricted to mingjie_restricted;
grant usage on schema register to mingjie_app, mingjie_reader;

-- Whether the transaction's region reaches a feature's: the region itself or one below it by
-- parent_code. `*` reaches everything; unset reaches nothing.
create function reaches(region_code text) returns boolean
language plpgsql stable set search_path from current as $$
declare
    own text := current_setting('mingjie.region', true);
begin
    if own is null or own = '' then
        return false;
    end if;
    if own = '*' or own = region_code then
        return true;
    end if;
    return exists (
        with recursive above as (
            select r.code, r.parent_code from region r where r.code = reaches.region_code
            union
            select r.code, r.parent_code from region r join above a on r.code = a.parent_code
        )
        select from above where code = own
    );
end
$$;

do $$
declare
    kind text;
    reached text;
begin
    foreach kind in array array[
        'region', 'place', 'road', 'doorplate', 'boundary_line', 'boundary_marker', 'cemetery', 'plot'
    ] loop
        -- A line has two sides and is reached from either; a region is reached by its own code.
        reached := case kind
            when 'region' then 'reaches(code)'
            when 'boundary_line' then 'reaches(left_code) or reaches(right_code)'
            when 'boundary_marker' then
                'exists (select from boundary_line l where l.code = any (string_to_array(line_code, ''|''))'
                ' and (reaches(l.left_code) or reaches(l.right_code)))'
            else 'reaches(region_code)'
        end;
        execute format('alter table %I enable row level security', kind);
        execute format(
            'create policy %I on %I for all to mingjie_app using (%s) with check (%s)',
            kind || '_in_reach', kind, reached, reached
        );
        execute format('create policy %I on %I for select to mingjie_reader using (true)', kind || '_read', kind);
        execute format('grant select, insert, update on %I to mingjie_app', kind);
        execute format('grant select on %I to mingjie_reader', kind);
    end loop;
end
$$;

grant select, insert, update on name_record, link to mingjie_app;
grant select, insert on change, commit, import to mingjie_app;
grant select on name_record, link, change, commit, import to mingjie_reader;
grant execute on function close_commit(uuid, integer, text, text, timestamptz, text, uuid, uuid) to mingjie_app;
