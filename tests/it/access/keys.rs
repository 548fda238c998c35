//! Keys for machines: what they may, how often, until when; and the end of the write token.

use mingjie::domain::Role;
use serde_json::{Value as Json, json};
use sqlx::Executor as _;

use super::town::{AWAY, HOME, towns};
use crate::support::{Client, Served};

async fn make(admin: &Client, order: &Json) -> String {
    let made = admin.post("/api/v1/keys", order).expect(201).await;
    made.body["key"].as_str().unwrap().to_owned()
}

async fn sql(served: &Served, text: &'static str) {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(served.registry.url())
        .await
        .unwrap();
    connection.execute(text).await.unwrap();
}

#[tokio::test]
async fn a_key_is_bound_to_its_region_and_kinds() {
    let (served, [home, away]) = towns().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let order = json!({ "name": "规划局", "role": "clerk", "region": HOME, "kinds": ["road"] });
    let key = make(&admin, &order).await;
    assert!(key.starts_with("mj_"), "{key}");
    let machine = served.public.bearing(&key);
    machine
        .post("/api/v1/road", &home.new_road("A"))
        .expect(201)
        .await;
    machine
        .post("/api/v1/road", &away.new_road("B"))
        .refused(403, "out_of_reach")
        .await;
    let change = json!({ "properties": { "landmarks": "x" } });
    machine
        .patch(
            &format!("/api/v1/boundary_marker/{}", home.marker),
            1,
            &change,
        )
        .refused(403, "forbidden")
        .await;
    machine
        .get(&format!("/api/v1/road/{}", home.draft))
        .expect(200)
        .await;
    machine
        .get(&format!("/api/v1/road/{}", away.draft))
        .expect(404)
        .await;
    let marker = machine
        .get(&format!("/api/v1/boundary_marker/{}", home.marker))
        .expect(200)
        .await;
    assert_eq!(marker.body["properties"]["position_generalised"], true);
    // Of the key itself the list tells nothing but its prefix, and that it was used.
    let list = admin.get("/api/v1/keys").expect(200).await;
    assert!(!list.body.to_string().contains(&key[13..]));
    assert_eq!(list.body["keys"][0]["prefix"], key[3..11]);
    assert!(list.body["keys"][0]["used_at"].is_string());
    assert_eq!(list.body["keys"][0]["used_from"], "127.0.0.1");
}

#[tokio::test]
async fn a_guessed_revoked_or_expired_key_opens_nothing() {
    let (served, _) = towns().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let key = make(&admin, &json!({ "name": "导航", "region": "*" })).await;
    let try_key = async |key: &str| {
        served
            .public
            .bearing(key)
            .get("/api/v1/session")
            .answer()
            .await
            .status
            .as_u16()
    };
    assert_eq!(try_key(&key).await, 200);
    // One digit off, cut short, another's prefix, nonsense.
    let last = key.pop_last();
    for guess in [
        format!(
            "{}{}",
            &key[..key.len() - 1],
            if last == '0' { '1' } else { '0' }
        ),
        key[..key.len() - 1].to_owned(),
        format!("mj_00000000{}", &key[11..]),
        format!("{} ", key.replace("mj_", "mj-")),
        "mj_'; drop table people.api_key; --_x".to_owned(),
        key.to_uppercase(),
    ] {
        assert_eq!(try_key(&guess).await, 401, "{guess}");
    }
    let prefix = &key[3..11];
    admin
        .ask(reqwest::Method::DELETE, &format!("/api/v1/keys/{prefix}"))
        .expect(204)
        .await;
    assert_eq!(try_key(&key).await, 401);
    let key = make(&admin, &json!({ "name": "导航", "region": "*", "days": 1 })).await;
    sql(
        &served,
        "update people.api_key set expires_at = now() - interval '1 second'",
    )
    .await;
    assert_eq!(try_key(&key).await, 401);
}

trait LastDigit {
    fn pop_last(&self) -> char;
}

impl LastDigit for String {
    fn pop_last(&self) -> char {
        self.chars().next_back().unwrap()
    }
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_told_when_to_come_again() {
    let served = Served::new().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let key = make(&admin, &json!({ "name": "爬虫", "region": "*", "rate": 6 })).await;
    let machine = served.public.bearing(&key);
    for _ in 0..6 {
        machine.get("/api/v1/session").expect(200).await;
    }
    let refused = machine
        .get("/api/v1/session")
        .refused(429, "too_often")
        .await;
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    // Others are not held up.
    served.public.get("/api/v1/session").expect(200).await;
}

#[tokio::test]
async fn the_write_token_dies_with_the_first_administrator() {
    let (served, [home, _]) = towns().await;
    served
        .writer
        .post("/api/v1/road", &home.new_road("A"))
        .expect(201)
        .await;
    served.account("clerk", &[(Role::Clerk, HOME)]).await;
    served
        .writer
        .post("/api/v1/road", &home.new_road("B"))
        .expect(201)
        .await;
    served.account("admin", &[(Role::Admin, AWAY)]).await;
    served
        .writer
        .post("/api/v1/road", &home.new_road("C"))
        .refused(401, "unauthorised")
        .await;
    served
        .writer
        .get("/tiles/internal/14/13682/6772.mvt")
        .refused(401, "unauthorised")
        .await;
}
