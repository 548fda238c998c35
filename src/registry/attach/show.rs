//! Showing attachments: as they came to whoever may have that, without what they say of
//! themselves to all others who may see them at all.

use bytes::Bytes;
use uuid::Uuid;

use super::keep::{PLAIN, THUMB, VIEW, keep_pictures};
use crate::{
    domain::{Act, Actor, Attachment, MediaType, Subject},
    registry::{Registry, RegistryError},
    store::Found,
};

/// What of an attachment is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    /// The most that the actor may have: the original, else the picture without metadata.
    Whole,
    /// For reading on a page.
    View,
    /// For a list.
    Thumb,
}

/// Bytes to be handed out.
#[derive(Clone, Debug)]
pub struct Content {
    /// The attachment.
    pub attachment: Attachment,
    /// What the bytes are.
    pub media: MediaType,
    /// The bytes.
    pub bytes: Bytes,
    /// Names these bytes and no others.
    pub tag: String,
}

/// How much an actor may have of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    /// As it came, and what it says of itself.
    Original,
    /// What it shows.
    Plain,
}

/// Within reach: whoever reads originals has them, whoever reads cases sees them, and so does
/// whoever brought them while they wait. Elsewhere, what is there for all. A document within reach
/// is shown as it is, because nothing can be taken out of it.
fn share(actor: &Actor, found: &Found) -> Option<Share> {
    let is_image = found.attachment.media.is_image();
    if found.in_reach && actor.may(Act::ReadOriginals) {
        Some(Share::Original)
    } else if found.in_reach && actor.may(Act::ReadCases) {
        Some(if is_image {
            Share::Plain
        } else {
            Share::Original
        })
    } else {
        (found.attachment.public && is_image).then_some(Share::Plain)
    }
}

impl Registry {
    /// An attachment as whoever looks may know it, in the first of its roles that may: without what
    /// the photo says of itself and who brought it where it is there for all.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none that it may know of.
    pub async fn attachment(
        &self,
        looking: &[Actor],
        id: Uuid,
    ) -> Result<Attachment, RegistryError> {
        let (found, share) = self.seen(looking, id).await?;
        Ok(told(found, share))
    }

    /// What belongs to something, oldest first, as far as whoever looks may know it, in the first of
    /// its roles that is shown anything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attachments_of(
        &self,
        looking: &[Actor],
        subject: &Subject,
    ) -> Result<Vec<Attachment>, RegistryError> {
        for actor in looking {
            let found = self.store.attachments_of(actor, subject).await?;
            let shown: Vec<Attachment> = found
                .into_iter()
                .filter_map(|found| {
                    let share = share(actor, &found)?;
                    Some(told(found, share))
                })
                .collect();
            if !shown.is_empty() {
                return Ok(shown);
            }
        }
        Ok(Vec::new())
    }

    async fn seen(&self, looking: &[Actor], id: Uuid) -> Result<(Found, Share), RegistryError> {
        for actor in looking {
            if let Some(found) = self.store.attachment(actor, id).await?
                && let Some(share) = share(actor, &found)
            {
                return Ok((found, share));
            }
        }
        Err(RegistryError::NotFound)
    }

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when whoever looks may not have them, or they are asked for in a
    /// size and are no picture.
    pub async fn content(
        &self,
        looking: &[Actor],
        id: Uuid,
        rendition: Rendition,
    ) -> Result<Content, RegistryError> {
        let (found, share) = self.seen(looking, id).await?;
        self.handed_out(told(found, share), share, rendition).await
    }

    /// A picture in small of an attachment that belongs to something, as its own sender sees it: what
    /// it shows, and nothing that it says of itself.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none, or it is no picture.
    pub(in crate::registry) async fn shown_to_sender(
        &self,
        actor: &Actor,
        id: Uuid,
        rendition: Rendition,
    ) -> Result<Content, RegistryError> {
        let found = self.store.attachment(actor, id).await?;
        let mut found = found.ok_or(RegistryError::NotFound)?;
        found.in_reach = false;
        self.handed_out(told(found, Share::Plain), Share::Plain, rendition)
            .await
    }

    async fn handed_out(
        &self,
        attachment: Attachment,
        share: Share,
        rendition: Rendition,
    ) -> Result<Content, RegistryError> {
        let address = &attachment.sha256;
        let names: &[&str] = match (rendition, share) {
            (Rendition::Whole, Share::Original) => {
                let kept = self.vault()?.original(address).await?;
                let bytes = kept.ok_or_else(|| lost(address))?;
                return Ok(Content {
                    media: attachment.media,
                    tag: address.clone(),
                    bytes,
                    attachment,
                });
            }
            _ if !attachment.media.is_image() => return Err(RegistryError::NotFound),
            (Rendition::Whole, Share::Plain) => &PLAIN,
            (Rendition::View, _) => &[VIEW],
            (Rendition::Thumb, _) => &[THUMB],
        };
        let (name, bytes) = match self.made(address, names).await? {
            Some(made) => made,
            None => {
                self.make_again(address).await?;
                let made = self.made(address, names).await?;
                made.ok_or_else(|| lost(address))?
            }
        };
        let media = match name.rsplit('.').next() {
            Some("png") => MediaType::Png,
            Some("webp") => MediaType::Webp,
            _ => MediaType::Jpeg,
        };
        Ok(Content {
            tag: format!("{address}-{}", name.split('.').next().unwrap_or(name)),
            attachment,
            media,
            bytes,
        })
    }

    async fn made(
        &self,
        address: &str,
        names: &[&'static str],
    ) -> Result<Option<(&'static str, Bytes)>, RegistryError> {
        let vault = self.vault()?;
        for name in names {
            if let Some(bytes) = vault.made(address, name).await? {
                return Ok(Some((name, bytes)));
            }
        }
        Ok(None)
    }

    /// Makes the smaller pictures anew where they were lost: a vault restored from a copy may hold
    /// the originals alone.
    async fn make_again(&self, address: &str) -> Result<(), RegistryError> {
        let vault = self.vault()?;
        let original = vault.original(address).await?;
        let original = original.ok_or_else(|| lost(address))?;
        let (_, inspected) = self.look_through(original, self.file_limits(false)).await?;
        if let Some(pictures) = inspected.pictures {
            keep_pictures(vault, address, pictures).await?;
        }
        Ok(())
    }
}

/// What is registered and yet not there is told once, loudly, and never as "no such attachment".
fn lost(address: &str) -> RegistryError {
    RegistryError::LostContent(address.to_owned())
}

fn told(found: Found, share: Share) -> Attachment {
    let mut attachment = found.attachment;
    if share == Share::Plain && !found.in_reach {
        attachment.photo = crate::domain::PhotoFacts::default();
        attachment.uploaded_by = String::new();
        attachment.region_code = None;
        attachment.name = format!("photo.{}", attachment.media.extension());
    }
    attachment
}
