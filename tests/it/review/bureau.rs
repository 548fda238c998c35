//! A bureau with its people, one register, and days that the tests choose.

use std::sync::Arc;

use mingjie::{config::Config, domain::Role, registry::Clock};
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::support::{
    Answered, Asking, Client, Served, TestDatabase,
    county::{feature, line, regions},
};

/// Login, role and region of everybody.
const PEOPLE: [(&str, Role, &str); 9] = [
    ("zhenban", Role::Clerk, "330683001"),
    ("linzhen", Role::Clerk, "330683002"),
    ("kechang", Role::Clerk, "330683"),
    ("waiye", Role::Surveyor, "330683001"),
    ("zhuanjia1", Role::Expert, "330683"),
    ("zhuanjia2", Role::Expert, "330683"),
    ("weiyuan", Role::Committee, "330683"),
    ("pizhun", Role::Approver, "330683"),
    ("shenji", Role::Auditor, "*"),
];

/// The bureau: a database, and whoever is registered there.
pub(super) struct Bureau {
    database: Arc<TestDatabase>,
    folder: TempDir,
}

/// The bureau on a day.
pub(super) struct Day {
    pub(super) served: Served,
}

impl Bureau {
    /// Opens with the county and its people.
    pub(super) async fn new() -> Self {
        let database = Arc::new(TestDatabase::new().await);
        let folder = tempfile::tempdir().unwrap();
        // The bureau's own list of names that no place may bear.
        std::fs::create_dir(folder.path().join("words")).unwrap();
        std::fs::write(folder.path().join("words/leader.csv"), "丁戊己\n").unwrap();
        let bureau = Self { database, folder };
        let day = bureau.on("2026-01-05T01:00:00Z").await;
        let county = regions();
        day.served
            .create_all("region", county["features"].as_array().unwrap())
            .await;
        for (login, role, region) in PEOPLE {
            day.served.account(login, &[(role, region)]).await;
        }
        bureau
    }

    /// The bureau at a moment.
    pub(super) async fn on(&self, time: &str) -> Day {
        self.under(time, Config::default()).await
    }

    /// The same under a configuration.
    pub(super) async fn under(&self, time: &str, config: Config) -> Day {
        let clock = Clock::Standing(time.parse().unwrap());
        let config = Config {
            data: self.folder.path().to_owned(),
            ..config
        };
        let served = Served::at(&self.database, config, clock).await;
        Day { served }
    }
}

impl Day {
    /// Somebody, signed in.
    pub(super) async fn person(&self, login: &str) -> Client {
        self.served.signed_in(login).await
    }

    /// Registers a road in the western town, without a name unless one is told; its id.
    pub(super) async fn road(&self, source_id: &str, name: Option<&str>, lat: f64) -> String {
        let mut properties = json!({ "source_id": source_id, "class": "local", "width_m": 18.0 });
        properties["name"] = name.map_or(Json::Null, Json::from);
        let body = feature(line(&[[120.61, lat], [120.64, lat]]), properties);
        self.served.create("road", &body).await
    }

    /// The case as somebody sees it.
    pub(super) async fn sheet(&self, who: &Client, number: &str) -> Answered {
        who.get(&format!("/api/v1/cases/{number}"))
            .expect(200)
            .await
    }

    /// Somebody proposes.
    pub(super) async fn proposed(&self, login: &str, form: &Json) -> String {
        let who = self.person(login).await;
        let body = json!({ "kind": "name_proposal", "form": form });
        let answer = who.post("/api/v1/cases", &body).expect(201).await;
        answer.body["number"].as_str().unwrap().to_owned()
    }

    /// Somebody asks for an act on the case as it stands.
    pub(super) async fn asks(&self, login: &str, number: &str, act: &str, form: Json) -> Asking {
        let who = self.person(login).await;
        let sheet = self.sheet(&who, number).await;
        acting(&who, &sheet, act, form)
    }

    /// Somebody acts, which must be done.
    pub(super) async fn acts(&self, login: &str, number: &str, act: &str, form: Json) -> Answered {
        self.asks(login, number, act, form).await.expect(200).await
    }

    /// Takes a case through acts, each by somebody with a form.
    pub(super) async fn through(&self, number: &str, acts: &[(&str, &str, Json)]) {
        for (login, act, form) in acts {
            self.acts(login, number, act, form.clone()).await;
        }
    }
}

/// An act on a case as it was seen.
pub(super) fn acting(who: &Client, sheet: &Answered, act: &str, form: Json) -> Asking {
    let number = sheet.body["number"].as_str().unwrap();
    let path = format!("/api/v1/cases/{number}/acts/{act}");
    who.post(&path, &json!({ "form": form }))
        .at_version(sheet.body["version"].as_i64().unwrap())
}

/// The acts that a sheet offers.
pub(super) fn open_acts(sheet: &Answered) -> Vec<&str> {
    let acts = sheet.body["acts"].as_array().unwrap();
    acts.iter()
        .map(|act| act["act"].as_str().unwrap())
        .collect()
}

/// A whole application for a name of a road.
pub(super) fn application(road: &str, name: &str) -> Json {
    json!({
        "variant": "naming", "category": "road", "name": name,
        "subjects": [{ "kind": "road", "id": road }],
        "meaning": "取长久安乐之意", "origin": "沿线有长乐古村，村名见于清同治县志",
        "reason": "新建道路，沿线居民出行与编号需要",
        "location": "东起艇湖路，西至剡溪边，位于剡湖街道东南社区",
        "applicant": "剡湖街道办事处",
        "assessment": "合法、可行、可控，社会影响小，无明显风险。",
        "argument": "命名必要、含义健康、用字规范，建议采用。",
        "consultation": "征求沿线三个村和居民代表意见，均表示同意。",
    })
}

/// The same with other members.
pub(super) fn with(mut form: Json, members: Json) -> Json {
    let members: Map<String, Json> = members.as_object().unwrap().clone();
    form.as_object_mut().unwrap().extend(members);
    form
}

/// From the draft to the public notice.
pub(super) fn to_notice() -> Vec<(&'static str, &'static str, Json)> {
    let opinion = json!({ "stance": "agree", "opinion": "含义健康，无重名" });
    vec![
        ("zhenban", "submit", json!({})),
        ("kechang", "check", json!({})),
        (
            "waiye",
            "survey",
            json!({ "visited_on": "2026-01-06", "survey": "路面已成形，两侧为住宅" }),
        ),
        (
            "kechang",
            "ask_experts",
            json!({ "experts": ["zhuanjia1", "zhuanjia2"] }),
        ),
        ("zhuanjia1", "give_opinion", opinion.clone()),
        ("zhuanjia2", "give_opinion", opinion),
        ("kechang", "to_sitting", json!({})),
        (
            "weiyuan",
            "pass",
            json!({ "votes_for": 7, "votes_against": 0, "resolution": "同意命名" }),
        ),
        ("kechang", "open_notice", json!({})),
    ]
}
