//! Paints one layer of one tile: finds the rows, clips them, writes them. Its space is kept from
//! tile to tile, so that a feature costs no allocation.

use std::sync::Arc;

use super::{
    area_clip::AreaClip,
    columns::Written,
    frame::{EXTENT, FIRST, Frame, LAST},
    line_clip::clip_line,
    outlines::{Outlines, Paths, Sort},
    pen::Pen,
    protobuf::{field, key, text_value, varint, varint_len},
    record::Record,
    ring::append_tidy,
    spec::Layer,
};
use crate::{
    domain::Audience,
    snapshot::{NODE_ROWS, Slot},
};

/// A number that a layer has given to a value, and in which layer of which tile.
type Stamp = (u32, u32);

/// Space for painting.
#[derive(Debug, Default)]
pub(super) struct Brush {
    name: Vec<u8>,
    zoom: u8,
    /// The active attributes: their places among the layer's, and whether the public sees them.
    active: Vec<(usize, bool)>,
    /// Whether only those that the public sees are written.
    public_only: bool,
    /// Rank, slot and row of what may be in the tile.
    hits: Vec<u64>,
    slots: u64,
    generation: u32,
    stamps: Vec<Stamp>,
    values_written: u32,
    keys: Vec<u8>,
    values: Vec<u8>,
    features: Vec<u8>,
    geometry: Vec<u8>,
    tags: Vec<u8>,
    points: Vec<[i32; 2]>,
    area: AreaClip,
}

