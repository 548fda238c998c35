//! Well-known text: geometry in CSV columns and query parameters.

use std::fmt::Write as _;

use geo_types::{
    Coord, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

use super::Geometry;

const DEEPEST: u8 = 16;

/// Why text is no geometry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WktError {
    /// Something else stands where a part of the geometry was expected.
    #[error("expected {expected} at character {at}, found `{found}`")]
    Expected {
        /// What should stand there.
        expected: &'static str,
        /// The byte position, from 1.
        at: usize,
        /// The next few characters; empty at the end of the text.
        found: String,
    },
    /// A word that is no geometry type the register keeps.
    #[error(
        "`{0}` is no supported geometry type: only points, lines, polygons and their collections"
    )]
    Type(String),
    /// `SRID=…;` names another reference system than 4490 or 4326.
    #[error("SRID {0} is neither 4490 nor 4326")]
    Srid(String),
    /// `POINT EMPTY`.
    #[error("the point is empty")]
    EmptyPoint,
    /// Collections are nested too deep.
    #[error("collections are nested more than {DEEPEST} deep")]
    Depth,
}

/// The geometry in WKT or EWKT; heights and measures are dropped, a ring that is not closed is
/// closed.
///
/// # CRS
/// The numbers are taken as they stand, first number x.
///
/// # Errors
/// [`WktError`], with the place where reading stopped.
pub fn from_wkt(text: &str) -> Result<Geometry, WktError> {
    let mut parser = Parser { text, at: 0 };
    parser.srid()?;
    let geometry = parser.geometry(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.expected("the end"));
    }
    Ok(geometry)
}

/// WKT with seven decimals at most, trailing zeros trimmed.
#[must_use]
pub fn to_wkt(geometry: &Geometry) -> String {
    let mut out = String::new();
    put(&mut out, geometry, put_number);
    out
}

/// WKT with every figure that it takes to read the same numbers back.
#[must_use]
pub fn to_exact_wkt(geometry: &Geometry) -> String {
    let mut out = String::new();
    put(&mut out, geometry, |out, value| {
        // Adding nothing makes -0 a 0. Writing to a string cannot fail.
        let _ = write!(out, "{}", value + 0.0);
    });
    out
}

/// How coordinates are written.
type PutNumber = fn(&mut String, f64);

fn put(out: &mut String, geometry: &Geometry, number: PutNumber) {
    match geometry {
        Geometry::Point(point) => {
            out.push_str("POINT");
            put_coords(out, &[point.0], number);
        }
        Geometry::Line(line) => put_line(out, "LINESTRING", &[line.start, line.end], number),
        Geometry::LineString(line) => put_line(out, "LINESTRING", &line.0, number),
        Geometry::Polygon(polygon) => put_polygon(out, "POLYGON", polygon, number),
        Geometry::Rect(rect) => put_polygon(out, "POLYGON", &rect.to_polygon(), number),
        Geometry::Triangle(triangle) => put_polygon(out, "POLYGON", &triangle.to_polygon(), number),
        Geometry::MultiPoint(points) => {
            put_list(out, "MULTIPOINT", &points.0, |out, point| {
                put_coords(out, &[point.0], number);
            });
        }
        Geometry::MultiLineString(lines) => {
            put_list(out, "MULTILINESTRING", &lines.0, |out, line| {
                put_line(out, "", &line.0, number);
            });
        }
        Geometry::MultiPolygon(polygons) => {
            put_list(out, "MULTIPOLYGON", &polygons.0, |out, polygon| {
                put_polygon(out, "", polygon, number);
            });
        }
        Geometry::GeometryCollection(parts) => {
            put_list(out, "GEOMETRYCOLLECTION", &parts.0, |out, part| {
                put(out, part, number);
            });
        }
    }
}

fn put_list<T>(out: &mut String, word: &str, items: &[T], each: impl Fn(&mut String, &T)) {
    out.push_str(word);
    if items.is_empty() {
        out.push_str(if word.is_empty() { "EMPTY" } else { " EMPTY" });
        return;
    }
    out.push('(');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(')');
}

fn put_line(out: &mut String, word: &str, coords: &[Coord], number: PutNumber) {
    put_list(out, word, coords, |out, at| put_coord(out, *at, number));
}

fn put_coords(out: &mut String, coords: &[Coord], number: PutNumber) {
    put_line(out, "", coords, number);
}

