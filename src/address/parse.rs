//! An address from its first character to its last: regions, road and lane, number, then what
//! stands behind it.

use super::{
    confidence::{self, Signs},
    inner::{self, Context, Inner},
    lexicon::{Lexicon, Sort},
    normal::normalise,
    number, region, road,
    text::{Text, is_separator},
    words::{ESTATES, PLACES},
};
use crate::domain::{AddressParts, ParsedAddress};

/// Takes an address apart: with a register's names, the longest first, else by unit words alone.
#[must_use]
pub fn parse(given: &str, lexicon: Option<&Lexicon>) -> ParsedAddress {
    let (plain, aside) = without_brackets(&normalise(given));
    let text = Text::new(plain);
    let mut parts = AddressParts::default();
    let mut signs = Signs {
        asked: lexicon.is_some(),
        length: (0..text.len())
            .filter(|at| text.char(*at).is_some_and(|c| !is_separator(c)))
            .count(),
        ..Signs::default()
    };
    let regions = region::read(&text, lexicon, &mut parts);
    signs.guessed_regions = regions.guessed;
    let mut reader = Reader {
        text: &text,
        lexicon,
        parts,
        signs,
        at: regions.at,
    };
    reader.streets();
    reader.behind();
    let Reader {
        mut parts, signs, ..
    } = reader;
    if parts.poi.is_none() {
        parts.poi = aside;
    }
    ParsedAddress {
        text: given.to_owned(),
        confidence: confidence::of(&parts, signs),
        components: parts,
    }
}

/// The text without what stands in brackets, and the first of that.
fn without_brackets(text: &str) -> (String, Option<String>) {
    let (mut out, mut aside, mut depth) =
        (String::with_capacity(text.len()), String::new(), 0_usize);
    let mut done = false;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '（' => {
                depth += 1;
                out.push(',');
            }
            ')' | ']' | '】' | '〕' | '）' if depth > 0 => {
                depth -= 1;
                done |= depth == 0 && !aside.is_empty();
            }
            _ if depth == 0 => out.push(c),
            _ if !done => aside.push(c),
            _ => {}
        }
    }
    (out, (!aside.is_empty()).then_some(aside))
}

struct Reader<'a> {
    text: &'a Text,
    lexicon: Option<&'a Lexicon>,
    parts: AddressParts,
    signs: Signs,
    at: usize,
}

