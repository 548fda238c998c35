//! Reading the definition of a reference system: `.prj` files and GeoPackage's table.
//!
//! # Source
//! OGC 01-009 (WKT 1), ESRI's dialect of it, and ISO 19162 (WKT 2).

use std::sync::Arc;

use super::{Crs, CrsError, GaussKruger, crs::Definition, proj_cache};

const LONGEST: usize = 64 * 1024;
const DEEPEST: usize = 24;

/// The system that the text defines.
pub(crate) fn read(text: &str) -> Result<Crs, CrsError> {
    let root = Node::parse(text)?;
    let horizontal = root.horizontal();
    match authority(horizontal) {
        Some(code) => match Crs::from_epsg(code) {
            Err(CrsError::Unknown(_)) => by_parameters(horizontal, text),
            known => known,
        },
        None => by_parameters(horizontal, text),
    }
}

fn authority(crs: &Node) -> Option<u32> {
    let id = crs.child(&["AUTHORITY", "ID"])?;
    let [Item::Text(authority), code, ..] = id.items.as_slice() else {
        return None;
    };
    if !authority.eq_ignore_ascii_case("EPSG") {
        return None;
    }
    match code {
        Item::Text(code) | Item::Word(code) => code.parse().ok(),
        Item::Node(_) => None,
    }
}

fn by_parameters(crs: &Node, text: &str) -> Result<Crs, CrsError> {
    let name = crs.name().unwrap_or_default().to_owned();
    let base = datum(crs, &name)?;
    if crs.is(&GEOGRAPHIC) {
        return if in_plain_degrees(crs) {
            Crs::parse(base)
        } else {
            Err(CrsError::Unknown(name))
        };
    }
    if !crs.is(&PROJECTED) {
        return Err(CrsError::Unreadable(format!(
            "`{}` is no geographic or projected system",
            crs.keyword
        )));
    }
    if base == "EPSG:4490"
        && let Some(grid) = grid(crs, &name)
    {
        return Ok(Crs::GaussKruger(grid));
    }
    let method = method(crs);
    if base == "EPSG:4326"
        && (method == "mercatorauxiliarysphere" || method == "popularvisualisationpseudomercator")
    {
        return Ok(Crs::WebMercator);
    }
    let defined = Crs::Defined(Arc::new(Definition {
        name,
        wkt: text.trim().to_owned(),
        base,
    }));
    proj_cache::accepts(&defined)?;
    Ok(defined)
}

const GEOGRAPHIC: [&str; 5] = [
    "GEOGCS",
    "GEOGCRS",
    "GEOGRAPHICCRS",
    "GEODCRS",
    "GEODETICCRS",
];
const PROJECTED: [&str; 3] = ["PROJCS", "PROJCRS", "PROJECTEDCRS"];

/// The geographic system of the definition's datum.
fn datum(crs: &Node, name: &str) -> Result<&'static str, CrsError> {
    let Some(datum) = crs.descendant(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"]) else {
        return Err(CrsError::Unreadable("it names no datum".to_owned()));
    };
    let word = datum.name().unwrap_or_default();
    let plain = squeeze(word);
    let plain = plain
        .strip_prefix('d')
        .filter(|_| word.starts_with("D_"))
        .unwrap_or(&plain);
    let no_shift = |datum| {
        Err(CrsError::NoShift {
            system: name.to_owned(),
            datum,
        })
    };
    match plain {
        "china2000" | "cgcs2000" | "chinageodeticcoordinatesystem2000" => Ok("EPSG:4490"),
        "wgs1984" | "wgs84" | "worldgeodeticsystem1984" | "worldgeodeticsystem1984ensemble" => {
            Ok("EPSG:4326")
        }
        "xian1980" | "xian80" => no_shift("Xi'an 1980"),
        "beijing1954" | "beijing54" => no_shift("Beijing 1954"),
        "newbeijing" => no_shift("New Beijing"),
        _ => Err(CrsError::UnknownDatum(word.to_owned())),
    }
}

fn in_plain_degrees(crs: &Node) -> bool {
    let meridian = crs
        .child(&["PRIMEM", "PRIMEMERIDIAN"])
        .and_then(|node| node.number(1))
        .unwrap_or(0.0);
    let unit = crs
        .descendant(&["UNIT", "ANGLEUNIT"])
        .and_then(|node| node.number(1))
        .unwrap_or(1f64.to_radians());
    meridian.abs() < 1e-12 && (unit - 1f64.to_radians()).abs() < 1e-9
}

