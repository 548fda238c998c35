//! `mingjie follow`: a copy that is in step, whatever happened on the way.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::program::{Ended, Program};
use crate::support::{
    Served,
    county::{place, plate, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];
const KINDS: [(&str, &str); 3] = [
    ("road", "roads"),
    ("place", "places"),
    ("doorplate", "doorplates"),
];

type Row = (i64, String, i64, Option<String>);

/// What the file has of a layer.
fn copied(file: &Path, layer: &str) -> BTreeSet<Row> {
    let file = Connection::open(file).unwrap();
    let mut rows = file
        .prepare(&format!("select fid, id, version, name from {layer}"))
        .unwrap();
    rows.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
    .unwrap()
    .collect::<Result<_, _>>()
    .unwrap()
}

/// What the register shows of a kind.
async fn shown(served: &Served, kind: &str) -> BTreeSet<Row> {
    let list = served
        .public
        .get(&format!("/api/v1/{kind}?limit=10000"))
        .expect(200)
        .await;
    let row = |feature: &Json| {
        let properties = &feature["properties"];
        let is_published = ["current", "planned"].contains(&properties["state"].as_str()?);
        is_published.then(|| {
            (
                properties["fid"].as_i64().unwrap(),
                feature["id"].as_str().unwrap().to_owned(),
                properties["version"].as_i64().unwrap(),
                properties["name"].as_str().map(str::to_owned),
            )
        })
    };
    list.body["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(row)
        .collect()
}

async fn is_in_step(served: &Served, file: &Path) {
    for (kind, layer) in KINDS {
        let shown = shown(served, kind).await;
        assert!(!shown.is_empty(), "{kind}");
        assert_eq!(copied(file, layer), shown, "{kind}");
    }
}

async fn follow(program: &Arc<Program>, arguments: &[&str]) -> Ended {
    let program = program.clone();
    let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        program.run(&words)
    })
    .await
    .unwrap()
}

async fn served() -> Served {
    let served = Served::new().await.with_county().await;
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    served
        .create("place", &place("P1", "剡溪", 120.62, 29.42))
        .await;
    for n in 0..40 {
        let lon = 120.61 + f64::from(n) / 10_000.0;
        served
            .create(
                "doorplate",
                &plate(&format!("D{n}"), &format!("{n}号"), lon, 29.41),
            )
            .await;
    }
    served
}

