//! Which features a list shows: conditions judged on the columns, once a distinct text where a
//! column has a dictionary.

use super::{
    chunk::{Chunk, FieldColumn},
    packed_tree::{Box4, meets},
    row::RowRef,
    text_column::TextColumn,
    whole::Snapshot,
};
use crate::{
    domain::{Kind, State, Value, boundary_line, boundary_marker, shared},
    geo::Bounds,
};

/// Conditions that all must hold; none holds always.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// The feature's box meets this one, edges included. Without geometry nothing does.
    pub bbox: Option<Bounds>,
    /// The feature belongs to this region or one below it; for lines and markers: on either side.
    pub region: Option<String>,
    /// One of these states; empty: any.
    pub states: Vec<State>,
    /// Positions in [`Kind::fields`] with what must stand there.
    pub equals: Vec<(usize, Value)>,
}

impl Filter {
    /// The filter for the features of a kind.
    #[must_use]
    pub fn prepare<'a>(&'a self, snapshot: &'a Snapshot, kind: Kind) -> PreparedFilter<'a> {
        PreparedFilter {
            snapshot,
            kind,
            filter: self,
            bbox: self.bbox.map(|b| [b.west, b.south, b.east, b.north]),
        }
    }
}

/// A filter for one kind of one snapshot.
#[derive(Clone, Debug)]
pub struct PreparedFilter<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) kind: Kind,
    filter: &'a Filter,
    pub(super) bbox: Option<Box4>,
}

/// A filter for the rows of one chunk.
#[derive(Debug)]
pub struct ChunkFilter<'a> {
    prepared: &'a PreparedFilter<'a>,
    chunk: &'a Chunk,
    tests: Vec<Test<'a>>,
}

