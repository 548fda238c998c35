//! Eight clients at once: whatever they change, the log is whole afterwards.

use mingjie::{
    domain::{Actor, Kind, Role},
    exchange::ReadOptions,
    messages::Lang,
    registry::{ImportOrder, RegistryError},
};
use serde_json::{Value as Json, json};

use super::town::{AWAY, HOME, towns};
use crate::support::{Client, county::plate};

/// How often each client acts; `MINGJIE_TEST_CROWD` asks for more.
fn turns() -> usize {
    std::env::var("MINGJIE_TEST_CROWD")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40)
}

/// Registers, changes, retires and restores plates; roads that others change, too.
async fn act(client: Client, number: usize, roads: Vec<String>) -> usize {
    let mut done = 0;
    let mut own: Option<(String, i64)> = None;
    for turn in 0..turns() {
        let answer = match (turn % 5, &own) {
            (0, _) | (_, None) => {
                let lon = 120.61 + (turn % 100) as f64 * 1e-4;
                let body = plate(&format!("P{number}-{turn}"), &format!("{turn}"), lon, 29.41);
                client.post("/api/v1/doorplate", &body).answer().await
            }
            (1 | 2, Some((id, version))) => {
                let change = json!({ "properties": { "suffix": format!("-{turn}") } });
                client
                    .patch(&format!("/api/v1/doorplate/{id}"), *version, &change)
                    .answer()
                    .await
            }
            (3, Some((id, version))) => {
                let answer = client
                    .delete(&format!("/api/v1/doorplate/{id}"), *version)
                    .answer()
                    .await;
                assert_eq!(answer.status, 204);
                let back = json!({ "properties": { "state": "current" } });
                done += 1;
                client
                    .patch(&format!("/api/v1/doorplate/{id}"), version + 1, &back)
                    .answer()
                    .await
            }
            _ => {
                // Roads that all want to change: whoever comes late is told so.
                let path = format!("/api/v1/road/{}", roads[turn % roads.len()]);
                let now = client.get(&path).expect(200).await;
                let version = now.body["properties"]["version"].as_i64().unwrap();
                let change = json!({ "properties": { "meaning": format!("{number}-{turn}") } });
                let answer = client.patch(&path, version, &change).answer().await;
                assert!(
                    [200, 412].contains(&answer.status.as_u16()),
                    "{:#}",
                    answer.body
                );
                done += usize::from(answer.status == 200);
                continue;
            }
        };
        assert!(answer.status.is_success(), "{:#}", answer.body);
        done += 1;
        let version = answer.body["properties"]["version"].as_i64().unwrap();
        own = Some((answer.id(), version));
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_whole_after_mixed_changes_of_eight_clients() {
    let (served, [home, _]) = towns().await;
    let roads = vec![home.road.clone(), home.draft.clone()];
    let mut clients = Vec::new();
    for number in 0..8 {
        let login = format!("clerk{number}");
        let client = served.person(&login, &[(Role::Clerk, HOME)]).await;
        clients.push(tokio::spawn(act(client, number, roads.clone())));
    }
    let mut done = 0;
    for client in clients {
        done += client.await.unwrap();
    }
    let (findings, totals) = served.registry.store().audit(&[]).await.unwrap();
    assert_eq!(findings, []);
    assert!(
        totals.changes >= i64::try_from(done).unwrap(),
        "{done} done, {totals:?}"
    );
    println!("{done} changes by eight clients; {totals:?}");
}

fn order(region: &str, rows: &str, folder: &std::path::Path) -> ImportOrder {
    let path = folder.join("roads.csv");
    std::fs::write(&path, format!("source_id,name,wkt,region_code\n{rows}")).unwrap();
    ImportOrder {
        path,
        options: ReadOptions::new(Kind::Road),
        source: None,
        strict: false,
        dry_run: false,
        rejects: Some(folder.join("rejects.csv")),
        lang: Lang::En,
        actor: Actor {
            role: Role::Clerk,
            regions: vec![region.to_owned()],
            via: mingjie::domain::Via::Session(uuid::Uuid::nil()),
            ..Actor::command("clerk")
        },
    }
}

#[tokio::test]
async fn a_file_reaches_no_farther_than_whoever_loads_it() {
    let (served, [_, away]) = towns().await;
    let folder = tempfile::tempdir().unwrap();
    let inside = "A,新一路,\"LINESTRING(120.61 29.43,120.62 29.43)\",\n";
    let outside = "B,新二路,\"LINESTRING(120.91 29.43,120.92 29.43)\",\n";
    let registry = &served.registry;
    let report = registry
        .import(order(HOME, inside, folder.path()), |_, _| {})
        .await
        .unwrap();
    assert_eq!(report.inserted, 1);
    // New ground, and a road of the other town moved over.
    let stolen = format!("R-{AWAY},剡湖路,\"LINESTRING(120.61 29.44,120.62 29.44)\",\n");
    for rows in [outside.to_owned(), format!("{inside}{outside}"), stolen] {
        let refused = registry
            .import(order(HOME, &rows, folder.path()), |_, _| {})
            .await;
        assert!(
            matches!(refused, Err(RegistryError::OutOfReach)),
            "{rows}: {refused:?}"
        );
    }
    let mut surveyor = order("*", inside, folder.path());
    surveyor.actor.role = Role::Surveyor;
    let refused = registry.import(surveyor, |_, _| {}).await;
    assert!(
        matches!(refused, Err(RegistryError::Forbidden(_))),
        "{refused:?}"
    );
    let road = served
        .public
        .get(&format!("/api/v1/road/{}", away.road))
        .expect(200)
        .await;
    let version: &Json = &road.body["properties"]["version"];
    assert_eq!(*version, 1);
    let (findings, _) = registry.store().audit(&[]).await.unwrap();
    assert_eq!(findings, []);
}
