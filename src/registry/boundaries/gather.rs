//! From rows and drafts to what is proved.

use geo_types::{LineString, MultiPolygon};

use crate::{
    domain::{Draft, Kind, boundary_line, boundary_marker, region, shared},
    geo::{Geometry, LonLat},
    snapshot::RowRef,
    topology::{Boundaries, Boundary, Marker, Territory},
};

/// What a row or draft says of itself.
pub(super) trait Told {
    /// The text of a field.
    fn text(&self, at: usize) -> Option<&str>;
    /// What tells it from others when it has no code.
    fn label(&self) -> String;
}

impl Told for RowRef<'_> {
    fn text(&self, at: usize) -> Option<&str> {
        RowRef::text(*self, at)
    }

    fn label(&self) -> String {
        self.id().to_string()
    }
}

impl Told for Draft {
    fn text(&self, at: usize) -> Option<&str> {
        Self::text(self, at)
    }

    fn label(&self) -> String {
        self.source_id()
            .map_or_else(|| format!("#{}", self.line), str::to_owned)
    }
}

/// Adds a feature to what is proved; one without a shape has nothing to prove.
pub(super) fn add(
    boundaries: &mut Boundaries,
    kind: Kind,
    told: &impl Told,
    geometry: Geometry,
    are_sides_ordered: bool,
) {
    match kind {
        Kind::Region => boundaries.territories.extend(territory(told, geometry)),
        Kind::BoundaryLine => {
            let line = line(told, geometry, are_sides_ordered);
            boundaries.lines.extend(line);
        }
        Kind::BoundaryMarker => boundaries.markers.extend(marker(told, &geometry)),
        Kind::Place | Kind::Road | Kind::Doorplate | Kind::Cemetery | Kind::Plot => {}
    }
}

fn territory(told: &impl Told, geometry: Geometry) -> Option<Territory> {
    let area = match geometry {
        Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
        Geometry::MultiPolygon(polygons) => polygons,
        _ => return None,
    };
    let code = told.text(shared::CODE_AT);
    let (code, by_shape) = match code.map(region::parse_code) {
        Some(Some((code, level))) => (code, Some(level)),
        _ => (code.map_or_else(|| told.label(), str::to_owned), None),
    };
    let level = told.text(region::LEVEL_AT).or(by_shape).unwrap_or("");
    Some(Territory {
        level: level.to_owned(),
        parent: told.text(region::PARENT_CODE_AT).map(str::to_owned),
        code,
        area,
    })
}

fn line(told: &impl Told, geometry: Geometry, are_sides_ordered: bool) -> Option<Boundary> {
    let parts: Vec<LineString> = match geometry {
        Geometry::LineString(line) => vec![line],
        Geometry::MultiLineString(lines) => lines.0,
        _ => return None,
    };
    let side = |at: usize| {
        let code = told.text(at)?;
        let parsed = region::parse_code(code).map(|(code, _)| code);
        Some(parsed.unwrap_or_else(|| code.to_owned()))
    };
    let sides = match (
        side(boundary_line::LEFT_CODE_AT),
        side(boundary_line::RIGHT_CODE_AT),
    ) {
        (Some(left), Some(right)) => Some([left, right]),
        _ => None,
    };
    let between = sides
        .as_ref()
        .map(|[left, right]| format!("{left}-{right}"));
    let code = told.text(shared::CODE_AT).map(str::to_owned).or(between);
    Some(Boundary {
        code: code.unwrap_or_else(|| told.label()),
        sides,
        are_sides_ordered,
        parts,
    })
}

fn marker(told: &impl Told, geometry: &Geometry) -> Option<Marker> {
    let at = match geometry {
        Geometry::Point(point) => *point,
        Geometry::MultiPoint(points) => *points.0.first()?,
        _ => return None,
    };
    let text = |at: usize| told.text(at).unwrap_or("").to_owned();
    let lines: Vec<String> = text(boundary_marker::LINE_CODE_AT)
        .split('|')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    let (serial, type_code) = (
        text(boundary_marker::SERIAL_AT),
        text(boundary_marker::TYPE_AT),
    );
    let number = told.text(boundary_marker::NUMBER_AT).map(str::to_owned);
    let composed = lines
        .first()
        .map(|line| format!("{line}{serial}{type_code}"));
    Some(Marker {
        label: number.clone().or(composed).unwrap_or_else(|| told.label()),
        lines,
        serial,
        type_code,
        number,
        at: LonLat {
            lon: at.x(),
            lat: at.y(),
        },
    })
}
