//! The policy of cases, files, the naming desk and people as a test: every role and every act that has a
//! route, at home and away. The table of doors is complete: an act that comes new does not compile here
//! until it says where it is done.

use mingjie::domain::{Act, Role};
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::town::{AWAY, HOME, towns};
use crate::support::{Answered, Client, Served, samples};

/// Where an act is done over HTTP, which is where it is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// `policy.rs` and the naming desk: features and their names, and the doors of the office.
    Features,
    Cases,
    Files,
    People,
    /// Everybody may, and does so all over the tests.
    Anybody,
    /// No route yet: told in `/session`, done nowhere.
    Nowhere,
}

const fn door(act: Act) -> Door {
    match act {
        Act::ReadDrafts
        | Act::ReadExact
        | Act::ReadGraves
        | Act::EditNames
        | Act::EditBoundaries
        | Act::EditCemeteries
        | Act::Publish
        | Act::Overrule
        | Act::ReadImports
        | Act::ReadAudit
        | Act::ReadMetrics => Door::Features,
        Act::ReadCases
        | Act::OpenCase
        | Act::ActOnCase
        | Act::AssignCase
        | Act::CommentOnCase
        | Act::WorkOnTasks => Door::Cases,
        Act::Upload | Act::ReadOriginals => Door::Files,
        Act::ManageAccounts | Act::ManageKeys => Door::People,
        Act::ReadPublished | Act::ReportFault => Door::Anybody,
        Act::Draft
        | Act::CommentOnNotice
        | Act::AcknowledgeFeed
        | Act::ReadPersonal
        | Act::Import
        | Act::Export
        | Act::GiveOpinion
        | Act::HoldSitting
        | Act::Vote
        | Act::Decide
        | Act::Approve
        | Act::Sign
        | Act::ManagePlots
        | Act::RecordBurials
        | Act::ChangeSettings => Door::Nowhere,
    }
}

#[test]
fn every_act_is_done_somewhere_or_is_known_to_be_done_nowhere_yet() {
    let nowhere = Act::ALL
        .into_iter()
        .filter(|act| door(*act) == Door::Nowhere);
    assert_eq!(nowhere.count(), 15);
}

/// Somebody in a role, at home; the operator is at home everywhere.
struct Person {
    role: Role,
    client: Client,
}

impl Person {
    fn reaches(&self, code: &str) -> bool {
        code == HOME || self.role == Role::Operator
    }

    /// What whoever may not is told.
    fn refusal(&self) -> u16 {
        if self.role == Role::Public { 401 } else { 403 }
    }

    /// What an act on something within the office answers: not to be read, not there, not yours, done.
    fn answer(&self, reading: Act, act: Act, code: &str, done: u16) -> u16 {
        if !self.role.may(reading) {
            self.refusal()
        } else if !self.reaches(code) {
            404
        } else if self.role.may(act) {
            done
        } else {
            403
        }
    }

    #[track_caller]
    fn check(&self, what: &str, code: &str, answer: &Answered, expected: u16) {
        assert_eq!(
            answer.status.as_u16(),
            expected,
            "{} {what} in {code}: {:#}",
            self.role,
            answer.body
        );
    }
}

/// Everybody who can ask but an administrator, who ends the token's days.
async fn office(served: &Served) -> Vec<Person> {
    let mut people = vec![
        Person {
            role: Role::Public,
            client: served.public.clone(),
        },
        Person {
            role: Role::Operator,
            client: served.writer.clone(),
        },
    ];
    let grantable = |role: &Role| role.is_grantable() && *role != Role::Admin;
    for role in Role::ALL.into_iter().filter(grantable) {
        let client = served.person(role.as_str(), &[(role, HOME)]).await;
        people.push(Person { role, client });
    }
    people
}

fn fault(code: &str, photos: &[String]) -> Json {
    let lon = if code == HOME { 120.65 } else { 120.95 };
    json!({
        "kind": "fault_report",
        "form": { "target": "doorplate", "fault": "missing", "position": [lon, 29.45], "photos": photos },
    })
}

