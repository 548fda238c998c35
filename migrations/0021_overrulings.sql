-- Findings that somebody overruled with a written reason. Rows are only ever added: who may add sees
-- what is there and changes none of it.
create table overruling (
    id uuid constraint overruling_pk primary key,
    version integer not null default 1,
    name text not null constraint overruling_name_length check (length(name) between 1 and 200),
    category text,
    region_code text not null,
    rule text not null,
    fingerprint text not null,
    reason text not null constraint overruling_reason_told check (length(reason) between 1 and 500),
    login text not null,
    role text not null,
    at timestamptz not null
);
comment on table overruling is '否决意见: a finding to judge that was judged not to hold, and why';
comment on column overruling.name is 'the name, normalised';
comment on column overruling.region_code is 'it holds for the name there and below';
comment on column overruling.fingerprint is 'which finding: its rule and what it shows; another namesake makes another finding';
comment on column overruling.reason is 'shown to everybody who checks the name; no persons';
create unique index overruling_once_unique
    on overruling (name, coalesce(category, ''), region_code, rule, fingerprint);

alter table overruling enable row level security;
create policy overruling_in_reach on overruling for all to mingjie_app
    using (reaches(region_code)) with check (reaches(region_code));
create policy overruling_read on overruling for select to mingjie_reader using (true);
grant select, insert on overruling to mingjie_app;
grant select on overruling to mingjie_reader;
