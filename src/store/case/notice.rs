//! Comments on notices: added by anybody, answered by the office, erased by nobody.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::row::corrupt;
use crate::{
    domain::{Actor, Case, NoticeComment, NoticeReply, NoticeStance, lifecycle::Subject},
    store::{Commit, Store, StoreError, log::parse_kind},
};

const COLUMNS: &str = "id, receipt, stance, body, at, reply, shown, replied_at, replied_by";

/// A comment on its way in.
#[derive(Debug)]
pub struct NewComment<'a> {
    /// Its id.
    pub id: Uuid,
    /// The case on notice, which the transaction has locked.
    pub case: Uuid,
    /// The case's number.
    pub number: &'a str,
    /// What it wants.
    pub stance: NoticeStance,
    /// What it says.
    pub body: &'a str,
    /// The hash of the code by which it is followed.
    pub follow_hash: &'a [u8],
    /// The hash of the request's key.
    pub request_hash: Option<&'a [u8]>,
}

impl Commit {
    /// Adds a comment; its number.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn comment_on_notice(&mut self, new: &NewComment<'_>) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar(
            "insert into notice_comment (id, case_id, nth, receipt, stance, body, at, follow_hash, request_hash)
             select $1, $2, n.nth, $3 || '-' || n.nth, $4, $5, $6, $7, $8
             from (select coalesce(max(nth), 0) + 1 as nth from notice_comment where case_id = $2) n
             returning receipt",
        )
        .bind(new.id)
        .bind(new.case)
        .bind(new.number)
        .bind(new.stance.as_str())
        .bind(new.body)
        .bind(self.at)
        .bind(new.follow_hash)
        .bind(new.request_hash)
        .fetch_one(&mut *self.transaction)
        .await?)
    }

    /// The comment that a request with this key made before: its id and number.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn commented_before(
        &mut self,
        case: Uuid,
        request_hash: &[u8],
    ) -> Result<Option<(Uuid, String)>, StoreError> {
        Ok(sqlx::query_as(
            "select id, receipt from notice_comment where case_id = $1 and request_hash = $2",
        )
        .bind(case)
        .bind(request_hash)
        .fetch_optional(&mut *self.transaction)
        .await?)
    }

    /// Answers a comment, or answers it anew.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the case has no such comment.
    pub async fn answer_comment(
        &mut self,
        case: Uuid,
        receipt: &str,
        reply: &NoticeReply,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "update notice_comment set reply = $3, shown = $4, replied_at = $5, replied_by = $6
             where case_id = $1 and receipt = $2",
        )
        .bind(case)
        .bind(receipt)
        .bind(&reply.text)
        .bind(reply.shown)
        .bind(reply.at)
        .bind(&reply.login)
        .execute(&mut *self.transaction)
        .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }

    /// How many comments of a case wait for an answer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unanswered_comments(&mut self, case: Uuid) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "select count(*) from notice_comment where case_id = $1 and reply is null",
        )
        .bind(case)
        .fetch_one(&mut *self.transaction)
        .await?)
    }
}

/// A case on notice: since when, until which day, and the feature that it is about.
#[derive(Debug)]
pub struct NoticedCase {
    /// The case.
    pub case: Case,
    /// When its notice began.
    pub from: DateTime<Utc>,
    /// The last day of it.
    pub until: NaiveDate,
    /// The feature.
    pub subject: Option<Subject>,
}

impl Store {
    /// The cases whose deadline of that name runs, the latest first, so many at most.
    ///
    /// # Errors
    /// When the database does not answer or holds a case that cannot be read.
    pub async fn cases_on_notice(
        &self,
        reader: &Actor,
        deadline: &str,
        most: i64,
    ) -> Result<Vec<NoticedCase>, StoreError> {
        let text = format!(
            "select {}, d.started_at, d.due_on as until, s.kind as subject_kind, s.feature_id
             from case_record c
             join case_deadline d on d.case_id = c.id and d.name = $1 and d.stopped_at is null
             left join lateral (
                 select kind, feature_id from case_subject
                 where case_id = c.id order by kind, feature_id limit 1
             ) s on true
             where c.state = $1
             order by d.started_at desc, c.id desc limit $2",
            super::row::CASE
        );
        let mut reading = self.case_reading(reader).await?;
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(deadline)
            .bind(most)
            .fetch_all(&mut *reading)
            .await?;
        rows.iter().map(noticed).collect()
    }

    /// The comments of a case, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer or holds a comment that cannot be read.
    pub async fn notice_comments(
        &self,
        reader: &Actor,
        case: Uuid,
    ) -> Result<Vec<NoticeComment>, StoreError> {
        let mut reading = self.case_reading(reader).await?;
        all(&mut reading, case).await
    }

    /// The hash of the code by which a comment is followed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn comment_follow_hash(
        &self,
        reader: &Actor,
        receipt: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reading = self.case_reading(reader).await?;
        Ok(
            sqlx::query_scalar("select follow_hash from notice_comment where receipt = $1")
                .bind(receipt)
                .fetch_optional(&mut *reading)
                .await?,
        )
    }
}

async fn all(connection: &mut PgConnection, case: Uuid) -> Result<Vec<NoticeComment>, StoreError> {
    let text = format!("select {COLUMNS} from notice_comment where case_id = $1 order by nth");
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(case)
        .fetch_all(connection)
        .await?
        .iter()
        .map(decode)
        .collect()
}

fn noticed(row: &PgRow) -> Result<NoticedCase, StoreError> {
    let kind: Option<String> = row.try_get("subject_kind")?;
    let id: Option<Uuid> = row.try_get("feature_id")?;
    let subject = |(kind, id): (String, Uuid)| parse_kind(&kind).map(|kind| Subject { kind, id });
    Ok(NoticedCase {
        case: super::row::case(row)?,
        from: row.try_get("started_at")?,
        until: row.try_get("until")?,
        subject: kind.zip(id).map(subject).transpose()?,
    })
}

fn decode(row: &PgRow) -> Result<NoticeComment, StoreError> {
    let stance: &str = row.try_get("stance")?;
    let reply: Option<String> = row.try_get("reply")?;
    let answered = |text| -> Result<NoticeReply, StoreError> {
        Ok(NoticeReply {
            text,
            shown: row.try_get("shown")?,
            at: row.try_get("replied_at")?,
            login: row.try_get("replied_by")?,
        })
    };
    Ok(NoticeComment {
        id: row.try_get("id")?,
        receipt: row.try_get("receipt")?,
        stance: NoticeStance::from_word(stance)
            .ok_or_else(|| corrupt(format!("stance `{stance}`")))?,
        body: row.try_get("body")?,
        at: row.try_get("at")?,
        reply: reply.map(answered).transpose()?,
    })
}
