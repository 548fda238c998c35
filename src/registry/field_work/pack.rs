//! What a phone takes along: the tasks of an inspection, the cards of its markers, the line, and the
//! tiles around it by name, size and tag, so that only those are fetched that have changed.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    InspectionSheet,
    course::Course,
    open::{markers_of, new_number, number_of},
};
use crate::{
    domain::{
        Audience, Caller, Event, EventAct, Kind, Sight, boundary_marker, field_work::LineSide,
        shared,
    },
    geo::{Bounds, LonLat, TileAddress},
    registry::{Registry, RegistryError, View},
    snapshot::{Eye as _, RowRef},
    tile::{Encoding, LayerSet, SentTile},
};

/// The most that a pack may weigh, in bytes.
const MOST_BYTES: usize = 100_000_000;
/// The zooms of a pack's tiles: the whole line on one screen, down to single houses.
const ZOOMS: std::ops::RangeInclusive<u8> = 8..=15;
/// How far around the line there is a map, in metres.
const AROUND_M: f64 = 1_500.0;

/// A tile of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackTile {
    /// Which.
    pub address: TileAddress,
    /// How many bytes it has as it is sent.
    pub bytes: usize,
    /// Its entity tag.
    pub tag: String,
}

/// The card of a marker.
#[derive(Clone, Debug)]
pub struct PackMarker {
    /// The marker.
    pub id: Uuid,
    /// What is on its card: number, type, material, official figures, landmarks, condition.
    pub card: Json,
    /// Where the register has it.
    pub at: Option<LonLat>,
}

/// A pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The inspection with its tasks.
    pub sheet: InspectionSheet,
    /// The line's parts.
    pub line: Vec<Vec<LonLat>>,
    /// The cards of its markers.
    pub markers: Vec<PackMarker>,
    /// The tiles around it.
    pub tiles: Vec<PackTile>,
    /// The deepest zoom that is in it.
    pub max_zoom: u8,
}

impl Pack {
    /// How many bytes its tiles have.
    #[must_use]
    pub fn tile_bytes(&self) -> usize {
        self.tiles.iter().map(|tile| tile.bytes).sum()
    }
}

impl Registry {
    /// The pack of an inspection. It holds exact positions: only for those who may have them.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none within reach.
    pub async fn pack(&self, caller: &Caller, inspection: Uuid) -> Result<Pack, RegistryError> {
        let view = self.view()?;
        let sheet = self.inspection_sheet(caller, inspection).await?;
        let line_id = sheet.inspection.line_id;
        let row = view
            .snapshot
            .by_id(Kind::BoundaryLine, line_id)
            .ok_or(RegistryError::NotFound)?;
        let sight = Sight::of(caller);
        let eye = view.snapshot.seen_by(&sight);
        if eye.of_row(row) != Audience::Internal {
            return Err(RegistryError::NotFound);
        }
        let geometry = row.geometry().ok_or(RegistryError::NotFound)?;
        let course = Course::of(&geometry).ok_or(RegistryError::NotFound)?;
        let code = row.text(shared::CODE_AT).unwrap_or_default();
        let markers: Vec<PackMarker> = markers_of(&view, code)
            .into_iter()
            .map(|row| PackMarker {
                id: row.id(),
                at: row.point(),
                card: card(row),
            })
            .collect();
        let path = course.between(0.0, course.length_m());
        let places: Vec<LonLat> = path
            .iter()
            .copied()
            .chain(markers.iter().filter_map(|marker| marker.at))
            .collect();
        let layers = self.painter().layers().all(Audience::Internal);
        let (painted_from, seen_by) = (Arc::clone(&view), sight.clone());
        // Some hundred tiles take a moment: not on the threads that answer everybody.
        let painting =
            tokio::task::spawn_blocking(move || tiles(&painted_from, &seen_by, layers, &places));
        let (tiles, max_zoom) = painting.await.map_err(RegistryError::thread)??;
        let pack = Pack {
            sheet,
            line: parts(&geometry),
            markers,
            tiles,
            max_zoom,
        };
        Ok(pack)
    }

    /// Notes in the audit log that somebody took a pack along.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tell_of_pack(&self, caller: &Caller, pack: &Pack) -> Result<(), RegistryError> {
        let own = &pack.sheet.inspection;
        let told = Event {
            kinds: vec![Kind::BoundaryLine, Kind::BoundaryMarker],
            ..Event::about(EventAct::Exported, new_number(&own.line_code, own.round))
        };
        let told = told
            .with("what", "field_pack")
            .with("markers", pack.markers.len())
            .with("side", pack.sheet.own_side.as_str());
        self.tell(&super::sheet::reader(caller)?, told).await
    }
}

