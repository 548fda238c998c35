//! Boundary lines along shared borders, and the markers on them.

use super::{
    SynthError,
    gauss_kruger::forward,
    plane::{Frame, Nano},
    random::Random,
    table::{Cell, Shape, Table},
};

/// Columns of `boundary_line` that are written.
pub(super) const LINE_COLUMNS: &[&str] = &[
    "source_id",
    "code",
    "name",
    "level",
    "left_code",
    "right_code",
    "agreement",
];
/// Columns of `boundary_marker` that are written.
pub(super) const MARKER_COLUMNS: &[&str] = &[
    "source_id",
    "line_code",
    "serial",
    "type",
    "material",
    "north_m",
    "east_m",
    "grid",
    "height_m",
    "custodian_side",
    "landmarks",
    "condition",
];

/// A line that runs from west to east, or from north to south when it is longer that way.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its code.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Its level, a word of the domain.
    pub(super) level: &'static str,
    /// The region on the left of its direction.
    pub(super) left: String,
    /// The region on the right.
    pub(super) right: String,
    /// Its course.
    pub(super) course: Vec<Nano>,
    /// The lines that meet where it starts, this one first; one code when none does.
    pub(super) meeting: Vec<String>,
}

impl Line {
    /// Turns the course so that serials run from west to east or from north to south, and the
    /// sides with it.
    pub(super) fn directed(mut self, frame: &Frame) -> Self {
        if let (Some(&first), Some(&last)) = (self.course.first(), self.course.last()) {
            let along = frame.metres(last).minus(frame.metres(first));
            let backwards = if along.x.abs() >= along.y.abs() {
                along.x < 0.0
            } else {
                along.y > 0.0
            };
            if backwards {
                self.course.reverse();
                std::mem::swap(&mut self.left, &mut self.right);
            }
        }
        self
    }

    /// Writes the line.
    pub(super) fn write(&self, table: &mut Table, agreement: &str) -> Result<(), SynthError> {
        table.row(
            &[
                Cell::Text(&self.code),
                Cell::Text(&self.code),
                Cell::Text(&self.name),
                Cell::Text(self.level),
                Cell::Text(&self.left),
                Cell::Text(&self.right),
                Cell::Text(agreement),
            ],
            Shape::Line(&self.course),
        )
    }

    /// Writes `count` markers: evenly spaced singles, a pair on the two banks now and then, and a
    /// tri-point marker where other lines meet its start.
    pub(super) fn write_markers(
        &self,
        table: &mut Table,
        frame: &Frame,
        count: usize,
        random: &mut Random,
    ) -> Result<(), SynthError> {
        let paired = count >= 6 && random.chance(0.6);
        let stations = if paired { count - 1 } else { count };
        let pair_at = paired.then(|| 1 + random.below(stations - 1));
        for station in 0..stations {
            let at_junction = station == 0 && self.meeting.len() > 1;
            let share = if at_junction {
                0.0
            } else {
                (station as f64 + 0.5) / stations as f64
            };
            let (at, along) = place(frame, &self.course, share);
            if Some(station) == pair_at {
                for (letter, side, aside) in [("A", "left", 9.0), ("B", "right", -9.0)] {
                    let bank = frame.out(frame.metres(at).plus(along.left().times(aside)));
                    self.marker(table, station, letter, side, bank, random)?;
                }
            } else {
                let letter = if at_junction { "S" } else { "Q" };
                let side = *random.pick(&["left", "right", "both"]);
                self.marker(table, station, letter, side, at, random)?;
            }
        }
        Ok(())
    }

    fn marker(
        &self,
        table: &mut Table,
        station: usize,
        letter: &str,
        side: &str,
        at: Nano,
        random: &mut Random,
    ) -> Result<(), SynthError> {
        let serial = format!("{:03}", station + 1);
        let codes = if letter == "S" {
            self.meeting.join("|")
        } else {
            self.code.clone()
        };
        let (lon, lat) = at.degrees();
        let (north, east, grid) = forward(lon, lat);
        let landmark = random.pick(&[
            "独立树",
            "电力杆",
            "山顶石",
            "机耕路口",
            "水渠交叉处",
            "石桥",
            "凉亭",
        ]);
        let bearing = random.below(360);
        let landmarks = format!("{landmark},方位{bearing}°,距{}m", 3 + random.below(60));
        let condition = match random.below(100) {
            0..88 => "intact",
            88..93 => "damaged",
            93..96 => "threatened",
            96..98 => "shifted",
            _ => "unknown",
        };
        table.row(
            &[
                Cell::Text(&format!("{}-{serial}{letter}", self.code)),
                Cell::Text(&codes),
                Cell::Text(&serial),
                Cell::Text(letter),
                Cell::Text(random.pick::<&str>(&["花岗岩", "混凝土", "青石"])),
                Cell::Number(north, 3),
                Cell::Number(east, 3),
                Cell::Text(&grid.to_string()),
                Cell::Number(random.between(20.0, 780.0), 1),
                Cell::Text(side),
                Cell::Text(&landmarks),
                Cell::Text(condition),
            ],
            Shape::Point(at),
        )
    }
}

/// The position at a share of a line's length, and the direction there. At 0 it is exactly the
/// first position.
fn place(frame: &Frame, line: &[Nano], share: f64) -> (Nano, super::plane::Metre) {
    let flat: Vec<_> = line.iter().map(|&at| frame.metres(at)).collect();
    let total: f64 = flat.windows(2).map(|p| p[1].minus(p[0]).length()).sum();
    let mut left = total * share;
    for (number, pair) in flat.windows(2).enumerate() {
        let along = pair[1].minus(pair[0]);
        let length = along.length();
        if left <= length && length > 0.0 {
            let at = if left == 0.0 {
                line[number]
            } else {
                frame.out(pair[0].plus(along.times(left / length)))
            };
            return (at, along);
        }
        left -= length;
    }
    let last = flat.len() - 1;
    (line[last], flat[last].minus(flat[last.saturating_sub(1)]))
}
