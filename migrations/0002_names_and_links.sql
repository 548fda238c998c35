-- A feature is not its name: one row a name, past, present, proposed or reserved.
create table name_record (
    id uuid constraint name_record_pk primary key,
    kind text not null,
    feature_id uuid,
    text text not null constraint name_record_text_length check (length(text) between 1 and 60),
    role text not null constraint name_record_role_known check (role in (
        'standard', 'former', 'alias', 'short', 'on_map', 'proposed', 'reserved', 'protected', 'refused'
    )),
    specific text,
    generic text,
    syllables text[],
    reading_source text,
    locked boolean not null default false,
    pinyin text,
    pinyin_plain text,
    minority_spelling text,
    valid_from date,
    valid_to date,
    region_code text,
    legal_basis text,
    case_id uuid,
    created_at timestamptz not null default now(),
    constraint name_record_validity_ordered check (valid_from <= valid_to),
    constraint name_record_of_a_feature check (
        feature_id is not null or role in ('proposed', 'reserved', 'protected', 'refused')
    ),
    -- At most one standard name a feature and day.
    constraint name_record_one_standard exclude using gist (
        feature_id with =,
        daterange(valid_from, valid_to, '[]') with &&
    ) where (role = 'standard')
);
comment on table name_record is '名称记录: the names a feature bears or bore, and names reserved or refused without one';
comment on column name_record.syllables is 'reading of each character, numbered tones';
comment on column name_record.locked is 'the reading was confirmed by a reviewer';
create index name_record_feature_idx on name_record (feature_id);
create index name_record_text_idx on name_record (text);

-- Feature to feature: renames, mergers, splits and old-to-new tables live here.
create table link (
    id uuid constraint link_pk primary key,
    from_kind text not null,
    from_id uuid not null,
    to_kind text not null,
    to_id uuid not null,
    role text not null constraint link_role_known check (role in (
        'successor', 'split_from', 'merged_into', 'derived_from', 'same_entity', 'section_of'
    )),
    valid_from date,
    valid_to date,
    created_at timestamptz not null default now(),
    constraint link_two_ends check (from_id <> to_id),
    constraint link_once unique (from_id, to_id, role)
);
comment on table link is '关联: what became of a feature, and what it comes from';
create index link_to_idx on link (to_id);
