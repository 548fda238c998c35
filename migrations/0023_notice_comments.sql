-- What the public says to a proposed name while it is on notice. It is shown to others once the office
-- has answered it, unless the office set it aside; nothing is erased.
create table notice_comment (
    id uuid constraint notice_comment_pk primary key,
    case_id uuid not null constraint notice_comment_case_fk references case_record (id),
    nth integer not null constraint notice_comment_nth_positive check (nth > 0),
    receipt text not null constraint notice_comment_receipt_unique unique,
    stance text not null constraint notice_comment_stance_known check (stance in ('support', 'object', 'other')),
    body text not null constraint notice_comment_length check (length(body) between 1 and 1000),
    at timestamptz not null,
    follow_hash bytea not null,
    request_hash bytea,
    reply text constraint notice_comment_reply_length check (length(reply) between 1 and 1000),
    shown boolean,
    replied_at timestamptz,
    replied_by text,
    constraint notice_comment_nth_once unique (case_id, nth),
    constraint notice_comment_sent_once unique (case_id, request_hash),
    constraint notice_comment_answered_whole check (
        (reply is null) = (replied_at is null) and (reply is null) = (replied_by is null) and (reply is null) = (shown is null)
    )
);
comment on table notice_comment is '公示意见: what anybody says to a name on notice, and what the office answers';
comment on column notice_comment.receipt is 'the case''s number and nth';
comment on column notice_comment.follow_hash is 'SHA-256 of the code by which whoever said it reads the answer';
comment on column notice_comment.request_hash is 'SHA-256 of the request''s key: a comment that comes again is not doubled';
comment on column notice_comment.shown is 'answered: whether comment and answer are shown on the notice';
comment on column notice_comment.replied_by is 'login; within the office alone';

alter table notice_comment enable row level security;
create policy notice_comment_in_reach on notice_comment for all to mingjie_app
    using (exists (select from case_record c where c.id = case_id))
    with check (exists (select from case_record c where c.id = case_id));
grant select, insert, update on notice_comment to mingjie_app;
