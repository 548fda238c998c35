//! The region's boundary a second time: by raw SQL as the application's role, and the index against
//! what PostgreSQL lets each role read.

use std::collections::BTreeSet;

use mingjie::{
    domain::{Act, Audience, Caller, Grant, Kind, Role, Sight},
    snapshot::Eye as _,
    tile::LayerSet,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use super::town::{AWAY, HOME, towns};
use crate::support::{Served, mvt};

async fn connection(served: &Served) -> PgConnection {
    let mut connection = PgConnection::connect(served.registry.url()).await.unwrap();
    connection
        .execute("set role mingjie_app; set search_path = register, public")
        .await
        .unwrap();
    connection
}

/// Becomes somebody, as the registry's transactions do.
async fn become_(connection: &mut PgConnection, role: &str, region: &str) {
    sqlx::query(
        "select set_config('mingjie.role', $1, false), set_config('mingjie.region', $2, false)",
    )
    .bind(role)
    .bind(region)
    .execute(connection)
    .await
    .unwrap();
}

async fn ids(connection: &mut PgConnection, kind: Kind) -> BTreeSet<Uuid> {
    let text = format!("select id from {kind}");
    let ids: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(text))
        .fetch_all(connection)
        .await
        .unwrap();
    ids.into_iter().collect()
}

#[tokio::test]
async fn the_database_refuses_the_wrong_region_whatever_the_application_forgets() {
    let (served, [home, away]) = towns().await;
    let mut raw = connection(&served).await;
    let ids_of = |town: &super::town::Town| {
        [
            (Kind::Road, town.road.clone()),
            (Kind::BoundaryMarker, town.marker.clone()),
            (Kind::Plot, town.plot.clone()),
        ]
    };
    let update = async |raw: &mut PgConnection, kind: Kind, id: &str| {
        let text = format!("update {kind} set valid_to = '2099-01-01' where id = '{id}'");
        raw.execute(AssertSqlSafe(text))
            .await
            .map(|done| done.rows_affected())
    };
    // Nobody in particular, somewhere unsaid: nothing is there.
    for kind in Kind::ALL {
        assert!(ids(&mut raw, kind).await.is_empty(), "{kind}");
    }
    become_(&mut raw, "clerk", AWAY).await;
    for (kind, id) in ids_of(&home) {
        assert_eq!(update(&mut raw, kind, &id).await.unwrap(), 0, "{kind}");
    }
    for (kind, id) in ids_of(&away) {
        assert_eq!(update(&mut raw, kind, &id).await.unwrap(), 1, "{kind}");
    }
    // Into the region from outside, and out of it.
    let stolen = format!(
        "update road set region_code = '{AWAY}' where id = '{}'",
        home.road
    );
    assert_eq!(
        raw.execute(AssertSqlSafe(stolen))
            .await
            .unwrap()
            .rows_affected(),
        0
    );
    let pushed = format!(
        "update road set region_code = '{HOME}' where id = '{}'",
        away.road
    );
    let refused = raw.execute(AssertSqlSafe(pushed)).await.unwrap_err();
    assert!(
        refused.to_string().contains("row-level security"),
        "{refused}"
    );
    let planted = format!(
        "insert into road (id, source, source_id, name, region_code, created_at, updated_at)
         values (gen_random_uuid(), 'x', 'x', '偷路', '{HOME}', now(), now())"
    );
    let refused = raw.execute(AssertSqlSafe(planted)).await.unwrap_err();
    assert!(
        refused.to_string().contains("row-level security"),
        "{refused}"
    );
    let renamed = format!(
        "update name_record set text = '改名路' where feature_id = '{}'",
        home.road
    );
    assert_eq!(
        raw.execute(AssertSqlSafe(renamed))
            .await
            .unwrap()
            .rows_affected(),
        0
    );
    // A role that does not see a kind does not see it, in its own region either.
    become_(&mut raw, "expert", AWAY).await;
    assert!(ids(&mut raw, Kind::Plot).await.is_empty());
    assert!(!ids(&mut raw, Kind::Road).await.is_empty());
}

#[tokio::test]
async fn the_application_may_add_to_the_log_and_never_alter_it() {
    let (served, _) = towns().await;
    let mut raw = connection(&served).await;
    become_(&mut raw, "operator", "*").await;
    for table in ["change", "commit", "people.event", "people.journal"] {
        for text in [
            format!("delete from {table}"),
            format!("truncate {table}"),
            format!("update {table} set digest = ''"),
        ] {
            let refused = raw.execute(AssertSqlSafe(text.clone())).await.unwrap_err();
            assert!(
                refused.to_string().contains("permission denied"),
                "{text}: {refused}"
            );
        }
    }
    raw.execute("set role mingjie_reader").await.unwrap();
    for table in [
        "account",
        "session",
        "api_key",
        "link",
        "event",
        "journal",
        "role_grant",
    ] {
        let text = format!("select from people.{table}");
        let refused = raw.execute(AssertSqlSafe(text)).await.unwrap_err();
        assert!(
            refused.to_string().contains("permission denied"),
            "{table}: {refused}"
        );
    }
}

