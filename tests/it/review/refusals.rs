//! What is refused: moves that are not open, names that the law forbids, forms that do not fit.

use mingjie::domain::lifecycle::catalogue::PROPOSALS;
use serde_json::{Value as Json, json};

use super::bureau::{Bureau, acting, application, open_acts, to_notice, with};

#[tokio::test]
async fn every_move_that_is_not_open_is_refused_with_the_case_as_it_stands() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    let mut steps = to_notice();
    steps.push(("", "", Json::Null));
    let operator = day.served.writer.clone();
    let mut refused = 0;
    for (login, act, form) in steps {
        let sheet = day.sheet(&operator, &number).await;
        let open = open_acts(&sheet);
        for step in PROPOSALS.steps {
            if open.contains(&step.act) {
                continue;
            }
            let answer = acting(&operator, &sheet, step.act, json!({}))
                .answer()
                .await;
            let state = sheet.body["state"].as_str().unwrap();
            let holder = step.act == "give_opinion" && state == "opinions";
            if holder {
                continue;
            }
            assert_eq!(
                answer.status, 409,
                "{state}: {}: {:#}",
                step.act, answer.body
            );
            let code = answer.body["code"].as_str().unwrap();
            let told = ["act_not_open", "act_waits", "act_too_early"];
            assert!(told.contains(&code), "{state}: {}: {code}", step.act);
            assert_eq!(answer.body["case"]["version"], sheet.body["version"]);
            assert!(!answer.body["detail"].as_str().unwrap().is_empty());
            refused += 1;
        }
        if !act.is_empty() {
            day.acts(login, &number, act, form).await;
        }
    }
    assert!(refused > 200, "{refused}");
}

#[tokio::test]
async fn a_stop_holds_the_case_until_the_name_is_another() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day
        .proposed("zhenban", &application(&road, "丁戊己路"))
        .await;
    day.acts("zhenban", &number, "submit", json!({})).await;
    let checked = day.acts("kechang", &number, "check", json!({})).await;
    let check = &checked.body["checks"][0];
    assert_eq!(check["verdict"], "prohibited");
    let stop = check["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["severity"] == "stop")
        .unwrap();
    assert!(stop["article"].is_string() && stop["message"].is_string());
    assert_eq!(
        open_acts(&checked),
        ["recheck", "return", "refuse", "withdraw"]
    );
    let visit = json!({ "visited_on": "2026-01-12", "survey": "已踏勘" });
    let held = day.asks("waiye", &number, "survey", visit.clone()).await;
    held.refused(409, "name_stopped").await;
    // Nobody overrules a stop.
    let wish = json!({ "name": "丁戊己路", "category": "road", "region_code": "330683001001",
                       "rule": stop["rule"], "reason": "纪念" });
    let member = day.person("weiyuan").await;
    let overruled = member
        .post("/api/v1/names/overrulings", &wish)
        .answer()
        .await;
    assert!(overruled.status.is_client_error(), "{:#}", overruled.body);

    // With another name it goes on.
    let ground = json!({ "ground": "使用领导人姓名，请更换名称" });
    let returned = day.acts("kechang", &number, "return", ground).await;
    assert_eq!(returned.body["state"], "draft");
    assert_eq!(returned.body["due_on"], Json::Null);
    let edited = day
        .acts("zhenban", &number, "edit", json!({ "name": "长乐路" }))
        .await;
    assert_eq!(edited.body["title"], "东南社区“长乐路”命名");
    day.through(
        &number,
        &[
            ("zhenban", "submit", json!({})),
            ("kechang", "check", json!({})),
            ("waiye", "survey", visit),
        ],
    )
    .await;
    let clerk = day.person("zhenban").await;
    let sheet = day.sheet(&clerk, &number).await;
    assert_eq!(sheet.body["state"], "surveyed");
    let checks = sheet.body["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 2, "what was found before stays");
    assert_eq!(checks[0]["name"], "长乐路");
}

#[tokio::test]
async fn return_defer_remand_reconsider_send_back_and_the_ends_lead_where_they_say() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let ground = || json!({ "ground": "须再议" });
    let steps = to_notice();
    let mut nth = 0;
    let mut proposed = async |upto: usize| {
        nth += 1;
        let road = day
            .road(&format!("R{nth}"), None, 29.41 + 0.005 * f64::from(nth))
            .await;
        let names = ["长乐路", "崇仁路", "仙岩路", "金庭路", "北漳路"];
        let name = names[usize::try_from(nth).unwrap() - 1];
        let number = day.proposed("zhenban", &application(&road, name)).await;
        day.through(&number, &steps[..upto]).await;
        number
    };
    let number = proposed(7).await;
    let state = async |login: &str, number: &str, act: &str| {
        day.acts(login, number, act, ground()).await.body["state"].clone()
    };
    assert_eq!(state("weiyuan", &number, "defer").await, "deferred");
    let resumed = day.acts("kechang", &number, "resume", json!({})).await;
    assert_eq!(resumed.body["state"], "sitting");
    assert_eq!(state("weiyuan", &number, "remand").await, "draft");
    let number = proposed(9).await;
    assert_eq!(state("kechang", &number, "reconsider").await, "sitting");
    assert_eq!(state("weiyuan", &number, "vote_down").await, "rejected");
    let number = proposed(1).await;
    assert_eq!(state("kechang", &number, "refuse").await, "rejected");
    let number = proposed(5).await;
    assert_eq!(state("zhenban", &number, "withdraw").await, "withdrawn");
    let clerk = day.person("kechang").await;
    let sheet = day.sheet(&clerk, &number).await;
    let tasks = sheet.body["tasks"].as_array().unwrap();
    assert!(tasks.iter().all(|task| task["done_at"].is_string()));
    assert_eq!(open_acts(&sheet), [""; 0]);
    let number = proposed(9).await;
    let later = bureau.on("2026-01-20T02:00:00Z").await;
    let form = json!({ "objections": "无" });
    later
        .acts("kechang", &number, "request", form.clone())
        .await;
    let back = later.acts("pizhun", &number, "send_back", ground()).await;
    assert_eq!(back.body["state"], "passed");
    later
        .acts("kechang", &number, "open_notice", json!({}))
        .await;
    let again = bureau.on("2026-01-28T02:00:00Z").await;
    again.acts("kechang", &number, "request", form).await;
    let over = again.acts("pizhun", &number, "disapprove", ground()).await;
    assert_eq!(over.body["state"], "rejected");
}

