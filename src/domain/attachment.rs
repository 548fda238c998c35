//! An attachment (附件): a photo or a document that belongs to a case, a report or a feature.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::geo::LonLat;

/// What a file is, told by its bytes and by nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// A text document without macros.
    Docx,
    /// A spreadsheet without macros.
    Xlsx,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
    ];

    /// The media type as HTTP writes it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The file name's ending, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// The type that a media type of ours names.
    #[must_use]
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.mime() == mime)
    }
}

/// What a photo says of itself.
///
/// # CRS
/// Cameras write WGS 84, which is taken as CGCS2000: they differ by less than a camera can tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhotoFacts {
    /// Where it was taken.
    pub at: Option<LonLat>,
    /// Where the camera looked, in degrees clockwise from north.
    pub direction_deg: Option<f64>,
    /// When it was taken; without a stated offset the clock is taken to show Beijing time.
    pub taken_at: Option<DateTime<Utc>>,
    /// Maker and model of the camera.
    pub camera: Option<String>,
}

/// What an attachment belongs to: a case, a report, a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `case`, `fault_report`, or a kind of feature.
    pub kind: String,
    /// Which one.
    pub id: Uuid,
}

/// An attachment as the register keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the content in lower-case hexadecimal: the content's address.
    pub sha256: String,
    /// What it is.
    pub media: MediaType,
    /// Its size.
    pub bytes: u64,
    /// Width in pixels as it is seen (upright); none for documents.
    pub width: Option<u32>,
    /// Height in pixels as it is seen (upright); none for documents.
    pub height: Option<u32>,
    /// What the photo says of itself.
    pub photo: PhotoFacts,
    /// The name as given, made safe.
    pub name: String,
    /// Who brought it; `public` for people without an account.
    pub uploaded_by: String,
    /// The region whose people see it; none until it belongs to something.
    pub region_code: Option<String>,
    /// What it belongs to.
    pub subject: Option<Subject>,
    /// Whether everybody may see the picture, without what it says of itself.
    pub public: bool,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// Until when something must claim it, else it is collected; none once claimed.
    pub claim_by: Option<DateTime<Utc>>,
}

/// An upload under way or done.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// The name as given, made safe.
    pub name: String,
    /// The declared size in bytes.
    pub size: u64,
    /// The declared SHA-256, if any.
    pub sha256: Option<String>,
    /// How many bytes are here.
    pub received: u64,
    /// Who brings it.
    pub uploaded_by: String,
    /// When what is here is thrown away.
    pub expires_at: DateTime<Utc>,
    /// What became of it.
    pub attachment_id: Option<Uuid>,
}
