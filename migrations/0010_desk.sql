-- The naming desk: names kept free for somebody, and the office's own words.

-- A reservation is a name record without a feature; these are what it has beside a name.
alter table name_record
    add column version integer not null default 1,
    add column category text,
    add column holder text,
    add column reference text,
    add column released_on date,
    add constraint name_record_reservation_whole check (
        role <> 'reserved' or (region_code is not null and valid_from is not null and valid_to is not null)
    );
comment on column name_record.holder is 'reserved: the organisation that the name is kept for; no person';
comment on column name_record.reference is 'reserved: number of the file that asks for it';
comment on column name_record.released_on is 'reserved: given up before its last day (valid_to)';
create index name_record_reserved_idx on name_record (region_code, valid_to) where role = 'reserved';

-- A name of no feature is written within reach of the region that it is kept in.
create policy name_record_reserved_in_reach on name_record as restrictive for insert to mingjie_app
    with check (role <> 'reserved' or reaches(region_code));
create policy name_record_released_in_reach on name_record as restrictive for update to mingjie_app
    using (role <> 'reserved' or reaches(region_code))
    with check (role <> 'reserved' or reaches(region_code));

create table bank_word (
    id uuid constraint bank_word_pk primary key,
    version integer not null default 1,
    bank text not null constraint bank_word_bank_known check (bank in ('candidate', 'forbidden', 'restricted')),
    word text not null constraint bank_word_length check (length(word) between 1 and 30),
    finding_category text,
    categories text[] not null default '{}',
    place text not null constraint bank_word_place_known check (place in ('any', 'start', 'end', 'specific', 'name')),
    meaning text,
    article text,
    source text not null constraint bank_word_source_told check (length(source) between 1 and 200),
    region_code text,
    valid_from date not null,
    valid_to date,
    withdrawn_on date,
    changed_at timestamptz not null,
    constraint bank_word_validity_ordered check (valid_from <= valid_to),
    constraint bank_word_judged check ((bank = 'candidate') = (finding_category is null))
);
comment on table bank_word is '词库: words that the office offers, restricts or forbids; nothing is erased';
comment on column bank_word.finding_category is 'what a name with it is found to be: 大 洋 怪 重 通名 名实 体例 程序';
comment on column bank_word.categories is 'the naming categories that it concerns; none: all';
comment on column bank_word.place is 'where in a name it has to stand';
comment on column bank_word.region_code is 'the region that it holds for; null: everywhere';
create unique index bank_word_once_unique on bank_word (bank, word, coalesce(region_code, ''))
    where withdrawn_on is null;

alter table bank_word enable row level security;
create policy bank_word_in_reach on bank_word for all to mingjie_app
    using (reaches(region_code)) with check (reaches(region_code));
create policy bank_word_read on bank_word for select to mingjie_reader using (true);
grant select, insert, update on bank_word to mingjie_app;
grant select on bank_word to mingjie_reader;

-- A reading that a reviewer locked stays while the name stays, whoever brings another spelling.
create function keep_locked_reading() returns trigger
language plpgsql set search_path from current as $$
declare
    kept text;
begin
    if coalesce(current_setting('mingjie.reading', true), '') = 'review' then
        return new;
    end if;
    select n.pinyin into kept from name_record n
    where n.feature_id = new.id and n.role = 'standard' and n.locked and n.valid_to is null and n.text = new.name;
    if found then
        new.pinyin := kept;
    end if;
    return new;
end
$$;
create trigger road_reading_locked before update on road for each row
    when (old.pinyin is distinct from new.pinyin and old.name is not distinct from new.name)
    execute function keep_locked_reading();
create trigger place_reading_locked before update on place for each row
    when (old.pinyin is distinct from new.pinyin and old.name is not distinct from new.name)
    execute function keep_locked_reading();