impl Brush {
    /// Begins a layer.
    pub(super) fn begin(&mut self, layer: &Layer, audience: Audience, zoom: u8, numbers: usize) {
        self.name.clear();
        self.name.extend_from_slice(layer.name.as_bytes());
        self.zoom = zoom;
        self.active.clear();
        self.keys.clear();
        for (at, attribute) in layer.attributes_for(audience) {
            if attribute.min_zoom <= zoom {
                self.active.push((at, attribute.public));
                field(&mut self.keys, key::LAYER_KEY, attribute.name.as_bytes());
            }
        }
        self.values.clear();
        self.values_written = 0;
        self.features.clear();
        if self.stamps.len() < numbers {
            self.stamps.resize(numbers, (0, 0));
        }
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.stamps.fill((0, 0));
            self.generation = 1;
        }
    }

    /// Begins the part of a layer that an audience sees.
    pub(super) fn look_as(&mut self, audience: Audience) {
        self.hits.clear();
        self.slots = 0;
        self.public_only = audience == Audience::Public;
    }

    /// Notes the rows of a slot that are wanted and whose boxes meet the tile, along the curve.
    pub(super) fn gather(
        &mut self,
        frame: &Frame,
        slot: &Slot,
        record: &Record,
        audience: usize,
        wanted: impl Fn(usize) -> bool,
    ) {
        let slot_at = self.slots;
        self.slots += 1;
        let Some(shown) = record.shown(audience) else {
            return;
        };
        let chunk = slot.chunk();
        let search = frame.search_box(shown.reach_deg);
        chunk.tree().visit(&search, |first| {
            for row in first..(first + NODE_ROWS).min(chunk.len()) {
                let meets = match &*shown.outlines {
                    Outlines::Points(points) => {
                        let [x, y] = points[row];
                        frame.meets([x, y, x, y])
                    }
                    Outlines::Paths(paths) => frame.meets(paths.box_of(row)),
                };
                if meets && record.appears(row, self.zoom) && slot.is_alive(row) && wanted(row) {
                    let rank = u64::from(record.rank(row));
                    self.hits.push(rank << 32 | slot_at << 16 | row as u64);
                }
            }
        });
    }

    /// Writes the features noted.
    pub(super) fn paint(&mut self, frame: &Frame, records: &[Arc<Record>], audience: usize) {
        let hits = std::mem::take(&mut self.hits);
        let mut sorted = hits;
        if !sorted.is_sorted() {
            sorted.sort_unstable();
        }
        for hit in &sorted {
            let (slot, row) = ((hit >> 16 & 0xffff) as usize, (hit & 0xffff) as usize);
            let record = &records[slot];
            let Some(shown) = record.shown(audience) else {
                continue;
            };
            self.geometry.clear();
            let sort = match &*shown.outlines {
                Outlines::Points(points) => {
                    self.point(frame, &points[row..=row]);
                    Sort::Points
                }
                Outlines::Paths(paths) => {
                    self.path(frame, paths, row);
                    paths.sort(row)
                }
            };
            if !self.geometry.is_empty() {
                self.tag(record, row);
                self.feature(record, row, sort);
            }
        }
        self.hits = sorted;
    }

    /// Writes the layer behind what the tile has already, unless nothing of it is left.
    pub(super) fn finish(&self, out: &mut Vec<u8>) {
        if !self.features.is_empty() {
            self.layer(out);
        }
    }

    fn point(&mut self, frame: &Frame, points: &[[u32; 2]]) {
        let within = FIRST..=LAST;
        self.points.clear();
        let units = points.iter().map(|point| frame.unit(*point));
        self.points
            .extend(units.filter(|[x, y]| within.contains(x) && within.contains(y)));
        Pen::new(&mut self.geometry).points(&self.points);
    }

    fn path(&mut self, frame: &Frame, paths: &Paths, row: usize) {
        let band = paths.band(frame.address.z);
        match paths.sort(row) {
            Sort::Points => {
                self.points.clear();
                let within = FIRST..=LAST;
                for (points, _) in band.rings(row) {
                    let units = points.iter().map(|point| frame.unit(*point));
                    self.points
                        .extend(units.filter(|[x, y]| within.contains(x) && within.contains(y)));
                }
                Pen::new(&mut self.geometry).points(&self.points);
            }
            _ if frame.holds(paths.box_of(row)) => self.whole(frame, paths, row),
            Sort::Lines => {
                let mut pen = Pen::new(&mut self.geometry);
                for (line, _) in band.rings(row) {
                    let line = line.iter().map(|at| frame.place(*at));
                    clip_line(line, &mut pen, &mut self.points);
                }
            }
            Sort::Areas => {
                let mut pen = Pen::new(&mut self.geometry);
                let mut open = false;
                for (ring, outer) in band.rings(row) {
                    if outer {
                        if open {
                            self.area.finish(&mut pen);
                        }
                        self.area.begin();
                        open = true;
                    }
                    let ring = ring.iter().map(|at| frame.place(*at));
                    self.area.ring(ring, outer);
                }
                if open {
                    self.area.finish(&mut pen);
                }
            }
        }
    }

    /// Writes lines or areas that need no clipping.
    fn whole(&mut self, frame: &Frame, paths: &Paths, row: usize) {
        let mut pen = Pen::new(&mut self.geometry);
        let mut outer_is_kept = true;
        for (path, outer) in paths.band(frame.address.z).rings(row) {
            let units = path.iter().map(|at| frame.unit(*at));
            self.points.clear();
            if paths.sort(row) == Sort::Lines {
                self.points.extend(units);
                self.points.dedup();
                if self.points.len() > 1 {
                    pen.line(&self.points);
                }
            } else if outer || outer_is_kept {
                let kept = append_tidy(&mut self.points, units, outer);
                if kept {
                    pen.ring(&self.points);
                }
                if outer {
                    outer_is_kept = kept;
                }
            }
        }
    }

    /// Writes the feature's tags, and values that the layer has not told yet.
    fn tag(&mut self, record: &Record, row: usize) {
        self.tags.clear();
        for (key, (at, public)) in self.active.iter().enumerate() {
            if self.public_only && !public {
                continue;
            }
            let Some(written) = record.columns[*at].at(&record.chunk, row) else {
                continue;
            };
            varint(&mut self.tags, key as u64);
            let fresh = self.values_written;
            let value = match written {
                Written::Unique(text) => {
                    text_value(&mut self.values, text);
                    fresh
                }
                Written::Text(number, column, code) => {
                    let stamp = &mut self.stamps[number as usize];
                    if stamp.0 != self.generation {
                        *stamp = (self.generation, fresh);
                        let text = column.text_of(code).unwrap_or_default();
                        text_value(&mut self.values, text);
                    }
                    stamp.1
                }
                Written::Encoded(number, bytes) => {
                    let stamp = &mut self.stamps[number as usize];
                    if stamp.0 != self.generation {
                        *stamp = (self.generation, fresh);
                        self.values.extend_from_slice(bytes);
                    }
                    stamp.1
                }
            };
            self.values_written += u32::from(value == fresh);
            varint(&mut self.tags, u64::from(value));
        }
    }

    fn feature(&mut self, record: &Record, row: usize, sort: Sort) {
        let fid = record.chunk.fids().get(row).unwrap_or_default();
        let fid = fid.cast_unsigned();
        let (tags, geometry) = (self.tags.len(), self.geometry.len());
        let id_len = 1 + varint_len64(fid);
        let tags_len = if tags == 0 {
            0
        } else {
            1 + varint_len(tags) + tags
        };
        let geometry_len = 1 + varint_len(geometry) + geometry;
        let out = &mut self.features;
        out.push(key::LAYER_FEATURE);
        varint(out, (id_len + tags_len + 2 + geometry_len) as u64);
        out.push(key::FEATURE_ID);
        varint(out, fid);
        if tags > 0 {
            field(out, key::FEATURE_TAGS, &self.tags);
        }
        out.extend_from_slice(&[key::FEATURE_TYPE, sort as u8]);
        field(out, key::FEATURE_GEOMETRY, &self.geometry);
    }

    fn layer(&self, out: &mut Vec<u8>) {
        const VERSION: u8 = 2;
        let extent = u64::from(EXTENT.cast_unsigned());
        let name = 1 + varint_len(self.name.len()) + self.name.len();
        let numbers = 2 + 1 + varint_len64(extent);
        let length = name + self.features.len() + self.keys.len() + self.values.len() + numbers;
        out.reserve(length + 6);
        out.push(key::TILE_LAYER);
        varint(out, length as u64);
        out.extend_from_slice(&[key::LAYER_VERSION, VERSION]);
        field(out, key::LAYER_NAME, &self.name);
        out.extend_from_slice(&self.features);
        out.extend_from_slice(&self.keys);
        out.extend_from_slice(&self.values);
        out.push(key::LAYER_EXTENT);
        varint(out, extent);
    }
}

const fn varint_len64(number: u64) -> usize {
    let bits = u64::BITS - (number | 1).leading_zeros();
    bits.div_ceil(7) as usize
}
