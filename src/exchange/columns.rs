//! Which column of a file fills which field: by name, by `--map`, or not at all.

use super::word::ExchangeError;
use crate::domain::{Field, Kind};

/// Where a column's cells go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The field at that position.
    Field(usize),
    /// The geometry as well-known text.
    Wkt,
    /// Longitude, degrees.
    Lon,
    /// Latitude, degrees.
    Lat,
    /// Easting, metres.
    X,
    /// Northing, metres.
    Y,
    /// The coordinate system of the row, as our own exports tag it.
    Crs,
}

const GEOMETRY_TARGETS: [(&str, Target); 6] = [
    ("wkt", Target::Wkt),
    ("lon", Target::Lon),
    ("lat", Target::Lat),
    ("x", Target::X),
    ("y", Target::Y),
    ("crs", Target::Crs),
];

/// A dBase column name has no more bytes than this.
const DBASE_NAME: usize = 10;

/// The columns met so far, in the file's order.
#[derive(Debug)]
pub(super) struct Columns {
    kind: Kind,
    /// Whether coordinates stand in columns (CSV).
    with_geometry: bool,
    /// Whether names may be cut off (Shapefile).
    cut_names: bool,
    map: Vec<(Target, String)>,
    /// Fields that have one value for all rows.
    fixed: Vec<usize>,
    names: Vec<String>,
    targets: Vec<Vec<Target>>,
}

impl Columns {
    /// # Errors
    /// [`ExchangeError::UnknownField`] when `map` names a field that the kind does not have.
    pub(super) fn new(
        kind: Kind,
        map: &[(String, String)],
        fixed: Vec<usize>,
        with_geometry: bool,
    ) -> Result<Self, ExchangeError> {
        let map = map
            .iter()
            .map(|(field, column)| {
                let target = target_of(kind, field, with_geometry)
                    .ok_or_else(|| unknown_field(kind, field))?;
                Ok((target, column.clone()))
            })
            .collect::<Result<_, ExchangeError>>()?;
        Ok(Self {
            kind,
            with_geometry,
            cut_names: false,
            map,
            fixed,
            names: Vec::new(),
            targets: Vec::new(),
        })
    }

    /// The same, taking names cut off after ten bytes for the field they begin.
    pub(super) const fn with_cut_names(mut self) -> Self {
        self.cut_names = true;
        self
    }

    /// Takes note of a column and returns its index.
    pub(super) fn add(&mut self, name: &str) -> usize {
        let mut targets: Vec<Target> = self
            .map
            .iter()
            .filter(|(_, column)| column == name)
            .map(|(target, _)| *target)
            .collect();
        if let Some(target) = self.by_name(name)
            && !self.is_taken(target)
        {
            targets.push(target);
        }
        targets.retain(|target| !matches!(target, Target::Field(at) if self.fixed.contains(at)));
        self.names.push(name.to_owned());
        self.targets.push(targets);
        self.names.len() - 1
    }

    fn by_name(&self, name: &str) -> Option<Target> {
        target_of(self.kind, name, self.with_geometry).or_else(|| {
            if !self.cut_names || name.len() != DBASE_NAME {
                return None;
            }
            let mut begun = self.kind.fields().iter().enumerate().filter(|(_, field)| {
                field.name.len() > DBASE_NAME
                    && field.name.as_bytes()[..DBASE_NAME].eq_ignore_ascii_case(name.as_bytes())
            });
            match (begun.next(), begun.next()) {
                (Some((at, _)), None) => Some(Target::Field(at)),
                _ => None,
            }
        })
    }

    fn is_taken(&self, target: Target) -> bool {
        self.map.iter().any(|(mapped, _)| *mapped == target)
            || self.targets.iter().any(|taken| taken.contains(&target))
    }

    /// The column of that name; `hint` is where it most likely stands.
    pub(super) fn find(&self, name: &str, hint: usize) -> Option<usize> {
        if self.names.get(hint).is_some_and(|known| known == name) {
            return Some(hint);
        }
        self.names.iter().position(|known| known == name)
    }

    /// Whether `--map` fills the field from several columns, whose texts are then joined.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        let target = Target::Field(at);
        self.map
            .iter()
            .filter(|(mapped, _)| *mapped == target)
            .nth(1)
            .is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn targets(&self, column: usize) -> &[Target] {
        self.targets.get(column).map_or(&[], Vec::as_slice)
    }

