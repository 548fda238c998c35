//! The straight way of rows whose source has nothing registered: what is surely new is written at
//! once; what may repeat an identifier of the file is left to the stage.

use uuid::Uuid;

use super::{lines::Lines, seen::Seen};
use crate::{
    domain::{Kind, State, Value, doorplate, shared},
    registry::{clock::Minter, judge::Judged},
    snapshot::{hash_bytes, hash_two},
    store::Direct,
};

/// The straight way, and what it remembers of the rows that went it.
#[derive(Debug)]
pub(super) struct Straight {
    pub(super) direct: Direct,
    /// The line of each row, in the order of their `fid`.
    lines: Lines,
    first_fid: Option<i64>,
    ids: Seen,
    numbers: Seen,
    /// Doorplates whose number may stand on their road already.
    pub(super) repeats: Vec<Uuid>,
    /// Whether that may be so of any row left to the stage.
    pub(super) stage_repeats: bool,
}

/// Repetitions looked into; the report warns of far fewer.
const MOST_REPEATS: usize = 200_000;

impl Straight {
    pub(super) fn new(direct: Direct, file_bytes: u64) -> Self {
        Self {
            direct,
            lines: Lines::default(),
            first_fid: None,
            ids: Seen::with_room_for(file_bytes),
            numbers: Seen::with_room_for(file_bytes),
            repeats: Vec::new(),
            stage_repeats: false,
        }
    }

    /// Takes a row that is surely new. Otherwise it is for the stage.
    pub(super) fn take(
        &mut self,
        kind: Kind,
        line: u64,
        judged: &mut Judged,
        minter: &mut Minter,
    ) -> bool {
        let own = judged.text(shared::SOURCE_ID_AT).unwrap_or_default();
        let is_new = !self.ids.again(hash_bytes(own.as_bytes()));
        let number = (kind == Kind::Doorplate)
            .then(|| number_on_road(&judged.values))
            .flatten();
        let repeats = number.is_some_and(|number| self.numbers.again(number));
        let id = minter.mint();
        let geometry = judged.geometry.as_ref();
        let written = is_new
            .then(|| self.direct.row(id, &mut judged.values, geometry))
            .flatten();
        let Some(fid) = written else {
            self.stage_repeats |= repeats;
            return false;
        };
        self.first_fid.get_or_insert(fid);
        self.lines.push(line);
        if repeats && self.repeats.len() < MOST_REPEATS {
            self.repeats.push(id);
        }
        true
    }

    /// The line that a row with this `fid` stands on.
    pub(super) fn line(&self, fid: i64) -> u64 {
        self.first_fid
            .and_then(|first| u64::try_from(fid - first).ok())
            .map_or(0, |row| self.lines.line(row))
    }
}

/// A hash of what makes a number on a road; none for a plate without a road or out of use.
fn number_on_road(values: &[Value]) -> Option<u64> {
    let text = |at: usize| values.get(at).and_then(Value::as_text);
    if text(shared::STATE_AT) == Some(State::Retired.as_str()) {
        return None;
    }
    let mut hash = hash_two(
        text(doorplate::ROAD_SOURCE_ID_AT)?,
        text(doorplate::NUMBER_AT)?,
    );
    for at in [
        doorplate::SUFFIX_AT,
        doorplate::BUILDING_AT,
        doorplate::UNIT_AT,
        doorplate::ROOM_AT,
    ] {
        let part = text(at).map_or(0, |part| hash_bytes(part.as_bytes()));
        hash = hash.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ part;
    }
    Some(hash)
}
