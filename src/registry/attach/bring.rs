//! Bringing a file piece by piece over a bad network: announced, received, finished. Each step is
//! kept before it is answered, so that whatever dies, the sender goes on where the answer left it.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::{
    domain::{Act, Actor, Attachment, Role, Upload},
    files::{self, Unfit},
    registry::{Registry, RegistryError, mint},
    store::Claim,
};

/// A file that is to come.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal, if the sender knows it.
    pub sha256: Option<String>,
}

/// How long the public's uploads may be gone on with.
const PUBLIC_KEEP: TimeDelta = TimeDelta::hours(1);

/// What the public may do here: bring photos for a report.
pub(super) fn is_public(actor: &Actor) -> Result<bool, RegistryError> {
    if actor.may(Act::Upload) {
        Ok(false)
    } else if actor.role == Role::Public && actor.may(Act::ReportFault) {
        Ok(true)
    } else {
        Err(RegistryError::Forbidden(Act::Upload))
    }
}

impl Registry {
    /// Makes ready for a file. Sizes are held to the limits before anything comes.
    ///
    /// # Errors
    /// [`RegistryError::Unfit`] when it is empty or too large; [`RegistryError::TooManyUploads`]
    /// when the public has too much on its way; [`RegistryError::Forbidden`].
    pub async fn begin_upload(
        &self,
        actor: &Actor,
        announced: Announced,
    ) -> Result<Upload, RegistryError> {
        let is_public = is_public(actor)?;
        let limits = self.file_limits(is_public);
        if announced.size == 0 {
            return Err(Unfit::Empty.into());
        }
        if announced.size > limits.bytes {
            return Err(Unfit::TooLarge {
                limit: limits.bytes,
            }
            .into());
        }
        let now = self.clock.now();
        if is_public {
            let pending = self.store.bytes_under_way(actor, now).await?;
            if pending.saturating_add(announced.size) > self.config.uploads.public_pending_bytes {
                return Err(RegistryError::TooManyUploads);
            }
        }
        let upload = Upload {
            id: mint(),
            name: files::safe_name(&announced.name),
            size: announced.size,
            sha256: announced.sha256.map(|sum| sum.to_ascii_lowercase()),
            received: 0,
            uploaded_by: actor.login.clone(),
            expires_at: now + self.upload_life(is_public),
            attachment_id: None,
        };
        self.store.begin_upload(actor, &upload, now).await?;
        Ok(upload)
    }

    /// An upload of the actor's.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none, or not any more.
    pub async fn upload(&self, actor: &Actor, id: Uuid) -> Result<Upload, RegistryError> {
        let now = self.clock.now();
        let upload = self.store.upload(actor, id, now).await?;
        upload.ok_or(RegistryError::NotFound)
    }

    /// Throws away what has come of an upload.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none.
    pub async fn give_up_upload(&self, actor: &Actor, id: Uuid) -> Result<(), RegistryError> {
        let upload = self.upload(actor, id).await?;
        Ok(self.store.drop_upload(actor, upload.id).await?)
    }

    /// Keeps a piece that begins at `from`; where the next one begins. Bytes that cannot become
    /// anything that is kept are refused with the first piece, before the rest has travelled.
    ///
    /// # Errors
    /// [`RegistryError::WrongOffset`] with the right one; [`RegistryError::Unfit`] when there is
    /// more than was announced, or the first bytes are of no type that is kept.
    pub async fn receive(
        &self,
        actor: &Actor,
        upload: &Upload,
        from: u64,
        bytes: &[u8],
    ) -> Result<u64, RegistryError> {
        let to = from.saturating_add(bytes.len() as u64);
        if to > upload.size {
            return Err(Unfit::TooLarge { limit: upload.size }.into());
        }
        let is_public = is_public(actor)?;
        if from == 0
            && bytes.len() >= 16
            && let Err(unfit) = files::sniff(bytes)
        {
            self.store.drop_upload(actor, upload.id).await?;
            return Err(unfit.into());
        }
        let expires_at = self.clock.now() + self.upload_life(is_public);
        if self
            .store
            .add_part(actor, upload.id, from, bytes, expires_at)
            .await?
        {
            return Ok(to);
        }
        let received = self.upload(actor, upload.id).await?.received;
        Err(RegistryError::WrongOffset { received })
    }

    /// Makes an attachment of an upload that is all here. Done already, the answer is the same.
    ///
    /// # Errors
    /// [`RegistryError::WrongOffset`] while something is missing; [`RegistryError::WrongHash`] and
    /// [`RegistryError::Unfit`] when it is not what it should be, and then the upload is gone.
    pub async fn finish_upload(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Attachment, RegistryError> {
        let upload = self.upload(actor, id).await?;
        if let Some(made) = upload.attachment_id {
            let found = self.store.attachment(actor, made).await?;
            return Ok(found.ok_or(RegistryError::NotFound)?.attachment);
        }
        if upload.received < upload.size {
            let received = upload.received;
            return Err(RegistryError::WrongOffset { received });
        }
        let bytes = self.store.uploaded(actor, id).await?;
        if bytes.len() as u64 != upload.size {
            // Somebody else has just finished it, and its pieces are gone.
            let again = self.upload(actor, id).await?;
            let made = again.attachment_id.ok_or(RegistryError::NotFound)?;
            let found = self.store.attachment(actor, made).await?;
            return Ok(found.ok_or(RegistryError::NotFound)?.attachment);
        }
        let announced = Announced {
            name: upload.name,
            size: upload.size,
            sha256: upload.sha256,
        };
        let kept = self.keep_file(actor, announced, bytes, Some(id)).await;
        if let Err(RegistryError::Unfit(_) | RegistryError::WrongHash) = &kept {
            self.store.drop_upload(actor, id).await?;
        }
        kept
    }

    /// Keeps a file that came at once.
    ///
    /// # Errors
    /// As [`Registry::finish_upload`].
    pub async fn attach(
        &self,
        actor: &Actor,
        announced: Announced,
        bytes: Vec<u8>,
    ) -> Result<Attachment, RegistryError> {
        self.keep_file(actor, announced, bytes, None).await
    }

    /// Gives attachments to what they were brought for: a case, a report, a feature; the ids of
    /// those that were there to be given. Only whoever brought one may give it, once, in time.
    ///
    /// # Errors
    /// [`RegistryError::Forbidden`] when the actor may bring nothing.
    pub async fn claim_attachments(
        &self,
        actor: &Actor,
        claim: Claim<'_>,
    ) -> Result<Vec<Uuid>, RegistryError> {
        is_public(actor)?;
        let now = self.clock.now();
        Ok(self.store.claim_attachments(actor, now, claim).await?)
    }

    /// The most bytes that an actor may bring at once.
    ///
    /// # Errors
    /// [`RegistryError::Forbidden`] when it may bring nothing.
    pub fn most_bytes(&self, actor: &Actor) -> Result<u64, RegistryError> {
        Ok(self.file_limits(is_public(actor)?).bytes)
    }

    pub(super) fn file_limits(&self, is_public: bool) -> files::Limits {
        let uploads = &self.config.uploads;
        files::Limits {
            bytes: if is_public {
                uploads.public_max_bytes.min(uploads.max_bytes)
            } else {
                uploads.max_bytes
            },
            pixels: uploads.max_pixels,
            inflated_bytes: uploads.max_unpacked_bytes,
            entries: 10_000,
            pictures_only: is_public,
        }
    }

    fn upload_life(&self, is_public: bool) -> TimeDelta {
        if is_public {
            PUBLIC_KEEP
        } else {
            TimeDelta::hours(self.config.uploads.keep_hours.into())
        }
    }
}
