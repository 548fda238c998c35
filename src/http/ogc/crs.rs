//! Reference systems that a request may name, and boxes in them: the authority's order of axes.

use axum::http::HeaderValue;
use geo_types::{LineString, Polygon};

use crate::{
    geo::{Bounds, Crs, GaussKruger, Geometry, LonLat},
    http::refusal::{Answer, Refusal},
    snapshot::Box4,
};

/// The uniform resource identifiers of the systems that a collection within a box is answered in:
/// CRS84 first, and of the Gauss-Kruger grids those whose belt meets the box.
pub(super) fn offered(extent: &Box4) -> Vec<String> {
    /// Half the width of a 3-degree belt, in degrees.
    const HALF_BELT: f64 = 1.5;
    let grids = (4513..=4554)
        .filter_map(GaussKruger::from_epsg)
        .filter(|grid| {
            let meridian = f64::from(grid.central_meridian());
            meridian - HALF_BELT <= extent[2] && extent[0] <= meridian + HALF_BELT
        })
        .map(Crs::GaussKruger);
    [Crs::Crs84, Crs::Cgcs2000, Crs::Wgs84, Crs::WebMercator]
        .into_iter()
        .chain(grids)
        .filter_map(|crs| crs.uri())
        .collect()
}

/// The system that a parameter names; CRS84 when it is absent.
pub(super) fn parse(name: &'static str, text: Option<&str>) -> Answer<Crs> {
    let Some(text) = text else {
        return Ok(Crs::Crs84);
    };
    Crs::parse(text.trim_start_matches('[').trim_end_matches(']'))
        .ok()
        .filter(|crs| crs.uri().is_some())
        .ok_or_else(|| {
            Refusal::parameter(
                name,
                text,
                "http://www.opengis.net/def/crs/OGC/1.3/CRS84, http://www.opengis.net/def/crs/EPSG/0/4490, …/4326, …/3857",
            )
        })
}

/// The value of the `Content-Crs` header.
pub(super) fn header(crs: &Crs) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("<{}>", crs.uri()?)).ok()
}

/// A box in a system, four numbers or six with heights, as one box of longitudes and latitudes, or
/// two when it crosses the antimeridian.
pub(super) fn boxes(text: &str, crs: &Crs) -> Answer<Vec<Bounds>> {
    let bad = || {
        let order = if crs.axis_is_northing_first() {
            "south,west,north,east"
        } else {
            "west,south,east,north"
        };
        Refusal::parameter("bbox", text, order)
    };
    let numbers = text
        .split(',')
        .map(|part| part.trim().parse::<f64>().ok().filter(|n| n.is_finite()))
        .collect::<Option<Vec<f64>>>()
        .ok_or_else(bad)?;
    let ([first, second, third, fourth] | [first, second, _, third, fourth, _]) = numbers[..]
    else {
        return Err(bad());
    };
    let [west, south, east, north] = if crs.axis_is_northing_first() {
        [second, first, fourth, third]
    } else {
        [first, second, third, fourth]
    };
    if south > north {
        return Err(bad());
    }
    let bounds = Bounds {
        west,
        south,
        east,
        north,
    };
    if crs.is_geographic() {
        LonLat::new(west, south)
            .and(LonLat::new(east, north))
            .map_err(|_| bad())?;
        Ok(parted(bounds))
    } else if west <= east {
        Ok(vec![unprojected(&bounds, crs).ok_or_else(bad)?])
    } else {
        Err(bad())
    }
}

/// West of the antimeridian and east of it, when the box crosses it.
fn parted(bounds: Bounds) -> Vec<Bounds> {
    if bounds.west <= bounds.east {
        return vec![bounds];
    }
    vec![
        Bounds {
            east: 180.0,
            ..bounds
        },
        Bounds {
            west: -180.0,
            ..bounds
        },
    ]
}

