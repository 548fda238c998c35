//! Why a file is not kept: each reason with what the sender may do about it.

/// A file that is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// No type that is kept, whatever its name says.
    #[error("the file is {found}, not JPEG, PNG, WebP, PDF, docx or xlsx")]
    UnknownType {
        /// What it looks like.
        found: &'static str,
    },
    /// A document where only pictures are taken.
    #[error("only pictures are taken here")]
    NoPicture,
    /// One file that is two things: whoever opens it decides what it does.
    #[error("the file also holds {also}")]
    Polyglot {
        /// The other thing.
        also: &'static str,
    },
    /// It ends before its end.
    #[error("the file is cut off")]
    Truncated,
    /// It is not what it begins as.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What does not fit.
        detail: String,
    },
    /// More pixels than allowed, by its header.
    #[error("the picture has {width} × {height} pixels; {limit} are allowed")]
    TooManyPixels {
        /// Declared width.
        width: u32,
        /// Declared height.
        height: u32,
        /// The most pixels.
        limit: u64,
    },
    /// It unpacks to more than allowed.
    #[error("the file unpacks to more than {limit} bytes or parts")]
    Bomb {
        /// The most bytes or parts.
        limit: u64,
    },
    /// It does something when opened.
    #[error("the file holds {what}")]
    Active {
        /// What would act.
        what: &'static str,
    },
}

impl Unfit {
    /// The stable code of the reason: the key of its message in `messages/…/files.toml`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge { .. } => "file_too_large",
            Self::UnknownType { .. } => "file_type",
            Self::NoPicture => "file_no_picture",
            Self::Polyglot { .. } => "file_polyglot",
            Self::Truncated => "file_truncated",
            Self::Damaged { .. } => "file_damaged",
            Self::TooManyPixels { .. } => "file_pixels",
            Self::Bomb { .. } => "file_bomb",
            Self::Active { .. } => "file_active",
        }
    }

    /// What the message mentions.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::NoPicture | Self::Truncated => Vec::new(),
            Self::TooLarge { limit } | Self::Bomb { limit } => vec![("limit", limit.to_string())],
            Self::UnknownType { found } => vec![("found", (*found).to_owned())],
            Self::Polyglot { also } => vec![("also", (*also).to_owned())],
            Self::Damaged { detail } => vec![("detail", detail.clone())],
            Self::TooManyPixels {
                width,
                height,
                limit,
            } => vec![
                ("width", width.to_string()),
                ("height", height.to_string()),
                ("limit", limit.to_string()),
            ],
            Self::Active { what } => vec![("what", (*what).to_owned())],
        }
    }

    pub(super) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged {
            detail: detail.into(),
        }
    }
}
