//! What is wrong with a row or a request: a stable code, and what the message needs to say it in words.

use std::borrow::Cow;

use crate::messages::Phrase;

/// Why a row or a field is refused, or only warned about. The words are in the message catalogues
/// under `problem.<code>.reason` and `problem.<code>.mend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemCode {
    /// The row could not be read at all.
    UnreadableRow,
    /// A property that is no field of the kind.
    UnknownField,
    /// A required field is missing or empty.
    MissingField,
    /// The value has the wrong type.
    WrongType,
    /// The value is of the right type but not allowed.
    WrongValue,
    /// The geometry is invalid.
    InvalidGeometry,
    /// The geometry is missing or empty.
    MissingGeometry,
    /// The geometry has the wrong type.
    WrongGeometryType,
    /// Longitude and latitude make sense only swapped.
    SwappedAxes,
    /// Coordinates are out of range.
    CoordinateOutOfRange,
    /// The feature lies more than the threshold outside the jurisdiction.
    OutsideJurisdiction,
    /// The feature lies a little outside the jurisdiction (warning).
    NearJurisdictionEdge,
    /// The identity occurs twice in the file.
    DuplicateId,
    /// Another registered feature bears the code.
    CodeTaken,
    /// No identity: neither `source_id` nor a complete natural key.
    NoIdentity,
    /// The region code is not loaded.
    UnknownRegion,
    /// The parent code is neither loaded nor in the file.
    UnknownParent,
    /// The parents lead back to the region itself.
    ParentCircle,
    /// The line code is not loaded.
    UnknownLine,
    /// The cemetery is not loaded.
    UnknownCemetery,
    /// The road is not loaded.
    UnknownRoad,
    /// There is no such case of the kind within reach.
    UnknownCase,
    /// There is no such feature.
    UnknownFeature,
    /// Whoever acts has not brought such an attachment, or it belongs to something already.
    UnknownAttachment,
    /// Nobody of that login holds the role there.
    UnknownPerson,
    /// No registered region holds the position.
    NoRegion,
    /// The marker is too far from its line.
    MarkerOffLine,
    /// The plot is not in its cemetery.
    PlotOutsideCemetery,
    /// Bytes are invalid in the encoding.
    InvalidEncoding,
    /// A NUL or another control character stands in the text.
    ControlCharacter,
    /// The text is too long.
    TooLong,
    /// The doorplate is far from its road (warning).
    DoorplateFarFromRoad,
    /// The road's name is unknown in its region, or no road is given (warning).
    NoRoad,
    /// Consecutive vertices coincide (warning).
    RepeatedVertices,
    /// The same number twice on a road (warning).
    DuplicateNumber,
    /// The password is too short.
    PasswordShort,
    /// The password is one that everybody tries first.
    PasswordCommon,
    /// The password is hardly more than the login.
    PasswordLikeLogin,
    /// The password is one or two characters over and over.
    PasswordMonotonous,
    /// The file lies shifted against the register, as GCJ-02 would (warning).
    SystematicShift,
    /// A merged cell stands where every row needs a value of its own.
    MergedCell,
    /// The list is longer than allowed.
    TooManyRows,
    /// No column of the list holds names.
    NoNameColumn,
    /// The list takes more memory, once unpacked, than any list needs.
    UnpacksTooLarge,
    /// The log does not reach the position.
    PositionAhead,
    /// The name is kept free for somebody already, who is not told.
    NameKept,
    /// The name is kept free for somebody already, who is told.
    NameKeptFor,
    /// The finding is a stop, which nobody may overrule.
    StopStays,
    /// Several regions bear the name.
    UnclearRegion,
    /// A registered feature is meant, which tells this by itself.
    BesideFeature,
    /// There is no such field task within reach.
    UnknownTask,
    /// The same id came before with another content.
    IdReused,
    /// Somebody else did it than whoever sent it.
    OtherPerson,
    /// The file that came is not the photo that was told of.
    OtherFile,
}

impl ProblemCode {
    /// The stable word in reports and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnreadableRow => "unreadable_row",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::WrongType => "wrong_type",
            Self::WrongValue => "wrong_value",
            Self::InvalidGeometry => "invalid_geometry",
            Self::MissingGeometry => "missing_geometry",
            Self::WrongGeometryType => "wrong_geometry_type",
            Self::SwappedAxes => "swapped_axes",
            Self::CoordinateOutOfRange => "coordinate_out_of_range",
            Self::OutsideJurisdiction => "outside_jurisdiction",
            Self::NearJurisdictionEdge => "near_jurisdiction_edge",
            Self::DuplicateId => "duplicate_id",
            Self::CodeTaken => "code_taken",
            Self::NoIdentity => "no_identity",
            Self::UnknownRegion => "unknown_region_code",
            Self::UnknownParent => "unknown_parent_code",
            Self::ParentCircle => "parent_circle",
            Self::UnknownLine => "unknown_line_code",
            Self::UnknownCemetery => "unknown_cemetery",
            Self::UnknownRoad => "unknown_road",
            Self::UnknownCase => "unknown_case",
            Self::UnknownFeature => "unknown_feature",
            Self::UnknownAttachment => "unknown_attachment",
            Self::UnknownPerson => "unknown_person",
            Self::NoRegion => "no_region",
            Self::MarkerOffLine => "marker_off_line",
            Self::PlotOutsideCemetery => "plot_outside_cemetery",
            Self::InvalidEncoding => "invalid_encoding",
            Self::ControlCharacter => "control_character",
            Self::TooLong => "too_long",
            Self::DoorplateFarFromRoad => "doorplate_far_from_road",
            Self::NoRoad => "no_road",
            Self::RepeatedVertices => "repeated_vertices",
            Self::DuplicateNumber => "duplicate_number",
            Self::PasswordShort => "password_short",
            Self::PasswordCommon => "password_common",
            Self::PasswordLikeLogin => "password_like_login",
            Self::PasswordMonotonous => "password_monotonous",
            Self::SystematicShift => "systematic_shift",
            Self::MergedCell => "merged_cell",
            Self::TooManyRows => "too_many_rows",
            Self::NoNameColumn => "no_name_column",
            Self::UnpacksTooLarge => "unpacks_too_large",
            Self::PositionAhead => "position_ahead",
            Self::NameKept => "name_kept",
            Self::NameKeptFor => "name_kept_for",
            Self::StopStays => "stop_stays",
            Self::BesideFeature => "beside_feature",
            Self::UnclearRegion => "unclear_region",
            Self::UnknownTask => "unknown_task",
            Self::IdReused => "id_reused",
            Self::OtherPerson => "other_person",
            Self::OtherFile => "other_file",
        }
    }
}

/// One thing wrong with one field of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// The field, or `geometry`.
    pub field: Cow<'static, str>,
    /// The value as it came, shortened to 200 characters.
    pub value: String,
    /// What the message names besides field and value, e.g. `("distance_m", "312")`.
    pub details: Vec<(&'static str, Phrase)>,
}

impl Problem {
    /// A problem without further details.
    #[must_use]
    pub fn new(code: ProblemCode, field: impl Into<Cow<'static, str>>, value: &str) -> Self {
        Self {
            code,
            field: field.into(),
            value: value.chars().take(200).collect(),
            details: Vec::new(),
        }
    }

    /// The same problem with one more detail for its message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Phrase>) -> Self {
        self.details.push((name, value.into()));
        self
    }
}