#[tokio::test]
async fn an_application_says_everything_that_does_not_fit() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let unnamed = day.road("R1", None, 29.45).await;
    let named = day.road("R2", Some("艇湖路"), 29.46).await;
    let clerk = day.person("zhenban").await;
    let open = async |form: Json| {
        let body = json!({ "kind": "name_proposal", "form": form });
        clerk
            .post("/api/v1/cases", &body)
            .refused(422, "invalid")
            .await
    };
    let wrong = with(
        application(&unnamed, "长乐路"),
        json!({ "variant": "renaming" }),
    );
    assert_eq!(open(wrong).await.fields(), ["variant"]);
    let wrong = application(&named, "长乐路");
    assert_eq!(open(wrong).await.fields(), ["variant"]);
    let wrong = with(
        application(&named, "艇湖路"),
        json!({ "variant": "renaming", "category": "residential", "former": "亭湖路" }),
    );
    assert_eq!(open(wrong).await.fields(), ["category", "former", "name"]);
    let wrong = with(
        application(&unnamed, "长乐路"),
        json!({ "reading": "cháng bù lù" }),
    );
    assert_eq!(open(wrong).await.fields(), ["reading"]);
    let two = json!([{ "kind": "road", "id": unnamed }, { "kind": "road", "id": named }]);
    let wrong = with(application(&unnamed, "长乐路"), json!({ "subjects": two }));
    assert_eq!(open(wrong).await.fields(), ["subjects"]);
    let wrong = json!({ "variant": "naming", "category": "road",
                        "subjects": [{ "kind": "road", "id": unnamed }] });
    assert_eq!(open(wrong).await.fields(), ["name", "reason"]);

    // Handed in without its reports, an application is not whole; the office's own needs none.
    let bare = json!({ "variant": "naming", "category": "road", "name": "长乐路", "reason": "编号",
                       "subjects": [{ "kind": "road", "id": unnamed }] });
    let number = day.proposed("zhenban", &bare).await;
    let sheet = day.sheet(&clerk, &number).await;
    let refused = acting(&clerk, &sheet, "submit", json!({}))
        .refused(422, "invalid")
        .await;
    assert_eq!(
        refused.fields(),
        [
            "applicant",
            "meaning",
            "origin",
            "assessment",
            "argument",
            "consultation"
        ]
    );
    let told = json!({ "variant": "ex_officio", "meaning": "长久安乐", "origin": "古村名" });
    day.acts("zhenban", &number, "edit", told).await;
    day.acts("zhenban", &number, "submit", json!({})).await;
    day.acts("kechang", &number, "check", json!({})).await;
    // What lies ahead has not happened.
    let visit = json!({ "visited_on": "2026-02-12", "survey": "已踏勘" });
    let refused = day.asks("waiye", &number, "survey", visit).await;
    assert_eq!(
        refused.refused(422, "invalid").await.fields(),
        ["visited_on"]
    );
}

#[tokio::test]
async fn a_township_decides_nothing_and_a_neighbour_sees_nothing() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    let neighbour = day.person("linzhen").await;
    let path = format!("/api/v1/cases/{number}");
    neighbour.get(&path).refused(404, "not_found").await;
    day.served
        .public
        .get(&path)
        .refused(401, "unauthorised")
        .await;
    day.through(&number, &to_notice()[..7]).await;
    for login in ["zhenban", "kechang", "zhuanjia1", "pizhun", "waiye"] {
        let asked = day.asks(login, &number, "pass", json!({})).await;
        asked.refused(403, "not_allowed").await;
    }
    // A name changes by its case alone.
    let clerk = day.person("kechang").await;
    let named = day.road("R2", Some("艇湖路"), 29.46).await;
    let change = json!({ "properties": { "name": "长乐路" } });
    let patched = clerk.patch(&format!("/api/v1/road/{named}"), 1, &change);
    patched.refused(409, "needs_case").await;
}
