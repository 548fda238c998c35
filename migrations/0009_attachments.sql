-- Photos and documents: what is kept, to what it belongs, and what is on its way.

-- A content, kept once under its address. Whoever brings it touches the row before the content is
-- put in its place, and whoever collects holds the row while it takes the content away: so none is
-- taken away under the hands of somebody who is about to refer to it.
create table blob (
    sha256 text constraint blob_pk primary key constraint blob_address_shape check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null constraint blob_filled check (bytes > 0),
    refs integer not null default 0 constraint blob_refs_not_negative check (refs >= 0),
    touched_at timestamptz not null
);
comment on table blob is 'contents of attachments, by SHA-256; the bytes lie in the object store';
comment on column blob.refs is 'attachments that refer to it, counted by trigger';
comment on column blob.touched_at is 'when somebody last brought it';

create table attachment (
    id uuid constraint attachment_pk primary key,
    sha256 text not null constraint attachment_blob_fk references blob (sha256),
    mime text not null constraint attachment_mime_known check (mime in (
        'image/jpeg', 'image/png', 'image/webp', 'application/pdf',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    )),
    bytes bigint not null constraint attachment_filled check (bytes > 0),
    width integer constraint attachment_width_positive check (width > 0),
    height integer constraint attachment_height_positive check (height > 0),
    taken_at timestamptz,
    position geometry(Point, 4490),
    direction double precision constraint attachment_direction_of_a_circle check (direction >= 0 and direction < 360),
    camera text,
    name text not null constraint attachment_name_length check (length(name) between 1 and 120),
    uploaded_by text not null,
    region_code text,
    subject_kind text,
    subject_id uuid,
    public boolean not null default false,
    created_at timestamptz not null,
    claim_by timestamptz,
    constraint attachment_size_of_pictures check ((width is null) = (height is null)),
    constraint attachment_subject_whole check ((subject_kind is null) = (subject_id is null)),
    constraint attachment_claimed_or_claimable check ((subject_kind is null) = (claim_by is not null)),
    -- A document says who wrote it, and nobody can take that out: only pictures are shown to all.
    constraint attachment_public_pictures check (not public or mime like 'image/%')
);
comment on table attachment is '附件: photos and documents of cases, reports and features';
comment on column attachment.width is 'pixels, as it is seen';
comment on column attachment.taken_at is 'when the photo was taken, as the camera says';
comment on column attachment.position is 'where the photo was taken, as the camera says; for the case''s people alone';
comment on column attachment.direction is 'where the camera looked, degrees clockwise from north';
comment on column attachment.claim_by is 'until when something must claim it; null once claimed';
create index attachment_subject_idx on attachment (subject_kind, subject_id);
create index attachment_sha256_idx on attachment (sha256);
create index attachment_unclaimed_idx on attachment (claim_by) where claim_by is not null;
create index attachment_position_gist on attachment using gist (position);

create table upload (
    id uuid constraint upload_pk primary key,
    name text not null constraint upload_name_length check (length(name) between 1 and 120),
    size bigint not null constraint upload_size_positive check (size > 0),
    sha256 text constraint upload_address_shape check (sha256 ~ '^[0-9a-f]{64}$'),
    received bigint not null default 0 constraint upload_received_within check (received between 0 and size),
    uploaded_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    attachment_id uuid constraint upload_attachment_fk references attachment (id) on delete cascade
);
comment on table upload is 'uploads under way: what is here may be gone on with until it expires';
create index upload_expires_idx on upload (expires_at);

create table upload_part (
    upload_id uuid not null constraint upload_part_upload_fk references upload (id) on delete cascade,
    at bigint not null constraint upload_part_at_not_negative check (at >= 0),
    bytes bytea not null constraint upload_part_filled check (length(bytes) > 0),
    constraint upload_part_pk primary key (upload_id, at)
);
comment on table upload_part is 'what came, piece by piece, until the whole is here';
-- Photos do not get smaller by compressing.
alter table upload_part alter column bytes set storage external;

-- Counts what refers to a content; as its owner, because nobody else sees all attachments.
create function count_blob_refs() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        update blob set refs = refs + 1 where sha256 = new.sha256;
    else
        update blob set refs = refs - 1 where sha256 = old.sha256;
    end if;
    return null;
end
$$;
create trigger attachment_counted after insert or delete on attachment
    for each row execute function count_blob_refs();

-- Gives attachments that wait for it to what they were brought for; the ids of those that were
-- there to be given. As its owner, because a report from the public reaches no region. Only whoever
-- brought an attachment may give it, and nothing that belongs to something is ever given again.
create function claim_attachments(
    ids uuid[], person text, at timestamptz, subject_kind text, subject_id uuid, region_code text, public boolean
) returns setof uuid
language sql security definer set search_path from current as $$
    update attachment a
    set subject_kind = claim_attachments.subject_kind,
        subject_id = claim_attachments.subject_id,
        region_code = claim_attachments.region_code,
        public = claim_attachments.public and a.mime like 'image/%',
        claim_by = null
    where a.id = any (ids) and a.uploaded_by = person and a.claim_by > at
    returning a.id
$$;

alter table blob enable row level security;
create policy blob_by_address on blob for all to mingjie_app using (true) with check (true);
alter table attachment enable row level security;
-- What nobody has claimed belongs to whoever brought it; the public has no name, but its ids cannot be guessed.
create policy attachment_read on attachment for select to mingjie_app using (
    public or reaches(region_code)
    or (claim_by is not null and uploaded_by = current_setting('mingjie.person', true))
);
create policy attachment_brought on attachment for insert to mingjie_app with check (
    uploaded_by = current_setting('mingjie.person', true) and (claim_by is not null or reaches(region_code))
);
create policy attachment_changed on attachment for update to mingjie_app
    using (reaches(region_code)) with check (reaches(region_code));
alter table upload enable row level security;
create policy upload_own on upload for all to mingjie_app
    using (uploaded_by = current_setting('mingjie.person', true))
    with check (uploaded_by = current_setting('mingjie.person', true));
alter table upload_part enable row level security;
create policy upload_part_own on upload_part for all to mingjie_app
    using (exists (select from upload u where u.id = upload_id))
    with check (exists (select from upload u where u.id = upload_id));

grant select, insert on blob to mingjie_app;
grant update (touched_at) on blob to mingjie_app;
grant select, insert, update on attachment to mingjie_app;
grant select, insert, update, delete on upload to mingjie_app;
grant select, insert, delete on upload_part to mingjie_app;
revoke execute on function claim_attachments(uuid[], text, timestamptz, text, uuid, text, boolean) from public;
grant execute on function claim_attachments(uuid[], text, timestamptz, text, uuid, text, boolean) to mingjie_app;

-- Which region lies below which is asked by the policies of regions themselves: as the app's role it
-- would ask itself without end. As its owner it sees the tree as it is, and answers yes or no.
alter function reaches(text) security definer;
