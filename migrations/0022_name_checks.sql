-- What the rules found about the name that a case proposes, each time it was checked. Rows are only ever
-- added: a decision rests on what was found by then.
create table case_check (
    case_id uuid not null constraint case_check_case_fk references case_record (id),
    ordinal integer not null constraint case_check_ordinal_positive check (ordinal > 0),
    name text not null constraint case_check_name_length check (length(name) between 1 and 200),
    category text,
    pack text not null,
    judged_on date not null,
    at timestamptz not null,
    position bigint not null,
    verdict text not null constraint case_check_verdict_known check (verdict in ('pass', 'attention', 'prohibited')),
    findings jsonb not null,
    skipped text[] not null,
    constraint case_check_pk primary key (case_id, ordinal)
);
comment on table case_check is '地名审查: what was found about the proposed name, and by which rules';
comment on column case_check.ordinal is 'the event of the case that made the check';
comment on column case_check.judged_on is 'the day of the application: its law judges';
comment on column case_check.position is 'where the log of the register stood';
comment on column case_check.findings is 'each with rule, severity, article, the key of its message and what it names';

alter table case_check enable row level security;
create policy case_check_in_reach on case_check for all to mingjie_app
    using (exists (select from case_record c where c.id = case_id))
    with check (exists (select from case_record c where c.id = case_id));
grant select, insert on case_check to mingjie_app;
