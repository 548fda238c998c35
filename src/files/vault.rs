//! Where contents are kept: by their address, so that the same content is kept once and a content
//! never changes. A folder of the machine, or a bucket of a store that speaks S3.

use std::{path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use object_store::{
    Error as ObjectError, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
    RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest as _, Sha256};

use crate::config::Bucket;

/// SHA-256 in lower-case hexadecimal: a content's address.
#[must_use]
pub fn address(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The vault does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder cannot be made.
    #[error("{path}: {error}")]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The object store said no.
    #[error(transparent)]
    Store(#[from] ObjectError),
}

/// The kept contents.
#[derive(Clone, Debug)]
pub struct Vault {
    objects: Arc<dyn ObjectStore>,
    /// How a content is put that may be there already. It is the same one, so that a store which cannot
    /// put only what is absent may as well write it again.
    mode: PutMode,
}

/// The original, and what is made of a picture.
const ORIGINAL: &str = "original";

/// How long a bucket that does not answer is asked again: somebody waits for the photo.
const PATIENCE: Duration = Duration::from_secs(10);

impl Vault {
    /// A vault in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`VaultError::Folder`] when it cannot be.
    pub fn in_folder(folder: &Path) -> Result<Self, VaultError> {
        std::fs::create_dir_all(folder).map_err(|error| VaultError::Folder {
            path: folder.to_owned(),
            error,
        })?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            mode: PutMode::Create,
        })
    }

    /// A vault in a bucket. Whether it answers is seen when something is asked of it.
    ///
    /// # Errors
    /// [`VaultError::Store`] for an endpoint that is no address.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, VaultError> {
        // Somebody else may have chosen already; then theirs is used.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let objects = AmazonS3Builder::new()
            .with_bucket_name(&bucket.bucket)
            .with_endpoint(&bucket.endpoint)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key_id)
            .with_secret_access_key(&bucket.secret_access_key)
            .with_virtual_hosted_style_request(bucket.virtual_host)
            .with_allow_http(bucket.endpoint.starts_with("http://"))
            .with_retry(RetryConfig {
                retry_timeout: PATIENCE,
                ..RetryConfig::default()
            })
            .build()?;
        Ok(Self {
            objects: Arc::new(objects),
            mode: PutMode::Overwrite,
        })
    }

    /// Keeps a content under its address. Already kept: nothing happens.
    ///
    /// # Errors
    /// When the store fails; then nothing is kept, or all of it.
    pub async fn keep(&self, address: &str, bytes: Bytes) -> Result<(), VaultError> {
        self.put(address, ORIGINAL, bytes).await
    }

    /// Keeps something made of a content beside it.
    ///
    /// # Errors
    /// As [`Vault::keep`].
    pub async fn keep_made(
        &self,
        address: &str,
        what: &str,
        bytes: Bytes,
    ) -> Result<(), VaultError> {
        self.put(address, what, bytes).await
    }

    async fn put(&self, address: &str, what: &str, bytes: Bytes) -> Result<(), VaultError> {
        let options = PutOptions::from(self.mode.clone());
        let put = self
            .objects
            .put_opts(&key(address, what), PutPayload::from(bytes), options)
            .await;
        match put {
            Ok(_) | Err(ObjectError::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// A content; none when it is not kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn original(&self, address: &str) -> Result<Option<Bytes>, VaultError> {
        self.made(address, ORIGINAL).await
    }

    /// Something made of a content; none when it is not kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn made(&self, address: &str, what: &str) -> Result<Option<Bytes>, VaultError> {
        match self.objects.get(&key(address, what)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(ObjectError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Throws away a content and all that was made of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn discard(&self, address: &str, made: &[&str]) -> Result<(), VaultError> {
        for what in made.iter().copied().chain([ORIGINAL]) {
            match self.objects.delete(&key(address, what)).await {
                Ok(()) | Err(ObjectError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// Two levels of folders keep each of them small.
fn key(address: &str, what: &str) -> Key {
    let (one, two) = (
        address.get(..2).unwrap_or_default(),
        address.get(2..4).unwrap_or_default(),
    );
    Key::from_iter([one, two, address, what])
}
