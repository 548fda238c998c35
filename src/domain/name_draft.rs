//! A name that somebody proposes, with what is known of the place that shall bear it.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    geo::{Bounds, Geometry, LonLat, geojson, measure, parts},
    text::Category,
};

/// A proposed name.
///
/// # CRS
/// The geometry is longitude, latitude in degrees, CGCS2000.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameDraft {
    /// The name as written.
    pub name: String,
    /// Its naming category; told by the generic term when absent.
    #[serde(default, alias = "kind", deserialize_with = "category")]
    pub category: Option<Category>,
    /// The region that holds the place.
    #[serde(default)]
    pub region_code: Option<String>,
    /// Length in metres.
    #[serde(default)]
    pub length_m: Option<f64>,
    /// Width in metres, by the basis that the pack in force measures by.
    #[serde(default)]
    pub width_m: Option<f64>,
    /// Site area in square metres.
    #[serde(default)]
    pub area_m2: Option<f64>,
    /// Gross floor area in square metres.
    #[serde(default)]
    pub floor_area_m2: Option<f64>,
    /// Storeys of the main building.
    #[serde(default)]
    pub storeys: Option<f64>,
    /// Green space in percent of the site.
    #[serde(default)]
    pub green_percent: Option<f64>,
    /// Open space, parking left out, in square metres.
    #[serde(default)]
    pub open_space_m2: Option<f64>,
    /// The class of a road, by the words of the road's own field.
    #[serde(default)]
    pub road_class: Option<String>,
    /// The name in force that this one shall replace (更名).
    #[serde(default)]
    pub replaces: Option<String>,
    /// The name that this one is derived from (派生), when the applicant tells.
    #[serde(default)]
    pub derived_from: Option<String>,
    /// What the application brings with it; absent while a name is only tried out.
    #[serde(default)]
    pub file: Option<NameFile>,
    /// The applicant's own name: no place is named after whoever asks for it.
    #[serde(default)]
    pub applicant: Option<String>,
    /// The number of the file in which it is asked for: a name kept free for that file is its own.
    #[serde(default)]
    pub reference: Option<String>,
    /// Whether the office asks, which knows for whom names are kept; never told by a request itself.
    #[serde(skip)]
    pub is_of_office: bool,
    /// Where the place lies: a point, a line or an area.
    #[serde(default, deserialize_with = "geometry")]
    pub geometry: Option<Geometry>,
    /// The day whose law judges it; today when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

/// What an application for a name brings with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameFile {
    /// What the name means (含义).
    pub meaning: String,
    /// Where it comes from (由来).
    pub origin: String,
    /// What is attached, by the words of the pack (申请书, 征求意见报告 …).
    pub attachments: Vec<String>,
}

impl NameDraft {
    /// A name of which nothing else is known.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Where the place lies: a point, the middle of a line by its vertices, the centre of an area's
    /// box; none without geometry.
    #[must_use]
    pub fn position(&self) -> Option<LonLat> {
        use geo_types::Geometry as G;
        match parts::unwrap_single(self.geometry.clone()?) {
            G::Point(point) => LonLat::new(point.x(), point.y()).ok(),
            G::LineString(line) => {
                let middle = line.0.get(line.0.len() / 2)?;
                LonLat::new(middle.x, middle.y).ok()
            }
            geometry => {
                let bounds = Bounds::around(&geometry)?;
                LonLat::new(
                    f64::midpoint(bounds.west, bounds.east),
                    f64::midpoint(bounds.south, bounds.north),
                )
                .ok()
            }
        }
    }

    /// The length told, or that of the drawn line.
    ///
    /// # Units
    /// Metres on the ellipsoid.
    #[must_use]
    pub fn length(&self) -> Option<f64> {
        self.length_m.or_else(|| {
            let length = measure::length_m(self.geometry.as_ref()?);
            (length > 0.0).then_some(length)
        })
    }

    /// The site area told, or that of the drawn area.
    ///
    /// # Units
    /// Square metres on the ellipsoid.
    #[must_use]
    pub fn area(&self) -> Option<f64> {
        self.area_m2.or_else(|| {
            let area = measure::area_m2(self.geometry.as_ref()?);
            (area > 0.0).then_some(area)
        })
    }
}

fn category<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Category>, D::Error> {
    Option::<String>::deserialize(from)?
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(D::Error::custom))
        .transpose()
}

fn geometry<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Geometry>, D::Error> {
    let Some(value) = Option::<serde_json::Value>::deserialize(from)? else {
        return Ok(None);
    };
    let geometry = geojson::parse(&value).map_err(D::Error::custom)?;
    if let Some(bounds) = Bounds::around(&geometry) {
        LonLat::new(bounds.west, bounds.south).map_err(D::Error::custom)?;
        LonLat::new(bounds.east, bounds.north).map_err(D::Error::custom)?;
    }
    Ok(Some(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_with_its_geometry() {
        let draft: NameDraft = serde_json::from_str(
            r#"{"name":"长乐路","category":"road","region_code":"330683","width_m":24,
                "geometry":{"type":"LineString","coordinates":[[120.8,29.5],[120.81,29.5],[120.82,29.5]]},
                "on":"2025-06-01"}"#,
        )
        .unwrap();
        assert_eq!(draft.category, Some(Category::Road));
        assert_eq!(draft.position(), LonLat::new(120.81, 29.5).ok());
        assert!((draft.length().unwrap() - 1939.0).abs() < 5.0);
        assert_eq!(draft.area(), None);
    }

    #[test]
    fn a_wrong_word_is_refused_by_name() {
        let read = |text| serde_json::from_str::<NameDraft>(text).map_err(|e| e.to_string());
        assert!(
            read(r#"{"name":"路","category":"street"}"#)
                .unwrap_err()
                .contains("street")
        );
        assert!(
            read(r#"{"name":"路","colour":"red"}"#)
                .unwrap_err()
                .contains("colour")
        );
        assert_eq!(read(r#"{"name":"路","kind":""}"#).unwrap().category, None);
    }
}
