//! Attacks that go over every route which the service describes: other people's ids, and text that is
//! statements, paths or markup. New routes are attacked as soon as they are described.

use std::{collections::BTreeMap, sync::Arc};

use mingjie::{config::Config, domain::Role};
use reqwest::Method;
use serde_json::{Value as Json, json};
use sqlx::AssertSqlSafe;

use crate::support::{Client, Served, TestDatabase, county::road, people::PASSWORD, samples};

/// Where what is attacked lies, and where whoever attacks is at home.
const HOME: &str = "330683001";
const AWAY: &str = "330683002";

/// What the service describes: path, method, the parameters in the query.
async fn routes(served: &Served) -> Vec<(String, Method, Vec<String>)> {
    let document = served.json("/openapi.json").await;
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            let query = operation["parameters"].as_array().into_iter().flatten();
            let query = query
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                .collect();
            routes.push((path.clone(), method, query));
        }
    }
    assert!(routes.len() > 80, "{}", routes.len());
    routes
}

/// Streams never end by themselves.
fn is_stream(path: &str) -> bool {
    path.ends_with("/events")
}

/// A path with a value for each of its parameters.
fn filled(path: &str, values: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        filled.push_str(before);
        filled.push_str(&values(name));
        rest = after;
    }
    filled + rest
}

/// Something of each sort in the first town, by the name that paths have for it.
struct Prey {
    served: Served,
    database: Arc<TestDatabase>,
    ids: BTreeMap<&'static str, String>,
    owner: Client,
}

async fn prey() -> Prey {
    let database = Arc::new(TestDatabase::new().await);
    let served = Served::over(&database, Config::default())
        .await
        .with_county()
        .await;
    let street = road("R1", "剡湖路", &[[120.61, 29.41], [120.63, 29.41]]);
    let id = served.create("road", &street).await;
    let owner = served.person("wang.li", &[(Role::Clerk, HOME)]).await;
    let photo = owner
        .ask(Method::POST, "/api/v1/attachments?name=a.jpg")
        .body(samples::jpeg(64, 48));
    let photo = photo.expect(201).await.id();
    let upload = json!({ "name": "b.jpg", "size": 1000 });
    let upload = owner.post("/api/v1/uploads", &upload).expect(201).await;
    let upload = upload
        .header("location")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let report = json!({
        "target": "doorplate", "fault": "damaged", "position": [120.65, 29.45], "description": "锈",
    });
    let report = served.public.post("/api/v1/fault-reports", &report);
    let case = report.expect(201).await.body["receipt"].clone();
    let case = case.as_str().unwrap().to_owned();
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let key = json!({ "name": "k", "region": HOME });
    let key = admin.post("/api/v1/keys", &key).expect(201).await;
    let session = owner.get("/api/v1/sessions").expect(200).await;
    let session = session.body["sessions"][0]["id"].clone();
    let ids = [
        ("id", id),
        ("kind", "road".to_owned()),
        ("case", case.clone()),
        ("receipt", case),
        ("act", "accept".to_owned()),
        ("login", "wang.li".to_owned()),
        ("role", "clerk".to_owned()),
        ("region", HOME.to_owned()),
        ("prefix", key.body["prefix"].as_str().unwrap().to_owned()),
        ("attachment", photo),
        ("upload", upload),
        ("session", session.as_str().unwrap().to_owned()),
    ];
    Prey {
        served,
        database,
        ids: ids.into_iter().collect(),
        owner,
    }
}

impl Prey {
    /// The id that a path names, by what stands before it.
    fn id(&self, path: &str, name: &str) -> String {
        let known = match (name, path) {
            ("id", path) if path.contains("/attachments/") || path.contains("/photos/") => {
                "attachment"
            }
            ("id", path) if path.contains("/uploads/") => "upload",
            ("id", path) if path.contains("/sessions/") => "session",
            (name, _) => name,
        };
        self.ids.get(known).cloned().unwrap_or_else(|| match name {
            "z" | "x" | "y" => "0".to_owned(),
            "collection" => "roads".to_owned(),
            "layer" => "roads".to_owned(),
            _ => "WebMercatorQuad".to_owned(),
        })
    }

