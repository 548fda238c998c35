-- Joint inspections of boundary lines: what is to be visited, and what came back from the field. What
-- comes back is kept as the operations that phones made, each once and for ever; records are what
-- they make together (src/domain/field_work/fold.rs), so that order and repetition change nothing.

create table joint_inspection (
    id uuid constraint joint_inspection_pk primary key,
    line_id uuid not null,
    line_code text not null,
    line_name text not null,
    round integer not null constraint joint_inspection_round_positive check (round > 0),
    left_code text not null,
    right_code text not null,
    lead_side text not null constraint joint_inspection_lead_known check (lead_side in ('left', 'right')),
    starts_on date not null,
    ends_on date not null,
    plan text,
    state text not null default 'field' constraint joint_inspection_state_known check (state in ('field', 'closed')),
    version integer not null default 1,
    opened_by text not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    constraint joint_inspection_once_unique unique (line_id, round),
    constraint joint_inspection_days_ordered check (starts_on <= ends_on),
    constraint joint_inspection_closed check ((state = 'closed') = (closed_at is not null))
);
comment on table joint_inspection is '联检: one line inspected by both its sides';
comment on column joint_inspection.round is 'the fifth round is under way since 2023';
comment on column joint_inspection.lead_side is 'the side that leads (牵头方)';

create table field_task (
    id uuid constraint field_task_pk primary key,
    inspection_id uuid not null constraint field_task_inspection_fk references joint_inspection (id),
    ordinal integer not null constraint field_task_ordinal_positive check (ordinal > 0),
    kind text not null constraint field_task_kind_known check (kind in ('marker', 'segment')),
    marker_id uuid,
    label text not null,
    side text not null constraint field_task_side_known check (side in ('left', 'right', 'both')),
    person text,
    from_m double precision not null,
    to_m double precision not null,
    constraint field_task_marker_whole check ((kind = 'marker') = (marker_id is not null)),
    constraint field_task_ordinal_unique unique (inspection_id, ordinal)
);
comment on table field_task is '外业任务: a marker or a segment to be visited';
comment on column field_task.side is 'the side whose team is to do it; the other may record it, too';
comment on column field_task.person is 'login; null: anybody of the side''s team';
comment on column field_task.from_m is 'metres along the line from its beginning, on the ellipsoid; a marker has from_m = to_m';
create index field_task_marker_idx on field_task (marker_id) where marker_id is not null;

create table field_operation (
    id uuid constraint field_operation_pk primary key,
    digest bytea not null,
    inspection_id uuid constraint field_operation_inspection_fk references joint_inspection (id),
    task_id uuid constraint field_operation_task_fk references field_task (id),
    record_id uuid,
    login text not null,
    side text constraint field_operation_side_known check (side in ('left', 'right', 'both')),
    region_code text not null,
    device uuid,
    body jsonb not null,
    facts jsonb,
    status text not null constraint field_operation_status_known check (status in ('applied', 'quarantined', 'set_aside')),
    reasons jsonb not null default '[]',
    received_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    settled_why text,
    constraint field_operation_applied_whole check (
        status <> 'applied' or (inspection_id is not null and task_id is not null and record_id is not null)
    ),
    constraint field_operation_settled check ((settled_by is null) = (settled_at is null))
);
comment on table field_operation is '外业操作: what phones made, each kept once; only its status ever changes';
comment on column field_operation.id is 'made by the phone; of one without a good id made from its content';
comment on column field_operation.digest is 'SHA-256 of sender and body: the same id with another content is told apart';
comment on column field_operation.body is 'as it came, official figures as text';
comment on column field_operation.facts is 'what the photo that came says of itself: SHA-256, bytes, time, position';
comment on column field_operation.status is 'quarantined: kept and looked at by the office; set_aside: the office decided that it stays out';
create index field_operation_record_idx on field_operation (record_id);
create index field_operation_inspection_idx on field_operation (inspection_id, received_at);
create index field_operation_quarantine_idx on field_operation (received_at) where status = 'quarantined';

create table field_device (
    id uuid not null,
    login text not null,
    name text not null constraint field_device_name_length check (length(name) <= 100),
    region_code text not null,
    pending_operations integer not null,
    pending_photos integer not null,
    pending_bytes bigint not null,
    seen_at timestamptz not null,
    constraint field_device_pk primary key (id, login)
);
comment on table field_device is '外业手机: what each says is still on it';

alter table joint_inspection enable row level security;
create policy joint_inspection_in_reach on joint_inspection for all to mingjie_app
    using (reaches(left_code) or reaches(right_code))
    with check (reaches(left_code) or reaches(right_code));
alter table field_task enable row level security;
create policy field_task_in_reach on field_task for all to mingjie_app
    using (exists (select from joint_inspection i where i.id = inspection_id))
    with check (exists (select from joint_inspection i where i.id = inspection_id));
alter table field_operation enable row level security;
-- Both sides see what came; what belongs to no inspection is seen by its sender and the sender's office.
create policy field_operation_in_reach on field_operation for all to mingjie_app
    using (
        login = current_setting('mingjie.person', true)
        or exists (select from joint_inspection i where i.id = inspection_id)
        or inspection_id is null and reaches(region_code)
    )
    with check (
        login = current_setting('mingjie.person', true)
        or reaches(region_code)
    );
alter table field_device enable row level security;
create policy field_device_in_reach on field_device for all to mingjie_app
    using (login = current_setting('mingjie.person', true) or reaches(region_code))
    with check (login = current_setting('mingjie.person', true) or reaches(region_code));

grant select, insert, update on joint_inspection, field_task, field_device to mingjie_app;
grant select, insert on field_operation to mingjie_app;
grant update (status, inspection_id, task_id, record_id, side, facts, reasons, settled_by, settled_at, settled_why)
    on field_operation to mingjie_app;
