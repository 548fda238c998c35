//! The naming desk over HTTP: reservations, the office's words, suggestions, unnamed roads, the whole
//! register checked, lists handed in as files.

mod campaign;
mod docket;
mod office;
mod overrulings;
mod reading;
mod reservations;
mod standing;
mod suggest;
mod unnamed;
mod word_banks;

pub(super) use campaign::*;
pub(super) use docket::{
    CheckParams, Form, Listed, answer as answer_docket, drafts as docket_drafts, numbered,
    on_a_thread, table,
};
pub(super) use overrulings::*;
pub(super) use reading::*;
pub(super) use reservations::*;
pub(super) use standing::*;
pub(super) use suggest::*;
pub(super) use unnamed::*;
pub(super) use word_banks::*;