/// The box around a box of a projection, whose edges bend.
fn unprojected(bounds: &Bounds, crs: &Crs) -> Option<Bounds> {
    const STEPS: u32 = 16;
    let corners = [
        (bounds.west, bounds.south),
        (bounds.east, bounds.south),
        (bounds.east, bounds.north),
        (bounds.west, bounds.north),
        (bounds.west, bounds.south),
    ];
    let edge: LineString = corners
        .windows(2)
        .flat_map(|pair| {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            (0..STEPS).map(move |step| {
                let share = f64::from(step) / f64::from(STEPS);
                (x + (to_x - x) * share, y + (to_y - y) * share)
            })
        })
        .collect();
    let mut outline = Geometry::Polygon(Polygon::new(edge, Vec::new()));
    crs.to_inside(&mut outline).ok()?;
    Bounds::around(&outline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, crs: &Crs) -> Bounds {
        let boxes = boxes(text, crs).unwrap();
        assert_eq!(boxes.len(), 1);
        boxes[0]
    }

    #[test]
    fn the_same_box_is_read_in_the_order_of_each_authority() {
        let expected = Bounds {
            west: 120.5,
            south: 29.25,
            east: 121.0,
            north: 29.75,
        };
        assert_eq!(one("120.5,29.25,121,29.75", &Crs::Crs84), expected);
        assert_eq!(one("29.25,120.5,29.75,121", &Crs::Cgcs2000), expected);
        assert_eq!(one("29.25,120.5,29.75,121", &Crs::Wgs84), expected);
        assert_eq!(one("120.5,29.25,0,121,29.75,99", &Crs::Crs84), expected);
        let mercator = one(
            "13413998.64,3407504.08,13469658.39,3471454.98",
            &Crs::WebMercator,
        );
        for (found, expected) in [
            (mercator.west, 120.5),
            (mercator.south, 29.25),
            (mercator.east, 121.0),
            (mercator.north, 29.75),
        ] {
            assert!((found - expected).abs() < 1e-6, "{mercator:?}");
        }
    }

    #[test]
    fn a_box_of_a_grid_is_northing_first_and_holds_its_bent_edges() {
        // The 3-degree belt of 120° E without a zone number.
        let grid = Crs::parse("EPSG:4549").unwrap();
        let found = one("3200000,450000,3300000,650000", &grid);
        assert!((119.4..119.6).contains(&found.west), "{found:?}");
        assert!((121.5..121.6).contains(&found.east), "{found:?}");
        assert!(boxes("450000,3200000,650000,3300000", &grid).is_err());
    }

    #[test]
    fn a_box_across_the_antimeridian_is_two() {
        let parts = boxes("170,-10,-170,10", &Crs::Crs84).unwrap();
        let sides: Vec<_> = parts.iter().map(|part| (part.west, part.east)).collect();
        assert_eq!(sides, [(170.0, 180.0), (-180.0, -170.0)]);
    }

    #[test]
    fn what_is_no_box_is_refused() {
        for text in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "1,4,3,2",
            "0,0,181,1",
            "0,0,nan,1",
        ] {
            assert!(boxes(text, &Crs::Crs84).is_err(), "{text}");
        }
    }

    #[test]
    fn a_system_without_an_identifier_is_refused() {
        assert!(parse("crs", Some("GCJ-02")).is_err());
        assert!(parse("crs", Some("EPSG:2414")).is_err());
        assert_eq!(parse("crs", Some("[EPSG:4490]")).unwrap(), Crs::Cgcs2000);
        assert_eq!(parse("crs", None).unwrap(), Crs::Crs84);
    }

    #[test]
    fn the_grids_of_the_place_are_offered() {
        let offered = offered(&[120.4, 29.3, 121.0, 29.9]);
        assert_eq!(offered[0], "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        assert_eq!(
            offered[4..],
            [
                "http://www.opengis.net/def/crs/EPSG/0/4528",
                "http://www.opengis.net/def/crs/EPSG/0/4549"
            ]
        );
    }
}
