//! A load where nothing of its source is registered goes straight to its table: nothing else about
//! it is different.

use std::fmt::Write as _;

use mingjie::{domain::Kind, registry::ImportOrder};
use sqlx::{Connection as _, PgConnection};

use super::orders::{Desk, codes, expected, order, rejects};

/// Numbers and days whose spelling is anything but plain; the last rows only the database can spell.
const ODD: &str = "source_id,name,width_m,valid_from,origin,wkt\n\
    R1,剡湖路,0.30000000000000004,2001-07-01,\"近湖，\"\"旧\"\"路\",\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
    R2,,0.00001,0001-01-01,\"一\n二\",\"LINESTRING(120.611111111111 29.41,120.63 29.4100000000001)\"\n\
    R3,😀路,123456789012345.6,9999-12-31,,\"MULTILINESTRING((120.61 29.41,120.63 29.41),(120.64 29.41,120.65 29.41))\"\n\
    R4,官河路,1e-300,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
    R5,官河路,1e15,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
    R6,官河路,1e300,0000-06-01,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n";

/// The digest of each road as the database takes it, beside the one in the log.
const DIFFERING: &str =
    "select count(*) filter (where c.digest <> sha256(convert_to(concat_ws(e'\\x1f',
        'id=' || t.id, 'fid=' || t.fid, 'version=' || t.version, 'source=' || t.source,
        'source_id=' || t.source_id, 'code=' || t.code, 'name=' || t.name, 'state=' || t.state,
        'region_code=' || t.region_code, 'valid_from=' || t.valid_from, 'valid_to=' || t.valid_to,
        'pinyin=' || t.pinyin, 'class=' || t.class, 'width_m=' || t.width_m,
        'width_basis=' || t.width_basis, 'start=' || t.start, 'end=' || t.\"end\",
        'length_m=' || t.length_m, 'origin=' || t.origin, 'meaning=' || t.meaning,
        'geom=' || encode(public.st_asewkb(t.geom), 'hex')), 'UTF8'))), count(*)
    from register.road t join register.change c on c.id = t.id and c.version = t.version";

#[tokio::test]
async fn the_digests_are_those_that_the_database_takes() {
    let desk = Desk::with_county().await;
    let report = desk.import(Kind::Road, "roads.csv", ODD).await;
    assert_eq!((report.inserted, report.rejected), (6, 0));
    let mut connection = PgConnection::connect(desk.registry.url()).await.unwrap();
    let counted: (i64, i64) = sqlx::query_as(DIFFERING)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(counted, (0, 6));
    let ordinals: Vec<i32> =
        sqlx::query_scalar("select ordinal from register.change where kind = 'road' order by 1")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(ordinals, [0, 1, 2, 3, 4, 5]);
    connection.close().await.unwrap();
    for road in desk.all(Kind::Road).await.values() {
        let versions = desk.registry.history(Kind::Road, road.id).await.unwrap();
        assert_eq!(versions.len(), 1);
        assert_eq!(versions[0].feature, *road);
    }
    let again = desk.import(Kind::Road, "roads.csv", ODD).await;
    assert_eq!((again.unchanged, again.position), (6, None));
}

#[tokio::test]
async fn a_row_that_comes_twice_is_refused_and_names_the_line_of_the_first() {
    let desk = Desk::with_county().await;
    let file = "source_id,name,class_code,lon,lat\n\
        P1,大王庙,22000,120.6,29.4\n\
        P2,小王庙,22000,120.6,29.4\n\
        P3,,22000,120.6,29.4\n\
        P2,又王庙,22000,120.6,29.4\n\
        P4,新王庙,22000,120.6,29.4\n\
        P2,再王庙,22000,120.6,29.4\n";
    let report = desk.import(Kind::Place, "places.csv", file).await;
    assert_eq!((report.read, report.inserted, report.rejected), (6, 3, 3));
    let mut told = codes(&report);
    told.sort();
    assert_eq!(
        told,
        expected(&[
            (4, "name", "missing_field"),
            (5, "source_id", "duplicate_id"),
            (7, "source_id", "duplicate_id"),
        ])
    );
    assert_eq!(rejects(&report).iter().filter(|r| r.1 == "P2").count(), 2);
    let words = std::fs::read_to_string(report.rejects.unwrap()).unwrap();
    assert_eq!(words.matches("line 3").count(), 2, "{words}");
    assert_eq!(desk.all(Kind::Place).await["P2"].name(), Some("小王庙"));
    assert_eq!(desk.head().await, 7 + 3);
}

#[tokio::test]
async fn a_strict_or_a_dry_run_leaves_nothing() {
    let desk = Desk::with_county().await;
    let path = desk.file(
        "places.csv",
        "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\nP2,,22000,120.6,29.4\n",
    );
    for (strict, dry_run) in [(true, false), (false, true)] {
        let report = desk
            .run(ImportOrder {
                strict,
                dry_run,
                ..order(Kind::Place, &path)
            })
            .await;
        assert_eq!((report.written, report.position), (false, None));
        assert!(desk.all(Kind::Place).await.is_empty());
    }
    assert_eq!(desk.registry.imports(10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_large_first_load_has_every_index_and_warns_of_numbers_twice_on_a_road() {
    let desk = Desk::with_county().await;
    // What the table is made of: indexes, keys, defaults.
    let made_of = "select array_agg(part order by part) from (
            select indexdef from pg_indexes where tablename = 'doorplate'
            union all
            select conname || pg_get_constraintdef(oid) from pg_constraint
            where conrelid = 'register.doorplate'::regclass
            union all
            select adnum || pg_get_expr(adbin, adrelid) from pg_attrdef
            where adrelid = 'register.doorplate'::regclass
        ) parts (part)";
    let mut connection = PgConnection::connect(desk.registry.url()).await.unwrap();
    let before: Vec<String> = sqlx::query_scalar(made_of)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    desk.import(
        Kind::Road,
        "roads.csv",
        "source_id,name,wkt\nR1,剡湖路,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n",
    )
    .await;
    let mut rows = "source_id,number,suffix,road_source_id,lon,lat\n".to_owned();
    for n in 0..40_000 {
        writeln!(rows, "D{n},{n},,R1,120.62,29.41").unwrap();
    }
    // A number of its own, one again, and two plates that are named again.
    rows.push_str("X1,7,1,R1,120.62,29.41\nX2,7,,R1,120.62,29.41\n");
    rows.push_str("D5,40005,,R1,120.62,29.41\nD39999,40006,,R1,120.62,29.41\n");
    let report = desk.import(Kind::Doorplate, "plates.csv", &rows).await;
    assert_eq!(
        (report.inserted, report.rejected, report.warnings),
        (40_002, 2, 1)
    );
    assert_eq!(report.examples[0].line, 40_003);
    assert_eq!(report.examples[0].code, "duplicate_number");
    let after: Vec<String> = sqlx::query_scalar(made_of)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(before, after);
    let (fids, alike, head): (i64, i64, i64) = sqlx::query_as(
        "select count(distinct p.fid), count(distinct (p.source, p.created_at, p.updated_at)), max(m.last)
         from register.commit m
         join register.doorplate p
             on p.import_id = m.import_id and p.created_at = m.at and p.version = 1 and p.state = 'current'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!((fids, alike, head), (40_002, 1, 7 + 1 + 40_002));
    connection.close().await.unwrap();
    let more = desk
        .import(
            Kind::Doorplate,
            "more.csv",
            "source_id,number,road_source_id,lon,lat\nY1,50000,R1,120.62,29.41\n",
        )
        .await;
    assert_eq!(more.inserted, 1);
}