#[tokio::test]
async fn a_copy_is_made_kept_in_step_and_readable_by_others() {
    let served = served().await;
    let program = Arc::new(Program::alone());
    let file = program.path("copy.gpkg");
    let into = file.to_str().unwrap().to_owned();
    let url = served.url("/");
    let arguments = ["follow", &url, "--into", &into, "--once", "--json"];
    let first = follow(&program, &arguments).await.with_code(0);
    is_in_step(&served, &file).await;
    let last: Json = serde_json::from_str(first.text().lines().last().unwrap()).unwrap();
    assert_eq!(last["position"], last["head"]);

    let extra = served
        .create("road", &road("R2", "嵊州大道", &STREET))
        .await;
    let gone = served.create("road", &road("R3", "老街", &STREET)).await;
    let hidden = served.create("road", &road("R4", "新街", &STREET)).await;
    follow(&program, &arguments).await.with_code(0);
    is_in_step(&served, &file).await;
    served
        .writer
        .delete(&format!("/api/v1/road/{gone}"), 1)
        .expect(204)
        .await;
    let changed = [
        (&extra, json!({ "name": "嵊州路", "width_m": 24.5 })),
        (&hidden, json!({ "state": "draft" })),
    ];
    for (id, properties) in changed {
        served
            .writer
            .patch(
                &format!("/api/v1/road/{id}"),
                1,
                &json!({ "properties": properties }),
            )
            .expect(200)
            .await;
    }
    follow(&program, &arguments).await.with_code(0);
    is_in_step(&served, &file).await;
    let nothing_new = follow(&program, &arguments).await.with_code(0);
    assert_eq!(nothing_new.text(), "");

    let copy = Connection::open(&file).unwrap();
    let (width, index, layers): (f64, i64, i64) = copy
        .query_row(
            "select (select width_m from roads where name = '嵊州路'),
                    (select count(*) from rtree_doorplates_geom where minx >= 120.6),
                    (select count(*) from gpkg_geometry_columns)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(
        (width.to_bits(), index, layers),
        (24.5_f64.to_bits(), 40, 8)
    );
    // The program reads it as it reads everybody's.
    let read = follow(
        &program,
        &[
            "import",
            "road",
            &into,
            "--layer",
            "roads",
            "--dry-run",
            "--json",
        ],
    )
    .await;
    assert_eq!(read.json()["read"], 2, "{}", read.complaint());
}

#[tokio::test]
async fn a_file_that_follows_something_else_is_left_alone() {
    let served = served().await;
    let program = Arc::new(Program::alone());
    let file = program.path("copy.gpkg");
    let into = file.to_str().unwrap().to_owned();
    let url = served.url("/");
    follow(
        &program,
        &["follow", &url, "--into", &into, "--kinds", "road", "--once"],
    )
    .await
    .with_code(0);
    let before = copied(&file, "roads");
    let region = [
        "follow", &url, "--into", &into, "--kinds", "road", "--region", "330683", "--once",
    ];
    for (other, code, word) in [
        (
            &["follow", &url, "--into", &into, "--once"][..],
            1,
            "another program",
        ),
        (&region[..], 64, "name another file"),
    ] {
        let refused = follow(&program, other).await.with_code(code);
        assert!(
            refused.complaint().contains(word),
            "{}",
            refused.complaint()
        );
        assert_eq!(copied(&file, "roads"), before);
    }
    let copy = Connection::open(&file).unwrap();
    copy.execute(
        "update mingjie_note set value = '99999' where name = 'position'",
        [],
    )
    .unwrap();
    drop(copy);
    let ahead = follow(
        &program,
        &["follow", &url, "--into", &into, "--kinds", "road", "--once"],
    )
    .await
    .with_code(1);
    assert!(ahead.complaint().contains("99999"), "{}", ahead.complaint());
    let text = program.file("words.csv", "a,b\n");
    let refused = follow(
        &program,
        &["follow", &url, "--into", text.to_str().unwrap(), "--once"],
    )
    .await
    .with_code(1);
    assert_eq!(
        std::fs::read_to_string(&text).unwrap(),
        "a,b\n",
        "{}",
        refused.complaint()
    );
    follow(&program, &["follow", "ftp://x", "--into", &into])
        .await
        .with_code(64);
}

#[tokio::test]
async fn an_answer_cut_off_on_the_way_costs_nothing() {
    let served = served().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let behind = served.address();
    let proxy = tokio::spawn(async move {
        for nth in 0.. {
            let (mut client, _) = listener.accept().await.unwrap();
            let mut server = TcpStream::connect(behind).await.unwrap();
            if nth > 0 {
                tokio::io::copy_bidirectional(&mut client, &mut server)
                    .await
                    .ok();
                continue;
            }
            // The first answer ends in the middle of its body.
            let mut asked = vec![0; 4096];
            let length = client.read(&mut asked).await.unwrap();
            server.write_all(&asked[..length]).await.unwrap();
            let mut part = vec![0; 2000];
            server.read_exact(&mut part).await.unwrap();
            client.write_all(&part).await.unwrap();
        }
    });
    let program = Arc::new(Program::alone());
    let file = program.path("copy.gpkg");
    let into = file.to_str().unwrap().to_owned();
    let followed = follow(&program, &["follow", &url, "--into", &into, "--once"])
        .await
        .with_code(0);
    assert!(
        followed.complaint().contains("again in 1 s"),
        "{}",
        followed.complaint()
    );
    is_in_step(&served, &file).await;
    proxy.abort();
}
