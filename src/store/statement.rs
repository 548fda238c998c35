//! Statement text, built from a kind's fields: adding a field changes no SQL by hand.
//!
//! Names come from the closed lists in `domain/`, never from outside; values are always bound.
//! One test prepares every statement against the migrated schema.

use crate::domain::{FieldType, Kind};

/// A column's name as SQL spells it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// A string literal, for the few statements that take no binds.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The PostgreSQL type of a field's column.
pub(super) const fn column_type(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text | FieldType::Code | FieldType::Choice(_) => "text",
        FieldType::Integer => "bigint",
        FieldType::Number => "double precision",
        FieldType::Date => "date",
    }
}

/// The kind's own columns in the order of its fields, parted by commas, each with a prefix.
pub(super) fn field_columns(kind: Kind, prefix: &str) -> String {
    kind.fields()
        .iter()
        .map(|field| format!("{prefix}{}", quoted(field.name)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The geometry type of the kind's column.
pub(super) const fn geometry_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Region => "MultiPolygon",
        Kind::Place | Kind::Cemetery => "Geometry",
        Kind::Road | Kind::BoundaryLine => "MultiLineString",
        Kind::Doorplate | Kind::BoundaryMarker => "Point",
        Kind::Plot => "Polygon",
    }
}

/// What [`super::row`] decodes: the leading columns, the geometry as EWKB, then the fields.
pub(super) fn selected(kind: Kind, table: &str) -> String {
    format!(
        "{table}.id, {table}.fid, {table}.version, {table}.source, {table}.created_at, \
         {table}.updated_at, st_asewkb({table}.geom), {}",
        field_columns(kind, &format!("{table}."))
    )
}

/// SHA-256 of a row: every column but the times, nulls left out, so that a later nullable column
/// leaves the digests of old rows as they are.
pub(super) fn digest(kind: Kind, table: &str) -> String {
    let fields = kind
        .fields()
        .iter()
        .map(|field| format!("'{}=' || {table}.{}", field.name, quoted(field.name)))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "sha256(convert_to(concat_ws(e'\\x1f', 'id=' || {table}.id, 'fid=' || {table}.fid, \
         'version=' || {table}.version, 'source=' || {table}.source, {fields}, \
         'geom=' || encode(st_asewkb({table}.geom), 'hex')), 'UTF8'))"
    )
}

/// A short hash of each field, then of source, small number, version and geometry: by them an audit
/// names what differs where the digest does not hold. They judge nothing.
pub(super) fn marks(kind: Kind, table: &str) -> String {
    let fields = kind
        .fields()
        .iter()
        .map(|field| format!("hashtext({table}.{}::text)", quoted(field.name)))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "array[{fields}, hashtext({table}.source), hashtext({table}.fid::text), hashtext({table}.version::text), \
         hashtext(st_asewkb({table}.geom)::text)]"
    )
}

/// The row as the log keeps it before a change.
pub(super) fn before(table: &str) -> String {
    format!(
        "(to_jsonb({table}) || jsonb_build_object('geom', encode(st_asewkb({table}.geom), 'hex')))"
    )
}

/// The box around a row's geometry, longitude first; null without one.
pub(super) fn bounds(table: &str) -> String {
    format!(
        "box(point(st_xmin({table}.geom), st_ymin({table}.geom)), \
         point(st_xmax({table}.geom), st_ymax({table}.geom)))"
    )
}

/// Whether the transaction's regions reach a row, as the policies of row-level security have it.
pub(super) fn reached(kind: Kind, table: &str) -> String {
    match kind {
        Kind::Region => format!("reaches({table}.code)"),
        Kind::BoundaryLine => format!("reaches({table}.left_code) or reaches({table}.right_code)"),
        Kind::BoundaryMarker => format!(
            "exists (select from boundary_line l where l.code = any (string_to_array({table}.line_code, '|')) \
             and (reaches(l.left_code) or reaches(l.right_code)))"
        ),
        _ => format!("reaches({table}.region_code)"),
    }
}

/// Registers one row and logs it. Binds: id, source, time, geometry (EWKB), the fields, then
/// commit and ordinal.
pub(super) fn insert(kind: Kind) -> String {
    let count = kind.fields().len();
    let values = (0..count)
        .map(|at| format!("${}", at + 5))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "with written as (
             insert into {kind} (id, source, created_at, updated_at, geom, {columns})
             values ($1, $2, $3, $3, st_geomfromewkb($4), {values})
             returning *
         ), logged as (
             insert into change (commit_id, ordinal, kind, id, version, op, digest, marks, box_after)
             select ${commit}, ${ordinal}, '{kind}', w.id, w.version, 'insert', {digest}, {marks}, {bounds}
             from written w
         )
         select {selected} from written w",
        columns = field_columns(kind, ""),
        commit = count + 5,
        ordinal = count + 6,
        digest = digest(kind, "w"),
        marks = marks(kind, "w"),
        bounds = bounds("w"),
        selected = selected(kind, "w"),
    )
}

/// Changes one row at a known version and logs it. Binds: id, version, time, geometry (EWKB), the
/// fields, then commit, ordinal and operation. Returns no row when the version is another.
pub(super) fn update(kind: Kind) -> String {
    let count = kind.fields().len();
    let assignments = kind
        .fields()
        .iter()
        .enumerate()
        .map(|(at, field)| format!("{} = ${}", quoted(field.name), at + 5))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "with old as materialized (
             select * from {kind} where id = $1 and version = $2
         ), written as (
             update {kind}
             set version = version + 1, updated_at = $3, geom = st_geomfromewkb($4), {assignments}
             where id = $1 and version = $2
             returning *
         ), logged as (
             insert into change (commit_id, ordinal, kind, id, version, op, before, digest, marks, box_before, box_after)
             select ${commit}, ${ordinal}, '{kind}', w.id, w.version, ${op}, {before}, {digest}, {marks},
                    {bounds_before}, {bounds_after}
             from written w, old o
         )
         select {selected} from written w",
        commit = count + 5,
        ordinal = count + 6,
        op = count + 7,
        before = before("o"),
        digest = digest(kind, "w"),
        marks = marks(kind, "w"),
        bounds_before = bounds("o"),
        bounds_after = bounds("w"),
        selected = selected(kind, "w"),
    )
}

/// One row by id, locked against other writers.
pub(super) fn select_for_update(kind: Kind) -> String {
    format!(
        "select {} from {kind} t where t.id = $1 for update",
        selected(kind, "t")
    )
}

/// Rows by id.
pub(super) fn select_by_ids(kind: Kind) -> String {
    format!(
        "select {} from {kind} t where t.id = any($1)",
        selected(kind, "t")
    )
}
