//! The policy as a test: every role and every act, inside the region and outside, over HTTP.

use mingjie::domain::{Act, Role};
use serde_json::{Value as Json, json};

use super::town::{HOME, Town, towns};
use crate::support::{Client, Served};

/// Everybody who can ask: the public, the token, and an account for every role.
async fn everybody(served: &Served) -> Vec<(Role, Client)> {
    let mut all = vec![
        (Role::Public, served.public.clone()),
        (Role::Operator, served.writer.clone()),
    ];
    for role in Role::ALL.into_iter().filter(|role| role.is_grantable()) {
        // An administrator ends the token's days: the last to be made.
        if role != Role::Admin {
            all.push((role, served.person(role.as_str(), &[(role, HOME)]).await));
        }
    }
    all
}

#[tokio::test]
async fn every_role_is_told_the_acts_of_the_table_and_no_others() {
    let (served, _) = towns().await;
    let mut all = everybody(&served).await;
    for (role, client) in &all {
        check_acts(*role, client).await;
    }
    let admin = served.person("admin", &[(Role::Admin, HOME)]).await;
    check_acts(Role::Admin, &admin).await;
    all.retain(|(role, _)| *role == Role::Operator);
    all[0]
        .1
        .get("/api/v1/session")
        .refused(401, "unauthorised")
        .await;
}

