//! Geometry commands: each vertex as its way from the one before.
//!
//! # Source
//! Mapbox Vector Tile specification 2.1, section 4.3.

use super::protobuf::{varint, zigzag};

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u8 = 15;

/// Writes the commands of one feature.
#[derive(Debug)]
pub(super) struct Pen<'a> {
    out: &'a mut Vec<u8>,
    at: [i32; 2],
}

impl<'a> Pen<'a> {
    pub(super) const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, at: [0, 0] }
    }

    /// One point or several.
    pub(super) fn points(&mut self, points: &[[i32; 2]]) {
        if !points.is_empty() {
            self.command(MOVE_TO, points.len());
            for point in points {
                self.step(*point);
            }
        }
    }

    /// A line of at least two vertices.
    pub(super) fn line(&mut self, line: &[[i32; 2]]) {
        if let Some((first, rest)) = line.split_first() {
            self.command(MOVE_TO, 1);
            self.step(*first);
            self.command(LINE_TO, rest.len());
            for point in rest {
                self.step(*point);
            }
        }
    }

    /// A ring whose first vertex is not repeated.
    pub(super) fn ring(&mut self, ring: &[[i32; 2]]) {
        self.line(ring);
        self.out.push(CLOSE_PATH);
    }

    fn command(&mut self, command: u64, count: usize) {
        varint(self.out, (count as u64) << 3 | command);
    }

    fn step(&mut self, to: [i32; 2]) {
        varint(self.out, zigzag(to[0] - self.at[0]));
        varint(self.out, zigzag(to[1] - self.at[1]));
        self.at = to;
    }
}
