//! Field work: inspections, packs for phones, what phones send, and what the office makes of it.

mod arrivals;
mod inspections;
mod pack;
mod sync;
mod written;

pub(super) use arrivals::{__path_arrivals, __path_settle, arrivals, settle};
pub(super) use inspections::{
    __path_assign, __path_change, __path_inspection, __path_inspections, __path_marker_records,
    __path_open, __path_photo, assign, change, inspection, inspections, marker_records, open,
    photo,
};
pub(super) use pack::{__path_pack, pack};
pub(super) use sync::{__path_sync, sync};
