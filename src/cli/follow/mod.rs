//! `mingjie follow URL --into FILE`: a copy of a served register, taken once and kept in step.

mod copy;
mod source;
mod steps;

pub(super) use steps::follow;