/// The Gauss-Kruger grid that the parameters describe, in metres on CGCS2000.
fn grid(crs: &Node, name: &str) -> Option<GaussKruger> {
    if !matches!(method(crs).as_str(), "transversemercator" | "gausskruger") {
        return None;
    }
    let close = |value: f64, wanted: f64| (value - wanted).abs() < 1e-6;
    let metres = crs
        .child(&["UNIT", "LENGTHUNIT"])
        .or_else(|| crs.descendant(&["AXIS"])?.child(&["LENGTHUNIT"]))
        .and_then(|node| node.number(1))
        .unwrap_or(1.0);
    let origin = crs
        .parameter(&["latitudeoforigin", "latitudeofnaturalorigin"])
        .unwrap_or(0.0);
    let scale = crs
        .parameter(&["scalefactor", "scalefactoratnaturalorigin"])
        .unwrap_or(1.0);
    let false_northing = crs.parameter(&["falsenorthing"]).unwrap_or(0.0);
    if !(close(metres, 1.0)
        && close(scale, 1.0)
        && close(origin, 0.0)
        && close(false_northing, 0.0))
    {
        return None;
    }
    let meridian = crs.parameter(&["centralmeridian", "longitudeofnaturalorigin"])?;
    let false_easting = crs.parameter(&["falseeasting"])?;
    // A 3° and a 6° grid of one meridian without zone number are the same; the name decides which
    // number is shown.
    let six_first = !squeeze(name).contains("3degree");
    let mut grids: Vec<GaussKruger> = (4491..=4554).filter_map(GaussKruger::from_epsg).collect();
    grids.sort_by_key(|grid| grid.is_three_degree() == six_first);
    grids.into_iter().find(|grid| {
        close(meridian, f64::from(grid.central_meridian()))
            && close(false_easting, grid.false_easting_m())
    })
}

fn method(crs: &Node) -> String {
    crs.descendant(&["PROJECTION", "METHOD"])
        .and_then(Node::name)
        .map(squeeze)
        .unwrap_or_default()
}

/// Letters and digits alone, in small letters.
fn squeeze(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// `KEYWORD[item, item, …]`.
struct Node {
    keyword: String,
    items: Vec<Item>,
}

enum Item {
    Text(String),
    /// A number or a bare word such as `east`.
    Word(String),
    Node(Node),
}

impl Node {
    fn parse(text: &str) -> Result<Self, CrsError> {
        if text.len() > LONGEST {
            return Err(CrsError::Unreadable(format!(
                "it is longer than {LONGEST} bytes"
            )));
        }
        let mut rest = text.trim_start_matches('\u{feff}').trim();
        match item(&mut rest, 0)? {
            Item::Node(node) => Ok(node),
            Item::Text(_) | Item::Word(_) => Err(unexpected(text)),
        }
    }

    fn is(&self, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .any(|word| self.keyword.eq_ignore_ascii_case(word))
    }

    fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.items.iter().filter_map(|item| match item {
            Item::Node(node) => Some(node),
            Item::Text(_) | Item::Word(_) => None,
        })
    }

    fn child(&self, keywords: &[&str]) -> Option<&Self> {
        self.nodes().find(|node| node.is(keywords))
    }

    fn descendant(&self, keywords: &[&str]) -> Option<&Self> {
        self.child(keywords)
            .or_else(|| self.nodes().find_map(|node| node.descendant(keywords)))
    }

    fn name(&self) -> Option<&str> {
        match self.items.first() {
            Some(Item::Text(name)) => Some(name),
            _ => None,
        }
    }

    fn number(&self, at: usize) -> Option<f64> {
        match self.items.get(at) {
            Some(Item::Word(number)) => number.parse().ok(),
            _ => None,
        }
    }

    fn parameter(&self, words: &[&str]) -> Option<f64> {
        let holder = self.child(&["CONVERSION"]).unwrap_or(self);
        holder
            .nodes()
            .filter(|node| node.is(&["PARAMETER"]))
            .find(|node| words.contains(&squeeze(node.name().unwrap_or_default()).as_str()))
            .and_then(|node| node.number(1))
    }

    /// The horizontal part of a system with heights.
    fn horizontal(&self) -> &Self {
        if self.is(&["COMPD_CS", "COMPOUNDCRS"]) {
            self.nodes()
                .find(|node| node.is(&GEOGRAPHIC) || node.is(&PROJECTED))
                .unwrap_or(self)
        } else {
            self
        }
    }
}

fn item(rest: &mut &str, depth: usize) -> Result<Item, CrsError> {
    if depth > DEEPEST {
        return Err(CrsError::Unreadable("it is nested too deep".to_owned()));
    }
    *rest = rest.trim_start();
    if let Some(quoted) = rest.strip_prefix('"') {
        let Some((text, after)) = quoted.split_once('"') else {
            return Err(unexpected(rest));
        };
        *rest = after.trim_start();
        return Ok(Item::Text(text.to_owned()));
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '.')))
        .unwrap_or(rest.len());
    if end == 0 {
        return Err(unexpected(rest));
    }
    let word = rest[..end].to_owned();
    *rest = rest[end..].trim_start();
    if !take(rest, ['[', '(']) {
        return Ok(Item::Word(word));
    }
    let mut items = Vec::new();
    if !take(rest, [']', ')']) {
        loop {
            items.push(item(rest, depth + 1)?);
            if take(rest, [']', ')']) {
                break;
            }
            if !take(rest, [',', ',']) {
                return Err(unexpected(rest));
            }
        }
    }
    Ok(Item::Node(Node {
        keyword: word,
        items,
    }))
}

/// Steps over one of the marks when it stands next.
fn take(rest: &mut &str, marks: [char; 2]) -> bool {
    match rest.strip_prefix(marks) {
        Some(after) => {
            *rest = after.trim_start();
            true
        }
        None => false,
    }
}

fn unexpected(rest: &str) -> CrsError {
    let found: String = rest.chars().take(12).collect();
    CrsError::Unreadable(if found.is_empty() {
        "it ends early".to_owned()
    } else {
        format!("it is no well-known text at `{found}`")
    })
}

#[cfg(test)]
#[path = "crs_definition_tests.rs"]
mod tests;