    /// Leaves columns of those targets out from now on.
    pub(super) fn leave_out(&mut self, targets: &[Target]) {
        for column in &mut self.targets {
            column.retain(|target| !targets.contains(target));
        }
    }

    pub(super) fn has(&self, target: Target) -> bool {
        self.targets.iter().any(|targets| targets.contains(&target))
    }

    /// # Errors
    /// [`ExchangeError::UnknownColumn`] when `--map` names a column that was not met.
    pub(super) fn check_map(&self) -> Result<(), ExchangeError> {
        for (_, column) in &self.map {
            if !self.names.contains(column) {
                return Err(ExchangeError::UnknownColumn {
                    column: column.clone(),
                    like: most_like(column, self.names.iter().map(String::as_str)),
                });
            }
        }
        Ok(())
    }

    pub(super) fn used(&self) -> Vec<(String, &'static str)> {
        let pairs = self.names.iter().zip(&self.targets);
        pairs
            .flat_map(|(name, targets)| {
                targets
                    .iter()
                    .map(|target| (name.clone(), self.target_name(*target)))
            })
            .collect()
    }

    pub(super) fn ignored(&self) -> Vec<String> {
        let pairs = self.names.iter().zip(&self.targets);
        pairs
            .filter(|(_, targets)| targets.is_empty())
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn target_name(&self, target: Target) -> &'static str {
        match target {
            Target::Field(at) => self.kind.fields().get(at).map_or("", |field| field.name),
            other => GEOMETRY_TARGETS
                .iter()
                .find(|(_, target)| *target == other)
                .map_or("", |(name, _)| name),
        }
    }
}

fn target_of(kind: Kind, name: &str, with_geometry: bool) -> Option<Target> {
    let field = kind
        .fields()
        .iter()
        .position(|field| field.name.eq_ignore_ascii_case(name));
    field.map(Target::Field).or_else(|| {
        GEOMETRY_TARGETS
            .iter()
            .find(|(known, _)| with_geometry && known.eq_ignore_ascii_case(name))
            .map(|(_, target)| *target)
    })
}

/// The error for a name that is no field of the kind.
pub(super) fn unknown_field(kind: Kind, field: &str) -> ExchangeError {
    let names = kind.fields().iter().map(|field: &Field| field.name);
    ExchangeError::UnknownField {
        kind,
        field: field.to_owned(),
        like: most_like(field, names),
    }
}

/// The name that differs least, when it differs little.
fn most_like<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    names
        .map(|other| (distance(&wanted, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= 1 + other.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other.to_owned())
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doorplate(map: &[(&str, &str)]) -> Columns {
        let map: Vec<_> = map
            .iter()
            .map(|(field, column)| ((*field).to_owned(), (*column).to_owned()))
            .collect();
        Columns::new(Kind::Doorplate, &map, Vec::new(), true).unwrap()
    }

    #[test]
    fn a_mapped_column_takes_the_place_of_the_one_with_the_fields_name() {
        let mut columns = doorplate(&[("number", "MPH")]);
        columns.add("number");
        columns.add("MPH");
        assert_eq!(columns.used(), [("MPH".to_owned(), "number")]);
        assert_eq!(columns.ignored(), ["number"]);
    }

    #[test]
    fn a_column_may_fill_two_fields() {
        let mut columns = doorplate(&[("source_id", "code")]);
        columns.add("code");
        assert_eq!(
            columns.used(),
            [
                ("code".to_owned(), "source_id"),
                ("code".to_owned(), "code")
            ]
        );
    }

    #[test]
    fn a_name_that_was_cut_off_still_finds_its_field() {
        let mut columns = doorplate(&[]).with_cut_names();
        columns.add("ROAD_SOURC");
        columns.add("plate_kind");
        assert_eq!(
            columns.used(),
            [
                ("ROAD_SOURC".to_owned(), "road_source_id"),
                ("plate_kind".to_owned(), "plate_kind")
            ]
        );
    }

    #[test]
    fn a_mistyped_name_is_answered_with_the_nearest() {
        let map = [("numbr".to_owned(), "a".to_owned())];
        let error = Columns::new(Kind::Doorplate, &map, Vec::new(), true).unwrap_err();
        assert!(
            error.to_string().ends_with("did you mean `number`?"),
            "{error}"
        );
        let mut columns = doorplate(&[("number", "MPHH")]);
        columns.add("MPH");
        let error = columns.check_map().unwrap_err();
        assert!(
            error.to_string().ends_with("did you mean `MPH`?"),
            "{error}"
        );
    }
}