#[derive(Debug)]
enum Test<'a> {
    /// One of the columns passes: by the code of its text, or, without a dictionary, by the text.
    Texts(Vec<(&'a TextColumn, Option<Box<[bool]>>)>, TextTest<'a>),
    /// The state is one of these.
    States(&'a [State]),
    /// The value is this one.
    Equals(usize, &'a Value),
}

#[derive(Clone, Copy, Debug)]
enum TextTest<'a> {
    Is(&'a str),
    /// Belongs to the region.
    Region(&'a str),
    /// Names, parted by `|`, a line that touches the region.
    LineOf(&'a str),
}

impl PreparedFilter<'_> {
    /// Whether a good part of a table within that box is likely to pass.
    pub(super) fn is_loose(&self, extent: &Box4) -> bool {
        /// From this share of the table's box on, going through the rows one by one finds a page
        /// sooner than looking at everything within.
        const SHARE: f64 = 0.25;
        let area = |b: &Box4| (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0);
        self.filter.equals.is_empty()
            && self.filter.region.is_none()
            && (self.filter.states.is_empty() || self.filter.states.contains(&State::Current))
            && self.bbox.is_none_or(|bbox| {
                let common = [
                    bbox[0].max(extent[0]),
                    bbox[1].max(extent[1]),
                    bbox[2].min(extent[2]),
                    bbox[3].min(extent[3]),
                ];
                area(&common) > SHARE * area(extent)
            })
    }

    /// Whether a row passes; for many rows of a chunk ask [`PreparedFilter::on`] once.
    #[must_use]
    pub fn matches(&self, row: RowRef<'_>) -> bool {
        self.on(row.chunk()).matches(row.row())
    }

    /// The filter for a chunk's rows.
    #[must_use]
    pub fn on<'b>(&'b self, chunk: &'b Chunk) -> ChunkFilter<'b> {
        let mut tests = Vec::new();
        if !self.filter.states.is_empty() {
            tests.push(Test::States(&self.filter.states));
        }
        for (at, value) in &self.filter.equals {
            tests.push(match (chunk.field(*at), value) {
                (Some(FieldColumn::Text(column)), Value::Text(text)) => {
                    self.texts(vec![column], TextTest::Is(text))
                }
                _ => Test::Equals(*at, value),
            });
        }
        if let Some(region) = &self.filter.region {
            let (columns, test) = reach(self.kind, region);
            let columns = columns.iter().filter_map(|at| chunk.texts(*at)).collect();
            tests.push(self.texts(columns, test));
        }
        ChunkFilter {
            prepared: self,
            chunk,
            tests,
        }
    }

    fn texts<'b>(&'b self, columns: Vec<&'b TextColumn>, test: TextTest<'b>) -> Test<'b> {
        let judged = columns
            .into_iter()
            .map(|column| (column, self.judge(column, test)))
            .collect();
        Test::Texts(judged, test)
    }

    fn judge(&self, column: &TextColumn, test: TextTest<'_>) -> Option<Box<[bool]>> {
        let count = u32::try_from(column.code_count()?).ok()?;
        let judged = (0..count)
            .map(|code| {
                column
                    .text_of(code)
                    .is_some_and(|text| self.passes(text, test))
            })
            .collect();
        Some(judged)
    }

    fn passes(&self, text: &str, condition: TextTest<'_>) -> bool {
        match condition {
            TextTest::Is(wanted) => text == wanted,
            TextTest::Region(region) => self.snapshot.is_below(text, region),
            TextTest::LineOf(region) => text.split('|').any(|code| {
                let line = self.snapshot.table(Kind::BoundaryLine).by_code(code);
                let sides = [boundary_line::LEFT_CODE_AT, boundary_line::RIGHT_CODE_AT];
                line.is_some_and(|line| {
                    sides
                        .iter()
                        .filter_map(|at| line.text(*at))
                        .any(|side| self.snapshot.is_below(side, region))
                })
            }),
        }
    }
}

/// The columns that say to which region a feature belongs, and how.
fn reach(kind: Kind, region: &str) -> (&'static [usize], TextTest<'_>) {
    match kind {
        Kind::Region => (&[shared::CODE_AT], TextTest::Region(region)),
        Kind::BoundaryLine => (
            &[boundary_line::LEFT_CODE_AT, boundary_line::RIGHT_CODE_AT],
            TextTest::Region(region),
        ),
        Kind::BoundaryMarker => (&[boundary_marker::LINE_CODE_AT], TextTest::LineOf(region)),
        Kind::Place | Kind::Road | Kind::Doorplate | Kind::Cemetery | Kind::Plot => {
            (&[shared::REGION_CODE_AT], TextTest::Region(region))
        }
    }
}

impl ChunkFilter<'_> {
    /// Whether a row passes. Whether it is alive is for the table to say.
    #[must_use]
    pub fn matches(&self, row: usize) -> bool {
        self.prepared
            .bbox
            .is_none_or(|bbox| meets(&self.chunk.shapes().box4(row), &bbox))
            && self.tests.iter().all(|test| self.holds(test, row))
    }

    /// Whether no row of the chunk can pass, told without looking at one.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.prepared
            .bbox
            .is_some_and(|bbox| !meets(&self.chunk.tree().root(), &bbox))
            || self.tests.iter().any(|test| match test {
                Test::Texts(columns, _) => columns.iter().all(|(_, judged)| {
                    judged
                        .as_ref()
                        .is_some_and(|judged| judged.iter().all(|passes| !passes))
                }),
                _ => false,
            })
    }

    fn holds(&self, test: &Test<'_>, row: usize) -> bool {
        match test {
            Test::States(states) => states.contains(&self.chunk.state(row)),
            Test::Equals(at, value) => self.chunk.row(row).value(*at) == **value,
            Test::Texts(columns, test) => {
                columns
                    .iter()
                    .any(|(column, judged)| match (judged, column.code(row)) {
                        (Some(judged), Some(code)) => judged[code as usize],
                        _ => column
                            .get(row)
                            .is_some_and(|text| self.prepared.passes(text, *test)),
                    })
            }
        }
    }
}
