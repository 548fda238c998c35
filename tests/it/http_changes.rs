//! The change feed over HTTP.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::support::{
    Answered, Served,
    county::{place, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

fn changes(answer: &Answered) -> &Vec<Json> {
    answer.body["changes"].as_array().unwrap()
}

fn tell(answer: &Answered, key: &str) -> Vec<Json> {
    changes(answer)
        .iter()
        .map(|change| change[key].clone())
        .collect()
}

async fn served() -> (Served, i64) {
    let served = Served::new().await.with_county().await;
    let head = served.public.get("/api/v1/changes").expect(200).await.body["head"]
        .as_i64()
        .unwrap();
    (served, head)
}

#[tokio::test]
async fn the_feed_tells_each_change_once_in_order() {
    let (served, start) = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    served
        .writer
        .patch(&path, 1, &json!({ "properties": { "width_m": 7 } }))
        .expect(200)
        .await;
    served.writer.delete(&path, 2).expect(204).await;
    let back = json!({ "properties": { "state": "current" } });
    let last = served.writer.patch(&path, 3, &back).expect(200).await;

    let feed = served
        .public
        .get(&format!("/api/v1/changes?since={start}"))
        .expect(200)
        .await;
    assert_eq!(tell(&feed, "op"), ["insert", "update", "retire", "restore"]);
    assert_eq!(tell(&feed, "version"), [1, 2, 3, 4]);
    assert_eq!(tell(&feed, "kind"), ["road"; 4]);
    assert_eq!(tell(&feed, "id"), vec![json!(id); 4]);
    assert_eq!(changes(&feed)[3]["feature"], last.body);
    let positions: Vec<i64> = tell(&feed, "position")
        .iter()
        .map(|p| p.as_i64().unwrap())
        .collect();
    assert!(positions.is_sorted_by(|a, b| a < b) && positions[0] > start);
    assert_eq!(feed.body["head"], last.position());
    assert_eq!(feed.body["next"], last.position());

    let after = served
        .public
        .get(&format!("/api/v1/changes?since={}", positions[1]))
        .expect(200)
        .await;
    assert_eq!(tell(&after, "op"), ["retire", "restore"]);
    let none = served
        .public
        .get(&format!("/api/v1/changes?since={}", last.position()))
        .expect(200)
        .await;
    assert_eq!(
        none.body,
        json!({ "changes": [], "next": last.position(), "head": last.position() })
    );
}

#[tokio::test]
async fn pages_of_the_feed_join_without_gap_or_overlap() {
    let (served, _) = served().await;
    let places: Vec<Json> = (0..10)
        .map(|n| place(&format!("P{n}"), "大王庙", 120.65, 29.45))
        .collect();
    served.create_all("place", &places).await;
    let whole = served
        .public
        .get("/api/v1/changes?since=0")
        .expect(200)
        .await;
    for limit in [1, 3, 16, 17, 18] {
        let mut since = json!(0);
        let mut seen = Vec::new();
        loop {
            let page = served
                .public
                .get(&format!("/api/v1/changes?since={since}&limit={limit}"))
                .expect(200)
                .await;
            assert!(changes(&page).len() <= limit);
            seen.extend(changes(&page).iter().cloned());
            since = page.body["next"].clone();
            if since == page.body["head"] {
                break;
            }
        }
        assert_eq!(&seen, changes(&whole), "limit {limit}");
    }
}

#[tokio::test]
async fn the_feed_is_filtered_by_kind_and_region() {
    let (served, start) = served().await;
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    served
        .create("place", &place("W", "大王庙", 120.65, 29.45))
        .await;
    served
        .create("place", &place("E", "小王庙", 120.95, 29.45))
        .await;
    let ids = |query: &str| {
        let asked = served
            .public
            .get(&format!("/api/v1/changes?since={start}&{query}"));
        async move {
            let feed = asked.expect(200).await;
            let ids: Vec<Json> = changes(&feed)
                .iter()
                .map(|change| change["feature"]["properties"]["source_id"].clone())
                .collect();
            ids
        }
    };
    assert_eq!(ids("kinds=place").await, ["W", "E"]);
    assert_eq!(ids("kinds=road,place").await, ["R1", "W", "E"]);
    assert_eq!(ids("region=330683001").await, ["R1", "W"]);
    assert_eq!(ids("region=330683002&kinds=place").await, ["E"]);
    assert_eq!(ids("region=330683&form=full").await, ["R1", "W", "E"]);
}

#[tokio::test]
async fn a_waiting_reader_is_woken_by_a_commit() {
    let (served, start) = served().await;
    let path = format!("/api/v1/changes?since={start}&wait=20");
    let reader = served.public.clone();
    let waiting = tokio::spawn(async move {
        let answer = reader.get(&path).expect(200).await;
        (Instant::now(), answer)
    });
    // The reader should be waiting by now; when it is not, the test proves less, but does not fail.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let written = Instant::now();
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let (woken, answer) = waiting.await.unwrap();
    assert_eq!(tell(&answer, "op"), ["insert"]);
    assert!(woken.duration_since(written) < Duration::from_secs(20));
}

#[tokio::test]
async fn a_waiting_reader_is_not_woken_by_what_it_did_not_ask_for() {
    let (served, start) = served().await;
    let path = format!("/api/v1/changes?since={start}&wait=20&kinds=place");
    let reader = served.public.clone();
    let waiting = tokio::spawn(async move { reader.get(&path).expect(200).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    served
        .create("place", &place("P1", "大王庙", 120.65, 29.45))
        .await;
    let answer = waiting.await.unwrap();
    assert_eq!(tell(&answer, "kind"), ["place"]);
}

#[tokio::test]
async fn waiting_ends_when_nothing_comes() {
    let (served, start) = served().await;
    let begun = Instant::now();
    let path = format!("/api/v1/changes?since={start}&wait=1");
    let answer = served.public.get(&path).expect(200).await;
    assert_eq!(
        answer.body,
        json!({ "changes": [], "next": start, "head": start })
    );
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn the_feed_refuses_nonsense() {
    let (served, _) = served().await;
    for query in [
        "since=-1",
        "limit=0",
        "limit=10001",
        "kinds=castle",
        "form=short",
    ] {
        served
            .public
            .get(&format!("/api/v1/changes?{query}"))
            .refused(400, "bad_parameter")
            .await;
    }
    for query in ["since=now", "from=3", "wait=long"] {
        served
            .public
            .get(&format!("/api/v1/changes?{query}"))
            .refused(400, "unreadable")
            .await;
    }
}

#[tokio::test]
async fn what_becomes_a_draft_leaves_the_public_feed_and_comes_back_into_it() {
    let (served, start) = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let feed = format!("/api/v1/changes?since={start}");
    let state = |state: &str, name: &str| json!({ "properties": { "state": state, "name": name } });
    served
        .writer
        .patch(&path, 1, &state("draft", "机密路"))
        .expect(200)
        .await;
    served
        .writer
        .patch(&path, 2, &state("draft", "更密路"))
        .expect(200)
        .await;
    let public = served.public.get(&feed).expect(200).await;
    assert_eq!(tell(&public, "op"), ["retire"]);
    assert_eq!(tell(&public, "version"), [2]);
    let told = &changes(&public)[0]["feature"]["properties"];
    assert_eq!(
        (&told["name"], &told["state"]),
        (&json!("剡湖路"), &json!("retired"))
    );
    assert!(!public.body.to_string().contains("密路"));
    let internal = served.writer.get(&feed).expect(200).await;
    assert_eq!(tell(&internal, "op"), ["insert", "update", "update"]);
    assert_eq!(
        changes(&internal)[0]["feature"]["properties"]["name"],
        "更密路"
    );

    served
        .writer
        .patch(&path, 3, &state("current", "艇湖路"))
        .expect(200)
        .await;
    let public = served.public.get(&feed).expect(200).await;
    assert_eq!(tell(&public, "op"), ["insert", "retire", "restore"]);
    assert_eq!(tell(&public, "version"), [1, 2, 4]);
    assert!(!public.body.to_string().contains("密路"));
}

#[tokio::test]
async fn a_draft_published_is_new_to_the_public() {
    let (served, start) = served().await;
    let mut draft = road("R1", "剡湖路", &STREET);
    draft["properties"]["state"] = json!("draft");
    let id = served.create("road", &draft).await;
    let feed = format!("/api/v1/changes?since={start}");
    let none = served.public.get(&feed).expect(200).await;
    assert!(changes(&none).is_empty());
    assert_eq!(none.body["next"], none.body["head"]);
    let publish = json!({ "properties": { "state": "current" } });
    served
        .writer
        .patch(&format!("/api/v1/road/{id}"), 1, &publish)
        .expect(200)
        .await;
    let public = served.public.get(&feed).expect(200).await;
    assert_eq!(tell(&public, "op"), ["insert"]);
    assert_eq!(tell(&public, "version"), [2]);
}

#[tokio::test]
async fn a_position_beyond_the_log_is_refused_with_its_head() {
    let (served, head) = served().await;
    let beyond = head + 7;
    let path = format!("/api/v1/changes?since={beyond}");
    let begun = Instant::now();
    let refused = served
        .public
        .get(&path)
        .refused(422, "position_ahead")
        .await;
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert_eq!(refused.fields(), ["since"]);
    let error = &refused.body["errors"][0];
    assert_eq!(error["value"], beyond.to_string());
    assert!(error["mend"].as_str().unwrap().contains(&head.to_string()));
    // Whoever waits is told at the end of its wait, or answered when the log gets there.
    let waiting = format!("/api/v1/changes?since={}&wait=1", head + 1);
    served
        .public
        .get(&waiting)
        .refused(422, "position_ahead")
        .await;
    let patient = format!("/api/v1/changes?since={}&wait=20", head + 1);
    let reader = tokio::spawn(served.public.get(&patient).answer());
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    served.create("road", &road("R2", "艇湖路", &STREET)).await;
    let answer = reader.await.unwrap();
    assert_eq!(answer.status, 200, "{:#}", answer.body);
    served
        .public
        .get(&format!("/api/v1/changes?since={head}"))
        .expect(200)
        .await;
}
