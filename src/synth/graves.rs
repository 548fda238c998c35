//! Cemeteries with their plots in rows, section by section. No person is ever made.

use super::{
    SynthError,
    partition::Rings,
    plane::{Frame, Metre, Nano},
    random::Random,
    table::{Cell, Shape, Table},
};

/// Columns of `cemetery` that are written.
pub(super) const CEMETERY_COLUMNS: &[&str] = &[
    "source_id",
    "code",
    "name",
    "region_code",
    "cemetery_type",
    "manager",
    "licence",
    "capacity",
];
/// Columns of `plot` that are written; areas are left to be computed on import.
pub(super) const PLOT_COLUMNS: &[&str] = &[
    "source_id",
    "region_code",
    "cemetery_source_id",
    "section",
    "row",
    "number",
    "burial_kind",
    "occupancy",
];

/// A block of equal plots.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Its name.
    pub(super) name: String,
    /// How many rows.
    pub(super) rows: usize,
    /// Plots a row.
    pub(super) cols: usize,
    /// Width and depth of a plot in metres.
    pub(super) size: (f64, f64),
    /// Distance from plot to plot and from row to row in metres.
    pub(super) pitch: (f64, f64),
    /// A burial kind of the domain.
    pub(super) burial_kind: &'static str,
}

/// A cemetery.
#[derive(Clone, Debug)]
pub(super) struct Cemetery {
    /// Its code and source id.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Its region.
    pub(super) region: String,
    /// A type of the domain.
    pub(super) sort: &'static str,
    /// Who runs it.
    pub(super) manager: String,
    /// Its licence.
    pub(super) licence: String,
    /// Its middle.
    pub(super) centre: Nano,
    /// How far it is turned, in radians.
    pub(super) turned: f64,
    /// Its sections, from the lowest terrace upwards.
    pub(super) sections: Vec<Section>,
}

/// The metres between two sections and around all of them.
const PATH_M: f64 = 6.0;

impl Section {
    /// A section of plots 1.2 by 2.4 metres.
    pub(super) fn large(name: String, rows: usize, cols: usize) -> Self {
        Self {
            name,
            rows,
            cols,
            size: (1.2, 2.4),
            pitch: (2.0, 4.0),
            burial_kind: "body",
        }
    }

    /// A section of ash plots 0.8 by 0.8 metres.
    pub(super) fn small(name: String, rows: usize, cols: usize, burial_kind: &'static str) -> Self {
        Self {
            name,
            rows,
            cols,
            size: (0.8, 0.8),
            pitch: (1.4, 2.0),
            burial_kind,
        }
    }

    fn width(&self) -> f64 {
        self.cols as f64 * self.pitch.0
    }

    fn depth(&self) -> f64 {
        self.rows as f64 * self.pitch.1
    }
}

impl Cemetery {
    /// How many plots it has.
    pub(super) fn plots(&self) -> usize {
        self.sections
            .iter()
            .map(|section| section.rows * section.cols)
            .sum()
    }

    fn extent(&self) -> (f64, f64) {
        let width = self.sections.iter().map(Section::width).fold(0.0, f64::max);
        let depths: f64 = self
            .sections
            .iter()
            .map(|section| section.depth() + PATH_M)
            .sum();
        (width + 2.0 * PATH_M, depths + PATH_M)
    }

    fn frame(&self) -> Frame {
        let (lon, lat) = self.centre.degrees();
        Frame::around(lon, lat)
    }

    /// Writes the cemetery.
    pub(super) fn write(&self, table: &mut Table) -> Result<(), SynthError> {
        let ((width, depth), frame) = (self.extent(), self.frame());
        let (x, y, cut) = (width / 2.0, depth / 2.0, PATH_M / 2.0);
        let ring = [
            (-x + cut, -y),
            (x - cut, -y),
            (x, -y + cut),
            (x, y - cut),
            (x - cut, y),
            (-x + cut, y),
            (-x, y - cut),
            (-x, -y + cut),
        ]
        .map(|(x, y)| frame.out(Metre::new(x, y).turned(self.turned)));
        let area: Rings = vec![ring.to_vec()];
        table.row(
            &[
                Cell::Text(&self.code),
                Cell::Text(&self.code),
                Cell::Text(&self.name),
                Cell::Text(&self.region),
                Cell::Text(self.sort),
                Cell::Text(&self.manager),
                Cell::Text(&self.licence),
                Cell::Whole(self.plots() as i64),
            ],
            Shape::Area(&area),
        )
    }

    /// Writes its plots.
    pub(super) fn write_plots(
        &self,
        table: &mut Table,
        random: &mut Random,
    ) -> Result<(), SynthError> {
        let frame = self.frame();
        let mut y = PATH_M - self.extent().1 / 2.0;
        for section in &self.sections {
            let full = random.between(0.35, 0.9);
            for row in 0..section.rows {
                for col in 0..section.cols {
                    let low = Metre::new(
                        col as f64 * section.pitch.0 - section.width() / 2.0,
                        y + row as f64 * section.pitch.1,
                    );
                    self.plot(table, &frame, section, (row, col), low, full, random)?;
                }
            }
            y += section.depth() + PATH_M;
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, each argument another subject"
    )]
    fn plot(
        &self,
        table: &mut Table,
        frame: &Frame,
        section: &Section,
        (row, col): (usize, usize),
        low: Metre,
        full: f64,
        random: &mut Random,
    ) -> Result<(), SynthError> {
        let (width, depth) = section.size;
        let ring = [(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)]
            .map(|(x, y)| frame.out_fine(low.plus(Metre::new(x, y)).turned(self.turned)));
        let occupancy = if random.chance(full) {
            match random.below(100) {
                0..90 => "occupied",
                90..95 => "sold",
                95..98 => "due",
                _ => "vacated",
            }
        } else {
            match random.below(100) {
                0..80 => "free",
                80..95 => "reserved",
                95..98 => "held",
                _ => "closed",
            }
        };
        let (row, number) = ((row + 1).to_string(), (col + 1).to_string());
        table.row(
            &[
                Cell::Text(&format!("{}-{}-{row}-{number}", self.code, section.name)),
                Cell::Text(&self.region),
                Cell::Text(&self.code),
                Cell::Text(&section.name),
                Cell::Text(&row),
                Cell::Text(&number),
                Cell::Text(section.burial_kind),
                Cell::Text(occupancy),
            ],
            Shape::Area(&vec![ring.to_vec()]),
        )
    }
}
