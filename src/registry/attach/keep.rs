//! Keeping a file: looked through, put under its address, registered.
//!
//! The order is what makes it safe to die anywhere: the content's row is touched first, so that no
//! collector takes it; then the content is put in its place, which is harmless to do twice; the
//! attachment is registered last, in one transaction with the end of its upload.

use bytes::Bytes;
use chrono::TimeDelta;
use uuid::Uuid;

use super::bring::{Announced, is_public};
use crate::{
    domain::{Actor, Attachment},
    files::{self, Inspected, Pictures, Unfit, Vault},
    registry::{Registry, RegistryError, mint},
};

/// Names under which things made of a picture are kept. The plain copy's name tells its type.
pub(super) const THUMB: &str = "thumb.jpg";
pub(super) const VIEW: &str = "view.jpg";
pub(super) const PLAIN: [&str; 3] = ["plain.jpg", "plain.png", "plain.webp"];

/// How long an attachment waits for the report that the public brought it for.
const PUBLIC_CLAIM: TimeDelta = TimeDelta::hours(1);
/// How long it waits for whatever else it was brought for.
const CLAIM: TimeDelta = TimeDelta::hours(24);

impl Registry {
    /// The place where contents are kept.
    pub(super) fn vault(&self) -> Result<&Vault, RegistryError> {
        if let Some(vault) = self.vault.get() {
            return Ok(vault);
        }
        let vault = match &self.config.s3 {
            Some(bucket) => Vault::in_bucket(bucket)?,
            None => Vault::in_folder(&self.config.data.join("files"))?,
        };
        Ok(self.vault.get_or_init(|| vault))
    }

    pub(super) async fn keep_file(
        &self,
        actor: &Actor,
        announced: Announced,
        bytes: Vec<u8>,
        upload: Option<Uuid>,
    ) -> Result<Attachment, RegistryError> {
        let is_public = is_public(actor)?;
        let limits = self.file_limits(is_public);
        let bytes = Bytes::from(bytes);
        let (address, inspected) = self.look_through(bytes.clone(), limits).await?;
        if announced
            .sha256
            .is_some_and(|told| !told.eq_ignore_ascii_case(&address))
        {
            return Err(RegistryError::WrongHash);
        }
        let now = self.clock.now();
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.store.touch_blob(&address, size, now).await?;
        let vault = self.vault()?;
        let length = bytes.len() as u64;
        if let Some(pictures) = inspected.pictures {
            keep_pictures(vault, &address, pictures).await?;
        }
        vault.keep(&address, bytes).await?;
        let attachment = Attachment {
            id: mint(),
            sha256: address,
            media: inspected.media,
            bytes: length,
            width: inspected.size.map(|[width, _]| width),
            height: inspected.size.map(|[_, height]| height),
            photo: inspected.photo,
            name: files::safe_name(&announced.name),
            uploaded_by: actor.login.clone(),
            region_code: None,
            subject: None,
            public: false,
            created_at: now,
            claim_by: Some(now + if is_public { PUBLIC_CLAIM } else { CLAIM }),
        };
        Ok(self.store.add_attachment(actor, attachment, upload).await?)
    }

    /// The content's address and what it is. Only a few at a time, on a thread of their own; a
    /// decoder that panics is a file that is damaged.
    pub(super) async fn look_through(
        &self,
        bytes: Bytes,
        limits: files::Limits,
    ) -> Result<(String, Inspected), RegistryError> {
        let _turn = self
            .inspections
            .acquire()
            .await
            .map_err(|error| RegistryError::Thread(error.to_string()))?;
        let looked = tokio::task::spawn_blocking(move || {
            files::inspect(&bytes, &limits).map(|inspected| (files::address(&bytes), inspected))
        });
        match looked.await {
            Ok(looked) => Ok(looked?),
            Err(error) if error.is_panic() => {
                tracing::warn!(%error, "a file brought its decoder down");
                Err(Unfit::Damaged {
                    detail: "decoder".to_owned(),
                }
                .into())
            }
            Err(error) => Err(RegistryError::thread(error)),
        }
    }
}

/// Keeps what was made of a picture beside it.
pub(super) async fn keep_pictures(
    vault: &Vault,
    address: &str,
    pictures: Pictures,
) -> Result<(), RegistryError> {
    let plain = plain_name(pictures.plain.media.extension());
    for (name, bytes) in [
        (plain, pictures.plain.bytes),
        (VIEW, pictures.view),
        (THUMB, pictures.thumb),
    ] {
        vault.keep_made(address, name, bytes.into()).await?;
    }
    Ok(())
}

fn plain_name(extension: &str) -> &'static str {
    match extension {
        "png" => PLAIN[1],
        "webp" => PLAIN[2],
        _ => PLAIN[0],
    }
}
