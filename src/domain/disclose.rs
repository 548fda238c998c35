//! What an audience may see of a feature: the one place where it is decided. Every exit (tile,
//! look-up, feed, OGC answer, export, error, log) calls it.

use std::borrow::Cow;

use super::{
    Audience, Feature, Kind, State, Value, Visibility,
    disclosure::{is_generalised, shown_geometry},
    plot,
};

/// A feature as its audience may see it.
#[derive(Clone, Debug)]
pub struct Disclosed<'a> {
    /// The feature, restricted values nulled and its geometry as exact as allowed.
    pub feature: Cow<'a, Feature>,
    /// Who sees it; restricted fields are left out for the public, not shown as null.
    pub audience: Audience,
    /// Whether the position was rounded to its cell.
    pub position_generalised: bool,
    /// Whether a plot is free: all that the public learns of its occupancy.
    pub free: Option<bool>,
}

impl Disclosed<'_> {
    /// Whether the audience sees the field at that position.
    #[must_use]
    pub fn shows(&self, at: usize) -> bool {
        self.audience == Audience::Internal
            || self
                .feature
                .kind
                .fields()
                .get(at)
                .is_some_and(|field| field.visibility == Visibility::Public)
    }
}

/// The feature as the audience may see it; `None` when it may not know of it (a draft, in public).
#[must_use]
pub fn disclose(feature: &Feature, audience: Audience) -> Option<Disclosed<'_>> {
    let whole = Disclosed {
        feature: Cow::Borrowed(feature),
        audience,
        position_generalised: false,
        free: None,
    };
    if audience == Audience::Internal {
        return Some(whole);
    }
    if feature.state() == State::Draft {
        return None;
    }
    let geometry = feature
        .geometry
        .as_ref()
        .filter(|_| is_generalised(feature.kind, audience))
        .map(|exact| shown_geometry(feature.kind, audience, exact).into_owned());
    let fields = feature.kind.fields();
    let has_restricted = fields
        .iter()
        .any(|field| field.visibility == Visibility::Restricted);
    if geometry.is_none() && !has_restricted {
        return Some(whole);
    }
    let mut seen = feature.clone();
    for (value, field) in seen.values.iter_mut().zip(fields) {
        if field.visibility == Visibility::Restricted {
            *value = Value::Null;
        }
    }
    if let Some(geometry) = geometry {
        seen.geometry = Some(geometry);
    }
    Some(Disclosed {
        position_generalised: feature.kind == Kind::BoundaryMarker && seen.geometry.is_some(),
        free: (feature.kind == Kind::Plot).then(|| is_free(occupancy(feature))),
        feature: Cow::Owned(seen),
        ..whole
    })
}

/// Why something was done, as the audience may learn it: reasons are written for the office.
#[must_use]
pub fn disclose_reason(reason: Option<&str>, audience: Audience) -> Option<&str> {
    reason.filter(|_| audience == Audience::Internal)
}

/// Whether a plot of that occupancy is free: all that the public learns of it.
#[must_use]
pub fn is_free(occupancy: Option<&str>) -> bool {
    occupancy == Some("free")
}

fn occupancy(plot: &Feature) -> Option<&str> {
    plot.values.get(plot::OCCUPANCY_AT).and_then(Value::as_text)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{boundary_marker, shared},
        geo::Geometry,
    };

    fn feature(kind: Kind, geometry: Geometry) -> Feature {
        Feature {
            id: Uuid::nil(),
            fid: 1,
            kind,
            version: 1,
            source: "330683".into(),
            values: vec![Value::Null; kind.fields().len()],
            geometry: Some(geometry),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_public_sees_a_marker_in_the_centre_of_its_cell_and_no_measures() {
        let mut marker = feature(
            Kind::BoundaryMarker,
            geo_types::Point::new(120.831_234_5, 29.587_654_3).into(),
        );
        marker.values[boundary_marker::NORTH_M_AT] = Value::Number(3_275_123.4);
        marker.values[boundary_marker::GRID_AT] = "EPSG:4549".into();
        let seen = disclose(&marker, Audience::Public).unwrap();
        let Some(Geometry::Point(at)) = seen.feature.geometry else {
            panic!("a marker stays a point");
        };
        assert!((at.x() - 120.835).abs() < 1e-9 && (at.y() - 29.585).abs() < 1e-9);
        assert!(seen.position_generalised);
        assert!(seen.feature.values[boundary_marker::NORTH_M_AT].is_null());
        assert!(seen.feature.values[boundary_marker::GRID_AT].is_null());
        assert!(!seen.shows(boundary_marker::NORTH_M_AT));
        let exact = disclose(&marker, Audience::Internal).unwrap();
        assert_eq!(*exact.feature, marker);
    }

    #[test]
    fn the_public_learns_whether_a_plot_is_free_and_no_more() {
        let at = geo_types::Point::new(120.0, 29.0);
        for (occupancy, free) in [("free", true), ("sold", false), ("held", false)] {
            let mut plot = feature(Kind::Plot, at.into());
            plot.values[plot::OCCUPANCY_AT] = occupancy.into();
            let seen = disclose(&plot, Audience::Public).unwrap();
            assert_eq!(seen.free, Some(free), "{occupancy}");
            assert!(seen.feature.values[plot::OCCUPANCY_AT].is_null());
        }
    }

    #[test]
    fn the_public_knows_of_no_draft() {
        let mut road = feature(Kind::Road, geo_types::Point::new(120.0, 29.0).into());
        road.values[shared::STATE_AT] = "draft".into();
        assert!(disclose(&road, Audience::Public).is_none());
        assert!(disclose(&road, Audience::Internal).is_some());
    }

    #[test]
    fn what_is_public_anyway_is_not_copied() {
        let road = feature(Kind::Road, geo_types::Point::new(120.0, 29.0).into());
        let seen = disclose(&road, Audience::Public).unwrap();
        assert!(matches!(seen.feature, Cow::Borrowed(_)));
    }
}
