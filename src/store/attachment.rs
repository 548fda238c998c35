//! Attachments and the contents that they refer to.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Commit, Store, StoreError};
use crate::{
    domain::{Actor, Attachment, MediaType, PhotoFacts, Subject},
    geo::{Geometry, LonLat, wkb::to_ewkb},
};

const COLUMNS: &str = "a.id, a.sha256, a.mime, a.bytes, a.width, a.height, a.taken_at, \
    st_x(a.position) as lon, st_y(a.position) as lat, a.direction, a.camera, a.name, a.uploaded_by, \
    a.region_code, a.subject_kind, a.subject_id, a.public, a.created_at, a.claim_by, \
    reaches(a.region_code) as in_reach";

/// An attachment, and whether whoever asked reaches its region or has brought it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The attachment.
    pub attachment: Attachment,
    /// Whether it lies within reach, rather than being there for all.
    pub in_reach: bool,
}

/// What attachments are given to.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The attachments.
    pub ids: &'a [Uuid],
    /// What they belong to from now on.
    pub subject: &'a Subject,
    /// Whose people see them.
    pub region_code: Option<&'a str>,
    /// Whether everybody may see the pictures among them.
    pub public: bool,
}

impl Store {
    /// Notes that a content is being brought: from now on it is not collected for a while.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_blob(
        &self,
        sha256: &str,
        bytes: i64,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into blob (sha256, bytes, touched_at) values ($1, $2, $3)
             on conflict (sha256) do update set touched_at = greatest(blob.touched_at, excluded.touched_at)",
        )
        .bind(sha256)
        .bind(bytes)
        .bind(at)
        .execute(&self.app)
        .await?;
        Ok(())
    }

    /// Registers an attachment whose content has been kept. An upload becomes one attachment: the
    /// second time, the answer is what the first time made.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the upload is gone.
    pub async fn add_attachment(
        &self,
        actor: &Actor,
        attachment: Attachment,
        upload: Option<Uuid>,
    ) -> Result<Attachment, StoreError> {
        let mut transaction = self.acting(actor).await?;
        if let Some(upload) = upload {
            let made: Option<Uuid> =
                sqlx::query_scalar("select attachment_id from upload where id = $1 for update")
                    .bind(upload)
                    .fetch_optional(&mut *transaction)
                    .await?
                    .ok_or(StoreError::NotFound)?;
            if let Some(made) = made {
                drop(transaction);
                let found = self.attachment(actor, made).await?;
                return Ok(found.ok_or(StoreError::NotFound)?.attachment);
            }
        }
        let position = attachment
            .photo
            .at
            .map(|at| to_ewkb(&Geometry::Point(at.into())));
        let size = |pixels: Option<u32>| pixels.and_then(|pixels| i32::try_from(pixels).ok());
        sqlx::query(
            "insert into attachment (id, sha256, mime, bytes, width, height, taken_at, position, direction,
                 camera, name, uploaded_by, region_code, subject_kind, subject_id, public, created_at, claim_by)
             values ($1, $2, $3, $4, $5, $6, $7, st_geomfromewkb($8), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind(attachment.id)
        .bind(&attachment.sha256)
        .bind(attachment.media.mime())
        .bind(i64::try_from(attachment.bytes).unwrap_or(i64::MAX))
        .bind(size(attachment.width))
        .bind(size(attachment.height))
        .bind(attachment.photo.taken_at)
        .bind(position)
        .bind(attachment.photo.direction_deg)
        .bind(&attachment.photo.camera)
        .bind(&attachment.name)
        .bind(&attachment.uploaded_by)
        .bind(&attachment.region_code)
        .bind(attachment.subject.as_ref().map(|subject| &subject.kind))
        .bind(attachment.subject.as_ref().map(|subject| subject.id))
        .bind(attachment.public)
        .bind(attachment.created_at)
        .bind(attachment.claim_by)
        .execute(&mut *transaction)
        .await?;
        if let Some(upload) = upload {
            for statement in [
                "update upload set attachment_id = $2 where id = $1",
                "delete from upload_part where upload_id = $1 and $2 is not null",
            ] {
                sqlx::query(statement)
                    .bind(upload)
                    .bind(attachment.id)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await?;
        Ok(attachment)
    }

    /// An attachment that the actor may know of.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attachment(&self, actor: &Actor, id: Uuid) -> Result<Option<Found>, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let row = sqlx::query(AssertSqlSafe(selected("a.id = $1")))
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        transaction.rollback().await?;
        row.map(|row| decode(&row, actor)).transpose()
    }

    /// What belongs to something, oldest first, as far as the actor may know of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attachments_of(
        &self,
        actor: &Actor,
        subject: &Subject,
    ) -> Result<Vec<Found>, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let condition = "a.subject_kind = $1 and a.subject_id = $2";
        let rows = sqlx::query(AssertSqlSafe(selected(condition)))
            .bind(&subject.kind)
            .bind(subject.id)
            .fetch_all(&mut *transaction)
            .await?;
        transaction.rollback().await?;
        rows.iter().map(|row| decode(row, actor)).collect()
    }
}

