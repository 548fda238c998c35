//! The tests' own ground: a database each, with PostGIS, that nobody else sees.

use crate::support::TestDatabase;

#[tokio::test]
async fn each_test_has_its_own_database_with_postgis() {
    let (one, two) = tokio::join!(TestDatabase::new(), TestDatabase::new());
    assert_ne!(one.url(), two.url());
    let mut connection = one.connect().await;
    sqlx::raw_sql("create table seen_by_one_only ()")
        .execute(&mut connection)
        .await
        .unwrap();
    let (srid, version): (i32, String) = sqlx::query_as(
        "select st_srid(st_setsrid(st_point(120.82, 29.58), 4490)), postgis_lib_version()",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(srid, 4490);
    assert!(version.as_str() >= "3.3", "{version}");
    let seen: Option<String> = sqlx::query_scalar("select to_regclass('seen_by_one_only')::text")
        .fetch_one(&mut two.connect().await)
        .await
        .unwrap();
    assert_eq!(seen, None);
}
