//! What a GeoPackage of ours is made of, as OGC 12-128 asks for it.

use std::fmt::Write as _;

use rusqlite::{Connection, params};

use super::write::SRS;
use crate::domain::{Audience, FieldType, GeometryShape, Kind, Visibility};

/// `GPKG`, and the version 1.4 of the standard.
const APPLICATION: i32 = 0x4750_4B47;
const VERSION: i32 = 10_400;

pub(super) const NOTE: &str = "select value from mingjie_note where name = ?1";
pub(super) const SET_NOTE: &str = "insert into mingjie_note (name, value) values (?1, ?2)
     on conflict (name) do update set value = excluded.value";
/// The box of a layer grows; it is a hint for readers and never shrinks.
pub(super) const WIDEN: &str = "update gpkg_contents set
     min_x = min(coalesce(min_x, ?2), ?2), min_y = min(coalesce(min_y, ?3), ?3),
     max_x = max(coalesce(max_x, ?4), ?4), max_y = max(coalesce(max_y, ?5), ?5),
     last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
     where table_name = ?1";

const TABLES: &str = "
create table gpkg_spatial_ref_sys (
    srs_name text not null, srs_id integer not null primary key, organization text not null,
    organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (
    table_name text not null primary key, data_type text not null, identifier text unique,
    description text default '',
    last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x double, min_y double, max_x double, max_y double, srs_id integer,
    constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
create table gpkg_geometry_columns (
    table_name text not null, column_name text not null, geometry_type_name text not null,
    srs_id integer not null, z tinyint not null, m tinyint not null,
    constraint pk_geom_cols primary key (table_name, column_name),
    constraint uk_gc_table_name unique (table_name),
    constraint fk_gc_tn foreign key (table_name) references gpkg_contents (table_name),
    constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
create table gpkg_extensions (
    table_name text, column_name text, extension_name text not null, definition text not null,
    scope text not null, constraint ge_tce unique (table_name, column_name, extension_name));
create table mingjie_note (name text not null primary key, value text not null);
insert into gpkg_spatial_ref_sys values
    ('Undefined cartesian', -1, 'NONE', -1, 'undefined', null),
    ('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
    ('WGS 84', 4326, 'EPSG', 4326,
     'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]', null),
    ('CGCS2000', 4490, 'EPSG', 4490,
     'GEOGCS[\"China Geodetic Coordinate System 2000\",DATUM[\"China_2000\",SPHEROID[\"CGCS2000\",6378137,298.257222101]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4490\"]]', null);
insert into gpkg_contents (table_name, data_type, identifier) values ('mingjie_note', 'attributes', 'mingjie_note');";

/// The tables that every package has.
pub(super) fn begin(file: &Connection) -> rusqlite::Result<()> {
    file.pragma_update(None, "application_id", APPLICATION)?;
    file.pragma_update(None, "user_version", VERSION)?;
    file.execute_batch(TABLES)
}

/// Whether this program made the file, with these layers.
pub(super) fn is_ours(file: &Connection, kinds: &[Kind]) -> rusqlite::Result<bool> {
    let has = |table: &str| {
        file.query_row(
            "select count(*) from sqlite_schema where type = 'table' and name = ?1",
            [table],
            |row| row.get::<_, i64>(0),
        )
    };
    if has("mingjie_note")? == 0 {
        return Ok(false);
    }
    for kind in Kind::ALL {
        if (has(kind.plural())? > 0) != kinds.contains(&kind) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A layer for a kind, with its spatial index.
pub(super) fn add_layer(file: &Connection, kind: Kind, audience: Audience) -> rusqlite::Result<()> {
    let table = kind.plural();
    let mut own = String::new();
    for at in columns(kind, audience) {
        let field = &kind.fields()[at];
        let stored = match field.field_type {
            FieldType::Integer => "integer",
            FieldType::Number => "real",
            FieldType::Date => "date",
            FieldType::Text | FieldType::Code | FieldType::Choice(_) => "text",
        };
        let _infallible = write!(own, ", \"{}\" {stored}", field.name);
    }
    if tells_free(kind, audience) {
        own.push_str(", free boolean");
    }
    file.execute_batch(&format!(
        "create table {table} (fid integer primary key, geom {shape}, id text not null unique,
           version integer not null, source text not null{own});
         create virtual table rtree_{table}_geom using rtree (id, minx, maxx, miny, maxy);",
        shape = shape(kind),
    ))?;
    file.execute(
        "insert into gpkg_contents (table_name, data_type, identifier, description, srs_id)
         values (?1, 'features', ?2, ?3, ?4)",
        params![table, kind.labels().0, kind.labels().1, SRS],
    )?;
    file.execute(
        "insert into gpkg_geometry_columns values (?1, 'geom', ?2, ?3, 0, 0)",
        params![table, shape(kind), SRS],
    )?;
    file.execute(
        "insert into gpkg_extensions values (?1, 'geom', 'gpkg_rtree_index',
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table],
    )?;
    file.execute_batch(&index_keepers(table))
}

/// The triggers by which every program that writes the layer keeps its index. A row written over in
/// one statement (`on conflict do update`) makes their own conflict clauses void, so that they need none.
fn index_keepers(table: &str) -> String {
    let index = format!("rtree_{table}_geom");
    let is_there = |row: &str| format!("({row}.geom not null and not st_isempty({row}.geom))");
    let is_gone = |row: &str| format!("({row}.geom is null or st_isempty({row}.geom))");
    let same = "old.fid = new.fid";
    let sides = "st_minx(new.geom), st_maxx(new.geom), st_miny(new.geom), st_maxy(new.geom)";
    let add = format!("insert into {index} values (new.fid, {sides});");
    let drop_old = format!("delete from {index} where id = old.fid;");
    let turn =
        format!("update {index} set (minx, maxx, miny, maxy) = ({sides}) where id = new.fid;");
    let (old, new) = ("old", "new");
    [
        ("insert", "insert", is_there(new), add.clone()),
        (
            "update2",
            "update of geom",
            format!("{same} and {}", is_gone(new)),
            drop_old.clone(),
        ),
        (
            "update4",
            "update",
            format!("old.fid != new.fid and {}", is_gone(new)),
            format!("delete from {index} where id in (old.fid, new.fid);"),
        ),
        (
            "update5",
            "update",
            format!("old.fid != new.fid and {}", is_there(new)),
            format!("{drop_old} {add}"),
        ),
        (
            "update6",
            "update of geom",
            format!("{same} and {} and {}", is_there(new), is_there(old)),
            turn,
        ),
        (
            "update7",
            "update of geom",
            format!("{same} and {} and {}", is_there(new), is_gone(old)),
            add.clone(),
        ),
        (
            "delete",
            "delete",
            "old.geom not null".to_owned(),
            drop_old.clone(),
        ),
    ]
    .map(|(name, event, when, act)| {
        format!(
            "create trigger {index}_{name} after {event} on {table} when {when} begin {act} end;\n"
        )
    })
    .concat()
}

/// The positions of the kind's fields that are columns for an audience.
pub(super) fn columns(kind: Kind, audience: Audience) -> Vec<usize> {
    let shown = |at: &usize| {
        audience == Audience::Internal || kind.fields()[*at].visibility == Visibility::Public
    };
    (0..kind.fields().len()).filter(shown).collect()
}

/// Whether a layer says of a plot that it is free, in place of what it is used for.
pub(super) fn tells_free(kind: Kind, audience: Audience) -> bool {
    kind == Kind::Plot && audience == Audience::Public
}

/// Writes a row, or writes it over.
pub(super) fn put(kind: Kind, audience: Audience) -> String {
    let mut names = vec!["geom", "id", "version", "source"];
    names.extend(
        columns(kind, audience)
            .into_iter()
            .map(|at| kind.fields()[at].name),
    );
    if tells_free(kind, audience) {
        names.push("free");
    }
    let list = |one: &dyn Fn(usize, &str) -> String| {
        let each: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(at, name)| one(at, name))
            .collect();
        each.join(", ")
    };
    format!(
        "insert into {table} (fid, {columns}) values (?1, {places})
         on conflict (fid) do update set {over}",
        table = kind.plural(),
        columns = list(&|_, name| format!("\"{name}\"")),
        places = list(&|at, _| format!("?{}", at + 2)),
        over = list(&|_, name| format!("\"{name}\" = excluded.\"{name}\"")),
    )
}

/// Takes a row out.
pub(super) fn take(kind: Kind) -> String {
    format!("delete from {} where fid = ?1", kind.plural())
}

const fn shape(kind: Kind) -> &'static str {
    match kind.shape() {
        GeometryShape::Point => "POINT",
        GeometryShape::Polygon => "POLYGON",
        // One part or several in one layer.
        GeometryShape::Line | GeometryShape::Area | GeometryShape::Any => "GEOMETRY",
    }
}