    /// What every table holds, but for the audit log and when somebody was last seen.
    async fn holdings(&self) -> BTreeMap<String, String> {
        let mut database = self.database.connect().await;
        let tables: Vec<(String, String)> = sqlx::query_as(
            "select table_schema::text, table_name::text from information_schema.tables
             where table_schema in ('register', 'people', 'restricted') and table_type = 'BASE TABLE'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert!(tables.len() > 25, "{tables:?}");
        let mut holdings = BTreeMap::new();
        for (schema, table) in tables {
            let what = match table.as_str() {
                "event" | "journal" => continue,
                "session" | "api_key" => "t.id::text",
                _ => "t::text",
            };
            let text = format!(
                "select coalesce(md5(string_agg({what}, '' order by {what})), '') from {schema}.{table} t"
            );
            let digest: String = sqlx::query_scalar(AssertSqlSafe(text))
                .fetch_one(&mut database)
                .await
                .unwrap();
            holdings.insert(format!("{schema}.{table}"), digest);
        }
        holdings
    }
}

/// Bodies that some route would take, so that it is the id that is refused and not the body.
fn bodies(path: &str) -> Vec<Json> {
    let change = json!({ "properties": { "width_m": 66 } });
    let body = match path.rsplit('/').next().unwrap_or_default() {
        "{id}" => change,
        "revert" => json!({ "version": 1 }),
        "grants" => json!({ "role": "admin", "region": "*" }),
        "password" => json!({ "password": PASSWORD }),
        "comments" => json!({ "text": "x" }),
        "{login}" => json!({ "locked": true }),
        "{act}" => json!({ "form": {}, "version": 1 }),
        _ => return vec![json!({})],
    };
    vec![json!({}), body]
}

#[tokio::test]
async fn somebody_elses_ids_open_no_route() {
    let prey = prey().await;
    let neighbour = prey
        .served
        .person("lin", &[(Role::Clerk, AWAY), (Role::Surveyor, AWAY)])
        .await;
    let before = prey.holdings().await;
    let mut tried = 0;
    for (path, method, _) in routes(&prey.served).await {
        if !path.contains('{') || is_stream(&path) {
            continue;
        }
        let asked = filled(&path, |name| prey.id(&path, name));
        // What carries no id of anybody's is as open as it is.
        let is_public = ["/tiles", "/ogc", "/api/v1/fault-reports"]
            .iter()
            .any(|open| path.starts_with(open))
            || path.starts_with("/api/v1/{kind}") && method == Method::GET
            || path == "/api/v1/{kind}";
        for (who, client) in [("neighbour", &neighbour), ("public", &prey.served.public)] {
            for body in bodies(&path) {
                let mut request = client.ask(method.clone(), &asked).at_version(1);
                if method != Method::GET {
                    request = request.json(&body);
                }
                let answer = request.answer().await;
                tried += 1;
                let told = format!(
                    "{who}: {method} {asked} {body}: {} {:#}",
                    answer.status, answer.body
                );
                assert!(answer.status.as_u16() < 500, "{told}");
                if method != Method::GET || !is_public {
                    assert!(answer.status.is_client_error(), "{told}");
                }
                for secret in ["wang.li", "a.jpg", "b.jpg"] {
                    assert!(!answer.body.to_string().contains(secret), "{told}");
                }
            }
        }
    }
    assert!(tried > 80, "{tried}");
    println!("{tried} requests with somebody else's ids");
    assert_eq!(prey.holdings().await, before, "nothing is changed");
    // The ids were good: whoever they belong to gets in by them.
    for path in [
        format!("/api/v1/cases/{}", prey.ids["case"]),
        format!("/api/v1/attachments/{}", prey.ids["attachment"]),
    ] {
        prey.owner.get(&path).expect(200).await;
    }
    let upload = format!("/api/v1/uploads/{}", prey.ids["upload"]);
    prey.owner.ask(Method::HEAD, &upload).expect(200).await;
}

/// Statements, paths, markup and bytes that were never meant.
const PAYLOADS: [&str; 14] = [
    "' or '1'='1",
    "'; drop table register.doorplate; --",
    "1); delete from people.account where (1=1",
    "\\'; select pg_sleep(30); --",
    "$$; copy register.road to program 'id'; $$",
    "' union select password from people.account --",
    "1 or 1=1",
    "\u{0}",
    "../../../../etc/passwd",
    "%2e%2e%2fetc%2fpasswd",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "٣٣٠٦٨٣",
    "9999999999999999999999999",
];

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn text_that_is_a_statement_or_a_path_is_text_on_every_route() {
    let prey = prey().await;
    let admin = prey
        .served
        .person(
            "all",
            &[(Role::Auditor, "*"), (Role::Admin, "*"), (Role::Clerk, "*")],
        )
        .await;
    let before = prey.holdings().await;
    let (mut tried, mut slowest) = (0, std::time::Duration::ZERO);
    for (path, method, query) in routes(&prey.served).await {
        if is_stream(&path) {
            continue;
        }
        for payload in PAYLOADS {
            let text = escaped(payload);
            let mut asked: Vec<String> = query
                .iter()
                .map(|name| {
                    let path = filled(&path, |name| prey.id(&path, name));
                    format!("{path}?{name}={text}")
                })
                .collect();
            if path.contains('{') {
                asked.push(filled(&path, |_| text.clone()));
            }
            for asked in asked {
                let begun = std::time::Instant::now();
                let mut request = admin.ask(method.clone(), &asked).at_version(1);
                if method != Method::GET {
                    request = request.json(&json!({ "reason": payload, "q": payload }));
                }
                let answer = request.answer().await;
                slowest = slowest.max(begun.elapsed());
                tried += 1;
                let told = format!("{method} {asked}: {} {:#}", answer.status, answer.body);
                assert!(answer.status.as_u16() < 500, "{told}");
                for secret in ["$argon2", "root:", "syntax error", "relation \""] {
                    assert!(!answer.body.to_string().contains(secret), "{told}");
                }
            }
        }
    }
    println!("{tried} requests with payloads, the slowest {slowest:?}");
    assert!(tried > 1_000, "{tried}");
    assert!(slowest < std::time::Duration::from_secs(20), "{slowest:?}");
    assert_eq!(prey.holdings().await, before, "nothing is changed");
}

#[tokio::test]
async fn what_is_written_is_kept_and_told_as_it_was_written() {
    let prey = prey().await;
    let path = format!("/api/v1/road/{}", prey.ids["id"]);
    let written = PAYLOADS.iter().filter(|payload| !payload.contains('\u{0}'));
    for (version, payload) in (1..).zip(written) {
        let change = json!({ "properties": { "origin": payload }, "reason": payload });
        let owner = prey.owner.patch(&path, version, &change);
        let changed = owner.expect(200).await;
        assert_eq!(changed.body["properties"]["origin"], *payload);
        let found = format!("/api/v1/road?origin={}", escaped(payload));
        let found = prey.owner.get(&found).expect(200).await;
        assert_eq!(found.body["numberReturned"], 1, "{payload}");
    }
    let history = prey.owner.get(&format!("{path}/history")).expect(200).await;
    let versions = history.body["versions"].as_array().unwrap();
    assert_eq!(versions.len(), PAYLOADS.len());
    let (findings, _) = prey.served.registry.store().audit(&[]).await.unwrap();
    assert_eq!(findings, []);
}
