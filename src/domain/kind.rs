//! The closed list of kinds: adding one makes the compiler name every place to visit.

use std::{fmt, str::FromStr};

use super::{
    ChangedBy, Field, boundary_line, boundary_marker, cemetery, doorplate, place, plot, region,
    road,
};

/// A kind of feature that the register keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Administrative units and built-up areas (行政区划、建成区).
    Region,
    /// Place names of every category but roads (地名).
    Place,
    /// Roads, streets and lanes (街路巷).
    Road,
    /// Doorplates (门牌).
    Doorplate,
    /// Lines between administrative units (行政区域界线).
    BoundaryLine,
    /// Markers on those lines (界桩).
    BoundaryMarker,
    /// Cemeteries (公墓).
    Cemetery,
    /// Plots in a cemetery (墓穴).
    Plot,
}

/// What a kind's geometry may be, and whether a feature may do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryShape {
    /// One point.
    Point,
    /// One line or several.
    Line,
    /// One polygon or several.
    Area,
    /// One polygon.
    Polygon,
    /// A point, a line or an area.
    Any,
}

/// A word that names no kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no kind; kinds are region, place, road, doorplate, boundary_line, boundary_marker, cemetery, plot"
)]
pub struct UnknownKind(pub String);

impl Kind {
    /// Every kind, parents before what refers to them.
    pub const ALL: [Self; 8] = [
        Self::Region,
        Self::Place,
        Self::Road,
        Self::Doorplate,
        Self::BoundaryLine,
        Self::BoundaryMarker,
        Self::Cemetery,
        Self::Plot,
    ];

    /// The word used in routes, commands, tables and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Place => "place",
            Self::Road => "road",
            Self::Doorplate => "doorplate",
            Self::BoundaryLine => "boundary_line",
            Self::BoundaryMarker => "boundary_marker",
            Self::Cemetery => "cemetery",
            Self::Plot => "plot",
        }
    }

    /// The plural, used for collections and tile layers.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Region => "regions",
            Self::Place => "places",
            Self::Road => "roads",
            Self::Doorplate => "doorplates",
            Self::BoundaryLine => "boundary_lines",
            Self::BoundaryMarker => "boundary_markers",
            Self::Cemetery => "cemeteries",
            Self::Plot => "plots",
        }
    }

    /// The kind whose plural this is.
    #[must_use]
    pub fn from_plural(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural() == word)
    }

    /// The kind's name in Chinese and in English.
    #[must_use]
    pub const fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Region => ("行政区划", "Region"),
            Self::Place => ("地名", "Place"),
            Self::Road => ("道路", "Road"),
            Self::Doorplate => ("门牌", "Doorplate"),
            Self::BoundaryLine => ("行政区域界线", "Boundary line"),
            Self::BoundaryMarker => ("界桩", "Boundary marker"),
            Self::Cemetery => ("公墓", "Cemetery"),
            Self::Plot => ("墓穴", "Plot"),
        }
    }

    /// The kind's importable columns: the shared ones first, at the positions in [`super::shared`].
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Region => region::FIELDS,
            Self::Place => place::FIELDS,
            Self::Road => road::FIELDS,
            Self::Doorplate => doorplate::FIELDS,
            Self::BoundaryLine => boundary_line::FIELDS,
            Self::BoundaryMarker => boundary_marker::FIELDS,
            Self::Cemetery => cemetery::FIELDS,
            Self::Plot => plot::FIELDS,
        }
    }

    /// The field of that name and its position in [`Kind::fields`].
    #[must_use]
    pub fn field(self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields()
            .iter()
            .enumerate()
            .find(|(_, field)| field.name == name)
    }

    /// What the geometry may be.
    #[must_use]
    pub const fn shape(self) -> GeometryShape {
        match self {
            Self::Region => GeometryShape::Area,
            Self::Place | Self::Cemetery => GeometryShape::Any,
            Self::Road | Self::BoundaryLine => GeometryShape::Line,
            Self::Doorplate | Self::BoundaryMarker => GeometryShape::Point,
            Self::Plot => GeometryShape::Polygon,
        }
    }

    /// By what the geometry changes: a line's course and a marker's position are agreed upon between
    /// neighbours, so that no edit moves them.
    #[must_use]
    pub const fn geometry_changed_by(self) -> ChangedBy {
        match self {
            Self::BoundaryLine | Self::BoundaryMarker => ChangedBy::Case,
            Self::Region
            | Self::Place
            | Self::Road
            | Self::Doorplate
            | Self::Cemetery
            | Self::Plot => ChangedBy::Edit,
        }
    }

    /// Whether the kind's features bear names of their own, which name records follow. Plates,
    /// markers and plots are called by their numbers.
    #[must_use]
    pub const fn bears_names(self) -> bool {
        !matches!(self, Self::Doorplate | Self::BoundaryMarker | Self::Plot)
    }

    /// Whether a feature may be registered before its geometry is known.
    #[must_use]
    pub const fn may_lack_geometry(self) -> bool {
        matches!(self, Self::Region | Self::Place)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| UnknownKind(word.to_owned()))
    }
}
