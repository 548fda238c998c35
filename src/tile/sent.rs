//! A tile as it goes out: its bytes in one encoding, and their tag.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

use super::layers::LayerSet;
use crate::{domain::Audience, geo::TileAddress, snapshot::hash_bytes};

/// How the bytes of a tile are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As they are.
    Identity,
    /// Gzip at level 1: on tiles as small as level 6, and eight times quicker.
    Gzip,
}

/// Which tile, for whom, packed how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileKey {
    /// For whom.
    pub audience: Audience,
    /// With which layers.
    pub layers: LayerSet,
    /// Which.
    pub address: TileAddress,
    /// Packed how.
    pub encoding: Encoding,
}

/// A tile as it goes out.
#[derive(Debug, PartialEq, Eq)]
pub struct SentTile {
    body: Bytes,
    etag: Bytes,
}

impl SentTile {
    /// Packs a tile; `None` is a tile with nothing in it.
    ///
    /// # Errors
    /// When packing fails, which in memory it does not.
    pub fn pack(tile: Option<Vec<u8>>, encoding: Encoding) -> io::Result<Self> {
        let Some(plain) = tile else {
            return Ok(Self {
                body: Bytes::new(),
                etag: Bytes::new(),
            });
        };
        let (body, suffix) = match encoding {
            Encoding::Identity => (plain, ""),
            Encoding::Gzip => {
                let room = Vec::with_capacity(plain.len() / 2);
                let mut encoder = GzEncoder::new(room, Compression::new(1));
                encoder.write_all(&plain)?;
                (encoder.finish()?, "-gzip")
            }
        };
        let etag = format!("\"{:016x}{suffix}\"", hash_bytes(&body));
        Ok(Self {
            body: body.into(),
            etag: etag.into(),
        })
    }

    /// The bytes; none for an empty tile.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// The strong tag with its quotes, of visible ASCII characters: equal for equal bytes in one
    /// encoding. Nothing for an empty tile.
    #[must_use]
    pub const fn etag(&self) -> &Bytes {
        &self.etag
    }

    /// Whether nothing is in the tile.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.body.is_empty()
    }
}