async fn check_acts(role: Role, client: &Client) {
    let told = client.get("/api/v1/session").expect(200).await;
    let acts: Vec<&str> = told.body["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act.as_str().unwrap())
        .collect();
    let table: Vec<&str> = Act::ALL
        .into_iter()
        .filter(|act| role.may(*act))
        .map(Act::as_str)
        .collect();
    assert_eq!(acts, table, "{role}");
}

/// What an answer must be for whoever may and may not.
fn refusal_of(role: Role) -> u16 {
    if role == Role::Public { 401 } else { 403 }
}

async fn version(served: &Served, kind: &str, id: &str) -> i64 {
    let path = format!("/api/v1/{kind}/{id}");
    let told = served.writer.get(&path).expect(200).await;
    told.body["properties"]["version"].as_i64().unwrap()
}

#[tokio::test]
async fn every_role_changes_what_the_table_says_at_home_and_nothing_away() {
    let (served, [home, away]) = towns().await;
    let mut turn = 0;
    for (role, client) in everybody(&served).await {
        for town in [&home, &away] {
            let reaches = town.code == HOME || role == Role::Operator;
            for (act, kind, id, field) in [
                (Act::EditNames, "road", &town.road, "meaning"),
                (
                    Act::EditBoundaries,
                    "boundary_marker",
                    &town.marker,
                    "landmarks",
                ),
                (Act::EditCemeteries, "plot", &town.plot, "section"),
            ] {
                turn += 1;
                let version = version(&served, kind, id).await;
                let change = json!({ "properties": { field: format!("第{turn}次") } });
                let answer = client
                    .patch(&format!("/api/v1/{kind}/{id}"), version, &change)
                    .answer()
                    .await;
                let may = role.may(act) && reaches;
                let expected = if may { 200 } else { refusal_of(role) };
                assert_eq!(
                    answer.status.as_u16(),
                    expected,
                    "{role} {act} in {}: {:#}",
                    town.code,
                    answer.body
                );
                if !may {
                    assert_eq!(
                        self::version(&served, kind, id).await,
                        version,
                        "{role} {act}: refused, and yet changed"
                    );
                }
            }
            let new = town.new_road(&format!("N-{role}-{}", town.code));
            let answer = client.post("/api/v1/road", &new).answer().await;
            let may = role.may(Act::Publish) && role.may(Act::EditNames) && reaches;
            let expected = if may { 201 } else { refusal_of(role) };
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{role} publish in {}: {:#}",
                town.code,
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn nobody_moves_a_feature_out_of_the_region_or_takes_one_in() {
    let (served, [home, away]) = towns().await;
    let clerk = served.person("clerk", &[(Role::Clerk, HOME)]).await;
    let geometry = away.new_road("x")["geometry"].clone();
    let path = format!("/api/v1/road/{}", home.road);
    clerk
        .patch(&path, 1, &json!({ "geometry": geometry }))
        .refused(403, "out_of_reach")
        .await;
    clerk
        .delete(&format!("/api/v1/road/{}", away.road), 1)
        .refused(403, "out_of_reach")
        .await;
    let geometry = home.new_road("x")["geometry"].clone();
    clerk
        .patch(
            &format!("/api/v1/road/{}", away.road),
            1,
            &json!({ "geometry": geometry }),
        )
        .refused(403, "out_of_reach")
        .await;
    // Both together, so that one alone would be right: nothing is written.
    let both = json!({ "type": "FeatureCollection", "features": [home.new_road("A"), away.new_road("B")] });
    clerk
        .post("/api/v1/road", &both)
        .refused(403, "out_of_reach")
        .await;
    let told = clerk.get("/api/v1/road?source_id=A").expect(200).await;
    assert_eq!(told.body["numberReturned"], 0);
}

#[tokio::test]
async fn every_role_reads_what_the_table_says_at_home_and_as_the_public_does_away() {
    let (served, towns) = towns().await;
    for (role, client) in everybody(&served).await {
        for town in &towns {
            let reaches = town.code == HOME || role == Role::Operator;
            check_readings(role, &client, town, reaches).await;
        }
    }
}

async fn check_readings(role: Role, client: &Client, town: &Town, reaches: bool) {
    let sees = |act: Act| role.may(act) && reaches;
    let ask = async |path: String| client.get(&path).answer().await;

    let draft = ask(format!("/api/v1/road/{}", town.draft)).await;
    let expected = if sees(Act::ReadDrafts) { 200 } else { 404 };
    assert_eq!(
        draft.status.as_u16(),
        expected,
        "{role} draft {}",
        town.code
    );

    let listed = ask("/api/v1/road?state=draft".to_owned()).await;
    let has_draft = listed.body.to_string().contains(&town.draft);
    assert_eq!(
        has_draft,
        sees(Act::ReadDrafts),
        "{role} drafts {}",
        town.code
    );

    let exact = format!("{}23456", if town.code == HOME { "120.6" } else { "120.9" });
    for path in [
        format!("/api/v1/boundary_marker/{}", town.marker),
        format!("/api/v1/boundary_marker/{}/history", town.marker),
        format!(
            "/api/v1/boundary_marker/{}?as_of=2099-01-01T00:00:00Z",
            town.marker
        ),
        "/api/v1/boundary_marker".to_owned(),
        "/api/v1/within?bbox=120,29,122,30&kinds=boundary_marker".to_owned(),
        "/api/v1/changes?since=0&kinds=boundary_marker".to_owned(),
        "/ogc/collections/boundary_markers/items".to_owned(),
        "/api/v1/search?q=%E7%95%8C&kinds=boundary_marker".to_owned(),
    ] {
        let told = ask(path.clone()).await.body.to_string();
        let is_exact = told.contains(&exact);
        if path.contains("search") {
            assert!(!is_exact || sees(Act::ReadExact), "{role} {path}");
        } else {
            assert_eq!(is_exact, sees(Act::ReadExact), "{role} {path}: {told}");
        }
    }

    let plot = ask(format!("/api/v1/plot/{}", town.plot)).await;
    let occupancy = plot.body["properties"]["occupancy"].clone();
    let expected = if sees(Act::ReadGraves) {
        json!("reserved")
    } else {
        Json::Null
    };
    assert_eq!(occupancy, expected, "{role} plot {}", town.code);
    // A condition on what is hidden must not tell it either.
    let asked = ask("/api/v1/plot?occupancy=reserved".to_owned()).await;
    let found = asked.body.to_string().contains(&town.plot);
    assert_eq!(
        found,
        sees(Act::ReadGraves),
        "{role} condition {}",
        town.code
    );
}

#[tokio::test]
async fn every_role_opens_the_doors_of_the_table() {
    let (served, _) = towns().await;
    let mut all = everybody(&served).await;
    all.retain(|(role, _)| *role != Role::Operator);
    all.push((
        Role::Admin,
        served.person("admin", &[(Role::Admin, HOME)]).await,
    ));
    for (role, client) in all {
        for (act, path) in [
            (Act::ReadImports, "/api/v1/imports"),
            (Act::ManageAccounts, "/api/v1/accounts"),
            (Act::ManageKeys, "/api/v1/keys"),
            (Act::ReadAudit, "/api/v1/audit"),
        ] {
            let answer = client.get(path).answer().await;
            let expected = if role.may(act) { 200 } else { refusal_of(role) };
            assert_eq!(answer.status.as_u16(), expected, "{role} {path}");
        }
        let tile = client
            .get("/tiles/internal/14/13682/6772.mvt")
            .answer()
            .await;
        let expected = if role == Role::Public { 401 } else { 200 };
        assert_eq!(tile.status.as_u16(), expected, "{role} internal tile");
        let metrics = client
            .get("/metrics")
            .header("x-forwarded-for", "203.0.113.7")
            .answer()
            .await;
        // This server records none: whoever may ask is told so.
        let expected = if role.may(Act::ReadMetrics) {
            404
        } else {
            refusal_of(role)
        };
        assert_eq!(metrics.status.as_u16(), expected, "{role} metrics");
    }
}