/// Opens a case as the operator; its number.
async fn case(served: &Served, code: &str, photos: &[String]) -> String {
    let asked = served.writer.post("/api/v1/cases", &fault(code, photos));
    let opened = asked.expect(201).await;
    opened.body["number"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_role_reads_and_moves_the_cases_that_the_table_says() {
    let (served, _) = towns().await;
    for person in office(&served).await {
        for code in [HOME, AWAY] {
            let number = case(&served, code, &[]).await;
            let at = |rest: &str| format!("/api/v1/cases/{number}{rest}");
            let ask = async |path: String| person.client.get(&path).answer().await;
            let post =
                async |path: String, body: Json| person.client.post(&path, &body).answer().await;

            let reads = person.answer(Act::ReadCases, Act::ReadCases, code, 200);
            person.check("read", code, &ask(at("")).await, reads);
            person.check("print", code, &ask(at("/sheet.pdf")).await, reads);
            for list in [
                "/api/v1/cases?limit=500",
                "/api/v1/tasks?mine=false&limit=500",
            ] {
                let told = ask(list.to_owned()).await;
                let lists = if person.role.may(Act::ReadCases) {
                    200
                } else {
                    person.refusal()
                };
                person.check(list, code, &told, lists);
                let is_told = told.body.to_string().contains(&number);
                assert_eq!(is_told, reads == 200, "{} {list} {code}", person.role);
            }

            let comments = person.answer(Act::ReadCases, Act::CommentOnCase, code, 200);
            let told = post(at("/comments"), json!({ "comment": "现场看过" })).await;
            person.check("comment", code, &told, comments);

            let assigns = person.answer(Act::ReadCases, Act::AssignCase, code, 200);
            let told = ask(at("/people?role=surveyor")).await;
            person.check("people", code, &told, assigns);

            // The kind's table says further who accepts.
            let accepts = [Role::Clerk, Role::Approver, Role::Operator].contains(&person.role);
            let expected = match person.answer(Act::ReadCases, Act::ActOnCase, code, 200) {
                200 if !accepts => 403,
                other => other,
            };
            let version = served.writer.get(&at("")).expect(200).await.body["version"].clone();
            let told = post(at("/acts/accept"), json!({ "version": version })).await;
            person.check("accept", code, &told, expected);
            let state = served.writer.get(&at("")).expect(200).await.body["state"].clone();
            let moved = if expected == 200 {
                "accepted"
            } else {
                "reported"
            };
            assert_eq!(state, moved, "{} {code}", person.role);

            // Whoever works on tasks has those of the own role, where it is held.
            let tasks = ask("/api/v1/tasks?limit=500".to_owned()).await;
            let has = tasks.body.to_string().contains(&number);
            let works = person.reaches(code)
                && match person.role {
                    Role::Operator => true,
                    role => role.may(Act::WorkOnTasks) && role == Role::Clerk,
                };
            assert_eq!(has, works, "{} tasks in {code}", person.role);

            let opened = post("/api/v1/cases".to_owned(), fault(code, &[])).await;
            let expected = if !person.role.may(Act::OpenCase) {
                person.refusal()
            } else if person.reaches(code) {
                201
            } else {
                403
            };
            person.check("open", code, &opened, expected);
        }
    }
}

#[tokio::test]
async fn every_role_brings_and_sees_the_files_that_the_table_says() {
    let (served, _) = towns().await;
    let people = office(&served).await;
    let mut kept = Vec::new();
    for code in [HOME, AWAY] {
        let bytes = samples::talkative_jpeg(640, 480, 1);
        let path = "/api/v1/attachments?name=a.jpg";
        let asked = served.writer.ask(Method::POST, path).body(bytes.clone());
        let id = asked.expect(201).await.id();
        let number = case(&served, code, std::slice::from_ref(&id)).await;
        kept.push((code, id, number, mingjie::files::address(&bytes)));
    }
    for person in people {
        // Everybody brings a picture for a report; a document, whoever brings papers to cases.
        for (name, bytes, expected) in [
            ("a.jpg", samples::jpeg(64, 48), 201),
            (
                "a.pdf",
                samples::pdf("x"),
                if person.role.may(Act::Upload) {
                    201
                } else {
                    415
                },
            ),
        ] {
            let path = format!("/api/v1/attachments?name={name}");
            let brought = person.client.ask(Method::POST, &path).body(bytes);
            person.check(name, HOME, &brought.answer().await, expected);
        }
        for (code, id, _, address) in &kept {
            let path = format!("/api/v1/attachments/{id}");
            let sees = person.role.may(Act::ReadCases) && person.reaches(code);
            let answer = person.client.get(&path).answer().await;
            person.check("attachment", code, &answer, if sees { 200 } else { 404 });
            let is_original = answer.header("etag") == format!("\"{address}\"");
            let originals = person.role.may(Act::ReadOriginals) && person.reaches(code);
            assert_eq!(is_original, originals, "{} original {code}", person.role);
            let about = person.client.get(&format!("{path}/about")).answer().await;
            person.check("about", code, &about, if sees { 200 } else { 404 });
        }
    }
}

#[tokio::test]
async fn every_role_keeps_the_records_of_the_naming_desk_that_the_table_says() {
    let (served, [home, away]) = towns().await;
    for (nth, person) in office(&served).await.into_iter().enumerate() {
        for town in [&home, &away] {
            let code = town.code;
            let expected = |done: u16| {
                let may = person.role.may(Act::EditNames) && person.reaches(code);
                if may { done } else { person.refusal() }
            };
            let name = format!(
                "{}湖大道",
                [
                    '甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸', '子', '丑'
                ][nth]
            );
            let wanted = json!({ "name": name, "category": "road", "region_code": code, "holder": "某公司" });
            let kept = person.client.post("/api/v1/name-reservations", &wanted);
            let kept = kept.answer().await;
            person.check("reserve", code, &kept, expected(201));
            if let Some(id) = kept.body["id"].as_str() {
                let path = format!("/api/v1/name-reservations/{id}");
                let given_up = person.client.ask(Method::DELETE, &path).answer().await;
                person.check("release", code, &given_up, 204);
            }

            let word = json!({
                "bank": "forbidden", "word": format!("澜{nth}"), "finding_category": "大",
                "source": "禁用词清单", "region_code": code,
            });
            let added = person.client.post("/api/v1/word-banks", &word);
            person.check("word", code, &added.answer().await, expected(201));

            let order = json!({
                "name": "中央路", "category": "road", "region_code": code, "rule": "N2-grand",
                "reason": "民国时即有此名，沿用至今",
            });
            let overruled = person.client.post("/api/v1/names/overrulings", &order);
            let overruled = overruled.answer().await;
            if person.role.may(Act::Overrule) && person.reaches(code) {
                // Whoever comes second finds it overruled.
                let told = overruled.status.as_u16();
                assert!(
                    [201, 409].contains(&told),
                    "{} {:#}",
                    person.role,
                    overruled.body
                );
            } else {
                person.check("overrule", code, &overruled, person.refusal());
            }

            let path = format!("/api/v1/road/{}", town.road);
            let road = served.writer.get(&path).expect(200).await;
            let version = road.body["properties"]["version"].as_i64().unwrap();
            let settled = person.client.ask(Method::PUT, &format!("{path}/reading"));
            let settled = settled
                .at_version(version)
                .json(&json!({ "readings": null }));
            person.check("reading", code, &settled.answer().await, expected(200));
        }
    }
}

#[tokio::test]
async fn every_role_keeps_the_accounts_and_keys_that_the_table_says() {
    let (served, _) = towns().await;
    let mut people = office(&served).await;
    people.retain(|person| person.role != Role::Operator);
    let client = served.person("admin", &[(Role::Admin, HOME)]).await;
    people.push(Person {
        role: Role::Admin,
        client,
    });
    served.account("clerk.away", &[(Role::Clerk, AWAY)]).await;
    served.account("clerk.home", &[(Role::Clerk, HOME)]).await;
    for person in people {
        for (code, login) in [(HOME, "clerk.home"), (AWAY, "clerk.away")] {
            let answered = |act: Act, done: u16, away: u16| match () {
                () if !person.role.may(act) => person.refusal(),
                () if person.reaches(code) => done,
                () => away,
            };
            let keeps = |done: u16, away: u16| answered(Act::ManageAccounts, done, away);
            let role = person.role;
            let at = |rest: &str| format!("/api/v1/accounts/{login}{rest}");
            let order = json!({
                "login": format!("new.{role}.{code}").replace('_', "."), "name": "新人",
                "grants": [{ "role": "clerk", "region": code }],
            });
            let made = person.client.post("/api/v1/accounts", &order);
            person.check("make", code, &made.answer().await, keeps(201, 403));
            let seen = person.client.get(&at("")).answer().await;
            person.check("account", code, &seen, keeps(200, 404));
            let renamed = person.client.ask(Method::PATCH, &at(""));
            let renamed = renamed.json(&json!({ "name": "改名" })).answer().await;
            person.check("rename", code, &renamed, keeps(204, 403));
            let granted = json!({ "role": "surveyor", "region": code });
            let granted = person.client.post(&at("/grants"), &granted).answer().await;
            assert_eq!(
                granted.status.is_success(),
                keeps(200, 404) == 200,
                "{role} grant {code}: {:#}",
                granted.body
            );
            let key = json!({ "name": "数据室", "role": "provider", "region": code, "days": 30 });
            let key = person.client.post("/api/v1/keys", &key).answer().await;
            person.check("key", code, &key, answered(Act::ManageKeys, 201, 403));
        }
    }
}