impl Reader<'_> {
    /// Roads and lanes up to the doorplate's number; what stands before a road is an estate.
    fn streets(&mut self) {
        loop {
            self.at = self.text.while_at(self.at, |c| is_separator(c) || c == '-');
            let follows = self.parts.road.is_some()
                || self.parts.lane.is_some()
                || self.parts.village.is_some()
                || self.parts.estate.is_some();
            if follows && self.number(true) {
                return;
            }
            if self.parts.road.is_none() && (self.settlement() || self.hamlet()) {
                continue;
            }
            let Some(read) = road::read(self.text, self.at, self.lexicon) else {
                break;
            };
            let named_before = self.token_before(read.from);
            if named_before || (self.parts.road.is_some() && self.parts.lane.is_some()) {
                break;
            }
            if read.from > self.at {
                let before = self.text.part(self.at, read.from).to_owned();
                self.name(&before, false);
            }
            let name = self.text.part(read.from, read.to).to_owned();
            self.signs.known_road |= read.is_known;
            if read.is_lane || self.parts.road.is_some() {
                self.parts.lane = Some(name);
            } else {
                self.parts.road = Some(name);
            }
            self.at = read.to;
        }
        self.number(false);
    }

    /// A natural village or estate that the register knows.
    fn settlement(&mut self) -> bool {
        let found = self.lexicon.and_then(|lexicon| {
            lexicon.longest(self.text, self.at, |sort| sort == Sort::Settlement)
        });
        let Some((_, mut end)) = found else {
            return false;
        };
        if road::read(self.text, self.at, self.lexicon)
            .is_some_and(|road| road.is_known && road.from == self.at && road.to > end)
        {
            return false;
        }
        if self.text.has(end, "自然村") {
            end += 3;
        } else if self.text.any(end, &["小区", "村"]).is_some() {
            end = self
                .text
                .any(end, &["小区", "村"])
                .map_or(end, |(_, to)| to);
        }
        if self.parts.estate.is_some() {
            return false;
        }
        self.parts.estate = Some(self.text.part(self.at, end).to_owned());
        self.at = end;
        true
    }

    /// A natural village that says so.
    fn hamlet(&mut self) -> bool {
        let named = self
            .text
            .while_at(self.at, |c| !is_separator(c) && !c.is_ascii_digit());
        let Some(end) = (self.at + 1..named)
            .find(|at| self.text.has(*at, "自然村"))
            .map(|at| at + 3)
        else {
            return false;
        };
        let slot = if self.parts.village.is_none() {
            &mut self.parts.village
        } else {
            &mut self.parts.estate
        };
        if slot.is_some() || end - self.at > 10 {
            return false;
        }
        *slot = Some(self.text.part(self.at, end).to_owned());
        self.at = end;
        true
    }

    /// Whether a number, building or room stands between here and there: then the road is none of ours.
    fn token_before(&self, to: usize) -> bool {
        (self.at..to).any(|at| {
            self.text.char(at).is_some_and(|c| c.is_ascii_digit())
                && number::read(self.text, at, false).is_some_and(|end| end <= to)
        })
    }

    fn number(&mut self, bare: bool) -> bool {
        if self.parts.number.is_some() {
            return false;
        }
        let context = self.context();
        let takes_else = matches!(
            inner::read(self.text, self.at, context),
            Some(Inner::Building(_) | Inner::Unit(_) | Inner::Floor(_))
        );
        if takes_else || road::numbered_lane(self.text, self.at).is_some() {
            return false;
        }
        // Behind an estate, figures with dashes are building and room unless 号 says otherwise.
        let on_street = self.parts.road.is_some()
            || self.parts.lane.is_some()
            || (self.parts.village.is_some() && self.parts.estate.is_none());
        let Some(end) = number::read(self.text, self.at, bare && on_street) else {
            return false;
        };
        self.signs.bare_number = !self.text.part(self.at, end).contains(['号', '#']);
        self.parts.number = Some(self.text.part(self.at, end).to_owned());
        self.at = end;
        true
    }

    fn context(&self) -> Context {
        Context {
            within: self.parts.number.is_some()
                || self.parts.estate.is_some()
                || self.parts.poi.is_some()
                || self.parts.village.is_some()
                || self.parts.town.is_some(),
            has_building: self.parts.building.is_some(),
            has_unit: self.parts.unit.is_some(),
            has_floor: self.parts.floor.is_some(),
        }
    }

    /// Buildings, units, floors and rooms, and the names between them.
    fn behind(&mut self) {
        while self.at < self.text.len() {
            self.at = self
                .text
                .while_at(self.at, |c| is_separator(c) || c == '-' || c == '的');
            if self.at >= self.text.len() || self.inner() {
                continue;
            }
            if self.parts.building.is_none() && self.parts.room.is_none() && self.number(false) {
                continue;
            }
            let end = (self.at + 1..self.text.len())
                .find(|at| self.begins_part(*at))
                .unwrap_or(self.text.len());
            let name = self.text.part(self.at, end).to_owned();
            let counted = end < self.text.len() && self.parts.building.is_none();
            self.name(&name, counted);
            self.at = end;
        }
    }

    fn inner(&mut self) -> bool {
        let context = self.context();
        if self.parts.room.is_none()
            && self.parts.floor.is_none()
            && let Some(end) = inner::dashed(self.text, self.at, context, &mut self.parts)
        {
            self.at = end;
            return true;
        }
        let Some(read) = inner::read(self.text, self.at, context) else {
            return false;
        };
        let (slot, end) = match read {
            Inner::Building(end) => (&mut self.parts.building, end),
            Inner::Unit(end) => (&mut self.parts.unit, end),
            Inner::Floor(end) => (&mut self.parts.floor, end),
            Inner::Room(end) => (&mut self.parts.room, end),
        };
        if slot.is_some() {
            self.signs.left += end - self.at;
        } else {
            *slot = Some(self.text.part(self.at, end).to_owned());
        }
        self.at = end;
        true
    }

    /// Whether a part with a number begins at a place.
    fn begins_part(&self, at: usize) -> bool {
        let Some(c) = self.text.char(at) else {
            return false;
        };
        if is_separator(c) {
            return true;
        }
        let before = self.text.char(at - 1);
        if c.is_ascii_alphanumeric()
            && before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            return false;
        }
        let context = Context {
            within: true,
            ..self.context()
        };
        let counts = c.is_ascii_alphanumeric() || "甲乙丙丁地负".contains(c);
        counts
            && (inner::read(self.text, at, context).is_some()
                || inner::dashed(self.text, at, context, &mut AddressParts::default()).is_some()
                || number::read(self.text, at, false).is_some())
    }

    /// A name without a number of its own: an estate, or something else. `counted` says that
    /// buildings or rooms follow it.
    fn name(&mut self, name: &str, counted: bool) {
        let rest = self.estate_in(name, counted);
        let rest = rest.trim_matches(|c| is_separator(c) || c == '-');
        if rest.is_empty() {
            return;
        }
        if self.parts.poi.is_none() {
            self.signs.guessed_name |= !PLACES.iter().any(|end| rest.ends_with(end));
            self.parts.poi = Some(rest.to_owned());
        } else {
            self.signs.left += rest.chars().count();
        }
    }

    /// Takes the estate that a name is or begins with; what is left of the name.
    fn estate_in<'n>(&mut self, name: &'n str, counted: bool) -> &'n str {
        if self.parts.estate.is_some() {
            return name;
        }
        let ends = ESTATES
            .iter()
            .any(|end| name.ends_with(end) && (name.len() > end.len() || end.chars().count() > 2))
            || (name.ends_with('区') && name.chars().count() > 2);
        let other =
            PLACES.iter().any(|end| name.ends_with(end)) && !(counted && name.ends_with('城'));
        if ends || (counted && !other && self.parts.poi.is_none()) {
            self.signs.guessed_name |= !ends;
            self.parts.estate = Some(name.to_owned());
            return "";
        }
        // 蓝天小区农业银行: an estate, and something in it.
        let split = ESTATES
            .iter()
            .filter(|end| end.chars().count() >= 2)
            .filter_map(|end| Some(name.find(end)? + end.len()))
            .filter(|at| *at < name.len() && name[..*at].chars().count() > 2)
            .max();
        match split {
            Some(at) if name[at..].chars().count() >= 2 => {
                self.parts.estate = Some(name[..at].to_owned());
                &name[at..]
            }
            _ => name,
        }
    }
}
