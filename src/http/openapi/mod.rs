//! The description of this door, made from the handlers and the fields of the kinds: OpenAPI 3.1,
//! the same in 3.0 for older readers, and pages for people.

mod accounts;
mod addresses;
mod answers;
mod boundaries;
mod cases;
mod desk;
mod document;
mod features;
mod field_work;
mod files;
mod lowered;
mod names;
mod words;

pub(super) use document::{__path_current, __path_older, Documents, begun, current, older, pages};