/// A tag of a content, strong and short.
#[must_use]
pub fn tag_of(content: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(&Sha256::digest(content)[..12])
}

/// The tiles around places, and the deepest zoom of which there are any.
fn tiles(
    view: &View,
    sight: &Sight,
    layers: LayerSet,
    places: &[LonLat],
) -> Result<(Vec<PackTile>, u8), RegistryError> {
    let eye = view.snapshot.seen_by(sight);
    let (mut all, mut max_zoom, mut weighs) = (Vec::new(), *ZOOMS.start(), 0);
    for zoom in ZOOMS {
        let mut tiles = Vec::new();
        for address in around(places, zoom) {
            let painted = view.painted.tile(eye, layers, address);
            let sent = SentTile::pack(painted, Encoding::Gzip)
                .map_err(|error| RegistryError::Thread(error.to_string()))?;
            if !sent.is_empty() {
                weighs += sent.body().len();
                tiles.push(PackTile {
                    address,
                    bytes: sent.body().len(),
                    tag: String::from_utf8_lossy(sent.etag()).into_owned(),
                });
            }
        }
        if weighs > MOST_BYTES {
            break;
        }
        all.append(&mut tiles);
        max_zoom = zoom;
    }
    Ok((all, max_zoom))
}

/// The tiles of a zoom around places.
fn around(places: &[LonLat], zoom: u8) -> BTreeSet<TileAddress> {
    let mut tiles = BTreeSet::new();
    for (nth, place) in places.iter().enumerate() {
        // Long stretches without a vertex have a map, too.
        let before = nth.checked_sub(1).and_then(|before| places.get(before));
        let steps = before.map_or(1, |before| steps(*before, *place));
        for step in 1..=steps {
            let at = before.map_or(*place, |before| {
                let share = f64::from(step) / f64::from(steps);
                LonLat {
                    lon: before.lon + (place.lon - before.lon) * share,
                    lat: before.lat + (place.lat - before.lat) * share,
                }
            });
            let high = AROUND_M / 111_000.0;
            let wide = high / at.lat.to_radians().cos().max(0.1);
            let bounds = Bounds {
                west: at.lon - wide,
                south: at.lat - high,
                east: at.lon + wide,
                north: at.lat + high,
            };
            tiles.extend(TileAddress::covering(bounds, zoom, 0.0));
        }
    }
    tiles
}

/// How many steps of the map's width there are between two places.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and 10 000"
)]
fn steps(one: LonLat, other: LonLat) -> u16 {
    let metres = crate::geo::measure::distance_m(one, other);
    (metres / AROUND_M).ceil().clamp(1.0, 10_000.0) as u16
}

fn parts(geometry: &crate::geo::Geometry) -> Vec<Vec<LonLat>> {
    use crate::geo::Geometry;
    let lines = match geometry {
        Geometry::LineString(line) => std::slice::from_ref(line),
        Geometry::MultiLineString(lines) => lines.0.as_slice(),
        _ => &[],
    };
    let path = |line: &geo_types::LineString| {
        let points = line.0.iter();
        points
            .map(|at| LonLat {
                lon: at.x,
                lat: at.y,
            })
            .collect()
    };
    lines.iter().map(path).collect()
}

fn card(row: RowRef<'_>) -> Json {
    let text = |at: usize| row.text(at);
    let number = |at: usize| row.number(at);
    let side: Option<LineSide> =
        text(boundary_marker::CUSTODIAN_SIDE_AT).and_then(|word| word.parse().ok());
    json!({
        "number": number_of(row),
        "version": row.version(),
        "type": text(boundary_marker::TYPE_AT),
        "material": text(boundary_marker::MATERIAL_AT),
        "north_m": number(boundary_marker::NORTH_M_AT),
        "east_m": number(boundary_marker::EAST_M_AT),
        "grid": text(boundary_marker::GRID_AT),
        "height_m": number(boundary_marker::HEIGHT_M_AT),
        "custodian_side": side,
        "landmarks": text(boundary_marker::LANDMARKS_AT),
        "condition": text(boundary_marker::CONDITION_AT),
    })
}