#[tokio::test]
async fn the_databases_table_of_acts_is_the_programmes() {
    let (served, _) = towns().await;
    let mut raw = connection(&served).await;
    let held: Vec<(String, String)> =
        sqlx::query_as("select role, act from people.role_act order by role, act")
            .fetch_all(&mut raw)
            .await
            .unwrap();
    let held: BTreeSet<(String, String)> = held.into_iter().collect();
    let mut table = BTreeSet::new();
    for act in Kind::ALL.map(Act::reading) {
        for role in Role::ALL.into_iter().filter(|role| role.may(act)) {
            table.insert((role.as_str().to_owned(), act.as_str().to_owned()));
        }
    }
    assert_eq!(held, table);
}

fn caller(role: Role, region: &str) -> Caller {
    Caller {
        grants: vec![Grant {
            role,
            region: region.to_owned(),
        }],
        ..Caller::public(None)
    }
}

#[tokio::test]
async fn the_index_shows_whole_what_postgresql_lets_each_role_read_in_each_region() {
    let (served, _) = towns().await;
    let mut raw = connection(&served).await;
    let view = served.registry.view().unwrap();
    for role in Role::ALL {
        for region in ["*", "33", "330683", HOME, AWAY, "330683002001", "330624"] {
            become_(&mut raw, role.as_str(), region).await;
            let sight = Sight::of(&caller(role, region));
            let eye = view.snapshot.seen_by(&sight);
            for kind in Kind::ALL {
                let shown: BTreeSet<Uuid> = view
                    .snapshot
                    .table(kind)
                    .iter()
                    .filter(|row| eye.of_row(*row) == Audience::Internal)
                    .map(|row| row.id())
                    .collect();
                // The tree of regions is what row-level security itself looks up, for every role.
                let let_read = if kind == Kind::Region && !role.may(Act::ReadDrafts) {
                    BTreeSet::new()
                } else {
                    ids(&mut raw, kind).await
                };
                assert_eq!(shown, let_read, "{role} in {region}: {kind}");
                for row in view.snapshot.table(kind).iter() {
                    assert_eq!(eye.of_row(row), eye.of_feature(&row.to_feature()));
                }
            }
        }
    }
}

#[tokio::test]
async fn an_internal_tile_has_each_marker_as_its_reader_sees_it() {
    let (served, [home, away]) = towns().await;
    let view = served.registry.view().unwrap();
    let layers: LayerSet = view.painted.layers().all(Audience::Internal);
    let markers = |sight: &Sight, z: u8| -> Vec<(u64, Vec<Vec<[i64; 2]>>)> {
        let side = f64::from(1_u32 << z);
        let lat = 29.46_f64.to_radians();
        let x = ((120.775 + 180.0) / 360.0 * side) as u32;
        let y = ((1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * side) as u32;
        let address = mingjie::geo::TileAddress::new(z, x, y).unwrap();
        let tile = view
            .painted
            .tile(view.snapshot.seen_by(sight), layers, address)
            .unwrap_or_default();
        mvt::decode(&tile)
            .get("boundary_markers")
            .map(|layer| {
                let mut all: Vec<_> = layer
                    .features
                    .iter()
                    .map(|feature| (feature.id, feature.paths.clone()))
                    .collect();
                all.sort();
                all
            })
            .unwrap_or_default()
    };
    let fid = |id: &str| {
        let row = view
            .snapshot
            .by_id(Kind::BoundaryMarker, id.parse().unwrap());
        row.unwrap().fid().cast_unsigned()
    };
    let (home, away) = (fid(&home.marker), fid(&away.marker));
    let (public, whole) = (markers(&Sight::PUBLIC, 10), markers(&Sight::WHOLE, 10));
    assert_eq!(public.len(), 2);
    assert_ne!(public, whole);
    let of = |all: &[(u64, Vec<Vec<[i64; 2]>>)], id: u64| {
        all.iter().find(|(fid, _)| *fid == id).cloned()
    };
    let surveyor = Sight::of(&caller(Role::Surveyor, HOME));
    let mixed = markers(&surveyor, 10);
    assert_eq!(of(&mixed, home), of(&whole, home));
    assert_eq!(of(&mixed, away), of(&public, away));
    let expert = Sight::of(&caller(Role::Expert, "*"));
    assert_eq!(markers(&expert, 10), public);
}