fn selected(condition: &'static str) -> String {
    format!("select {COLUMNS} from attachment a where {condition} order by a.created_at, a.id")
}

impl Commit {
    /// Gives attachments that wait for it to what they were brought for, in this transaction; the
    /// ids of those that were there to be given: brought by the same person, and in time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn claim_attachments(
        &mut self,
        actor: &Actor,
        claim: Claim<'_>,
    ) -> Result<Vec<Uuid>, StoreError> {
        let at = self.at;
        claim_on(&mut self.transaction, actor, at, claim).await
    }
}

impl Store {
    /// As [`Commit::claim_attachments`], in a transaction of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn claim_attachments(
        &self,
        actor: &Actor,
        at: DateTime<Utc>,
        claim: Claim<'_>,
    ) -> Result<Vec<Uuid>, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let claimed = claim_on(&mut transaction, actor, at, claim).await?;
        transaction.commit().await?;
        Ok(claimed)
    }
}

async fn claim_on(
    connection: &mut PgConnection,
    actor: &Actor,
    at: DateTime<Utc>,
    claim: Claim<'_>,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(
        sqlx::query_scalar("select claim_attachments($1, $2, $3, $4, $5, $6, $7)")
            .bind(claim.ids)
            .bind(&actor.login)
            .bind(at)
            .bind(&claim.subject.kind)
            .bind(claim.subject.id)
            .bind(claim.region_code)
            .bind(claim.public)
            .fetch_all(connection)
            .await?,
    )
}

fn decode(row: &PgRow, actor: &Actor) -> Result<Found, StoreError> {
    let mime: String = row.try_get("mime")?;
    let media = MediaType::from_mime(&mime)
        .ok_or_else(|| StoreError::CorruptAttachment(format!("mime `{mime}`")))?;
    let lon_lat = (row.try_get("lon")?, row.try_get("lat")?);
    let at = match lon_lat {
        (Some(lon), Some(lat)) => Some(
            LonLat::new(lon, lat)
                .map_err(|error| StoreError::CorruptAttachment(error.to_string()))?,
        ),
        _ => None,
    };
    let pixels = |column: &str| -> Result<Option<u32>, StoreError> {
        let number: Option<i32> = row.try_get(column)?;
        Ok(number.and_then(|number| u32::try_from(number).ok()))
    };
    let subject: (Option<String>, Option<Uuid>) =
        (row.try_get("subject_kind")?, row.try_get("subject_id")?);
    let bytes: i64 = row.try_get("bytes")?;
    let attachment = Attachment {
        id: row.try_get("id")?,
        sha256: row.try_get("sha256")?,
        media,
        bytes: u64::try_from(bytes).unwrap_or_default(),
        width: pixels("width")?,
        height: pixels("height")?,
        photo: PhotoFacts {
            at,
            direction_deg: row.try_get("direction")?,
            taken_at: row.try_get("taken_at")?,
            camera: row.try_get("camera")?,
        },
        name: row.try_get("name")?,
        uploaded_by: row.try_get("uploaded_by")?,
        region_code: row.try_get("region_code")?,
        subject: subject
            .0
            .zip(subject.1)
            .map(|(kind, id)| Subject { kind, id }),
        public: row.try_get("public")?,
        created_at: row.try_get("created_at")?,
        claim_by: row.try_get("claim_by")?,
    };
    let own = attachment.claim_by.is_some() && attachment.uploaded_by == actor.login;
    let in_reach: bool = row.try_get("in_reach")?;
    Ok(Found {
        in_reach: in_reach || own,
        attachment,
    })
}