fn put_polygon(out: &mut String, word: &str, polygon: &Polygon, number: PutNumber) {
    if polygon.exterior().0.is_empty() {
        put_list(out, word, &[(); 0], |_, ()| {});
        return;
    }
    out.push_str(word);
    out.push('(');
    put_coords(out, &polygon.exterior().0, number);
    for ring in polygon.interiors() {
        out.push(',');
        put_coords(out, &ring.0, number);
    }
    out.push(')');
}

fn put_coord(out: &mut String, at: Coord, number: PutNumber) {
    number(out, at.x);
    out.push(' ');
    number(out, at.y);
}

fn put_number(out: &mut String, value: f64) {
    let start = out.len();
    // Writing to a string cannot fail.
    let _ = write!(out, "{value:.7}");
    if out[start..].contains('.') {
        let kept = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(kept.max(start));
    }
    if &out[start..] == "-0" {
        out.truncate(start);
        out.push('0');
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn expected(&self, expected: &'static str) -> WktError {
        WktError::Expected {
            expected,
            at: self.at + 1,
            found: self.rest().chars().take(12).collect(),
        }
    }

    /// Steps over the mark when it stands next.
    fn take(&mut self, mark: char) -> bool {
        self.space();
        let there = self.rest().starts_with(mark);
        if there {
            self.at += mark.len_utf8();
        }
        there
    }

    fn word(&mut self) -> &'a str {
        self.space();
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn number(&mut self) -> Option<f64> {
        self.space();
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E')))
            .unwrap_or(rest.len());
        let value = rest[..end].parse().ok()?;
        self.at += end;
        Some(value)
    }

    fn srid(&mut self) -> Result<(), WktError> {
        self.space();
        let rest = self.rest();
        if !rest
            .get(..5)
            .is_some_and(|p| p.eq_ignore_ascii_case("srid="))
        {
            return Ok(());
        }
        let Some((srid, _)) = rest[5..].split_once(';') else {
            return Err(self.expected("`SRID=4490;`"));
        };
        if !matches!(srid.trim(), "0" | "4490" | "4326") {
            return Err(WktError::Srid(srid.chars().take(12).collect()));
        }
        self.at += 5 + srid.len() + 1;
        Ok(())
    }

    fn geometry(&mut self, depth: u8) -> Result<Geometry, WktError> {
        if depth > DEEPEST {
            return Err(WktError::Depth);
        }
        let word = self.word();
        if word.is_empty() {
            return Err(self.expected("a geometry type"));
        }
        let upper = word.to_ascii_uppercase();
        let name = upper
            .strip_suffix("ZM")
            .or_else(|| upper.strip_suffix('Z'))
            .or_else(|| upper.strip_suffix('M'))
            .unwrap_or(&upper);
        self.dimension_word();
        Ok(match name {
            "POINT" => match self.list(Self::coord)?.as_slice() {
                [at] => Geometry::Point(Point(*at)),
                [] => return Err(WktError::EmptyPoint),
                _ => return Err(self.expected("one position")),
            },
            "LINESTRING" => Geometry::LineString(self.line()?),
            "POLYGON" => Geometry::Polygon(self.polygon()?),
            "MULTIPOINT" => Geometry::MultiPoint(MultiPoint(self.list(Self::point)?)),
            "MULTILINESTRING" => Geometry::MultiLineString(MultiLineString(self.list(Self::line)?)),
            "MULTIPOLYGON" => Geometry::MultiPolygon(MultiPolygon(self.list(Self::polygon)?)),
            "GEOMETRYCOLLECTION" => Geometry::GeometryCollection(GeometryCollection(
                self.list(|parser| parser.geometry(depth + 1))?,
            )),
            _ => return Err(WktError::Type(word.chars().take(24).collect())),
        })
    }

    /// Steps over a `Z`, `M` or `ZM` that stands apart.
    fn dimension_word(&mut self) {
        let before = self.at;
        let word = self.word();
        if !["Z", "M", "ZM"]
            .iter()
            .any(|d| word.eq_ignore_ascii_case(d))
        {
            self.at = before;
        }
    }

    /// `EMPTY`, or items in parentheses.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, WktError>,
    ) -> Result<Vec<T>, WktError> {
        if !self.take('(') {
            let before = self.at;
            if self.word().eq_ignore_ascii_case("empty") {
                return Ok(Vec::new());
            }
            self.at = before;
            return Err(self.expected("`(` or EMPTY"));
        }
        let mut items = vec![item(self)?];
        while self.take(',') {
            items.push(item(self)?);
        }
        if self.take(')') {
            Ok(items)
        } else {
            Err(self.expected("`,` or `)`"))
        }
    }

    fn coord(&mut self) -> Result<Coord, WktError> {
        let x = self.number().ok_or_else(|| self.expected("a number"))?;
        let y = self
            .number()
            .ok_or_else(|| self.expected("a second number"))?;
        for _ in 2..4 {
            if self.number().is_none() {
                break;
            }
        }
        Ok(Coord { x, y })
    }

    /// A point of a multi-point, in parentheses or bare.
    fn point(&mut self) -> Result<Point, WktError> {
        let wrapped = self.take('(');
        let at = self.coord()?;
        if wrapped && !self.take(')') {
            return Err(self.expected("`)`"));
        }
        Ok(Point(at))
    }

    fn line(&mut self) -> Result<LineString, WktError> {
        self.list(Self::coord).map(LineString)
    }

    fn polygon(&mut self) -> Result<Polygon, WktError> {
        let mut rings = self.list(Self::line)?;
        if rings.is_empty() {
            return Ok(Polygon::empty());
        }
        let exterior = rings.remove(0);
        Ok(Polygon::new(exterior, rings))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_type_comes_back_as_it_went() {
        for text in [
            "POINT(120.831 29.561)",
            "LINESTRING(120 30,121 30,121 31)",
            "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,1 1))",
            "MULTIPOINT((1 2),(3 4))",
            "MULTILINESTRING((120 30,121 30),(1 2,3 4))",
            "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
            "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))",
            "POLYGON EMPTY",
            "MULTIPOLYGON EMPTY",
            "LINESTRING EMPTY",
        ] {
            assert_eq!(to_wkt(&from_wkt(text).unwrap()), text);
        }
    }

    #[test]
    fn other_spellings_are_read() {
        let point = Geometry::from(Point::new(1.0, -2.5));
        for text in [
            "point ( 1  -2.5 )",
            "POINT Z (1 -2.5 7)",
            "POINTZM(1 -2.5 7 8)",
            "SRID=4490;POINT(1 -2.5)",
            "srid=4326; Point(1e0 -25E-1)",
        ] {
            assert_eq!(from_wkt(text), Ok(point.clone()), "{text}");
        }
        assert_eq!(
            to_wkt(&from_wkt("MULTIPOINT(1 2, 3 4)").unwrap()),
            "MULTIPOINT((1 2),(3 4))"
        );
        assert_eq!(
            to_wkt(&from_wkt("POLYGON((0 0,1 0,1 1))").unwrap()),
            "POLYGON((0 0,1 0,1 1,0 0))"
        );
    }

    #[test]
    fn errors_say_where_and_what() {
        for (text, words) in [
            ("", "expected a geometry type at character 1, found ``"),
            (
                "CIRCLE(1 2)",
                "`CIRCLE` is no supported geometry type: only points, lines, polygons and their collections",
            ),
            (
                "POINT(1)",
                "expected a second number at character 8, found `)`",
            ),
            ("POINT(1 2", "expected `,` or `)` at character 10, found ``"),
            (
                "POINT(1 2) x",
                "expected the end at character 12, found `x`",
            ),
            ("POINT EMPTY", "the point is empty"),
            ("SRID=2383;POINT(1 2)", "SRID 2383 is neither 4490 nor 4326"),
            (
                "点(1 2)",
                "expected a geometry type at character 1, found `点(1 2)`",
            ),
        ] {
            assert_eq!(from_wkt(text).unwrap_err().to_string(), words, "{text}");
        }
        let nested = "GEOMETRYCOLLECTION(".repeat(50);
        assert_eq!(from_wkt(&nested), Err(WktError::Depth));
    }

    #[test]
    fn numbers_are_trimmed() {
        let line = from_wkt("LINESTRING(100 -0.00000001,120.5 30.12345678)").unwrap();
        assert_eq!(to_wkt(&line), "LINESTRING(100 0,120.5 30.1234568)");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail_otherwise_than_by_an_error(text in "[A-Z(), 0-9.点]{0,60}") {
            let _ = from_wkt(&text);
            let _ = from_wkt(&format!("POLYGON({text}"));
        }
    }
}
