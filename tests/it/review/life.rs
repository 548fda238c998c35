//! The whole life of a proposal, by seven people, over the days that the law gives it.

use serde_json::{Value as Json, json};

use super::bureau::{Bureau, acting, application, open_acts, to_notice};

#[tokio::test]
async fn a_road_is_proposed_reviewed_noticed_approved_announced_signed_and_published() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    assert_eq!(number, "DM-330683-2026-0001");
    let clerk = day.person("zhenban").await;
    let drafted = day.sheet(&clerk, &number).await;
    assert_eq!(drafted.body["title"], "东南社区“长乐路”命名");
    assert_eq!(drafted.body["region_code"], "330683001001");
    assert!(drafted.body["position"].is_array(), "where the road is");
    assert_eq!(open_acts(&drafted), ["edit", "submit", "withdraw"]);

    // The check is the bureau's, not the township's own.
    let sheet = day.acts("zhenban", &number, "submit", json!({})).await;
    assert_eq!(open_acts(&sheet), ["withdraw"]);
    acting(&clerk, &sheet, "check", json!({}))
        .refused(403, "not_allowed")
        .await;
    day.through(&number, &to_notice()[1..]).await;
    let noticed = day.sheet(&clerk, &number).await;
    assert_eq!(noticed.body["state"], "notice");
    assert_eq!(noticed.body["due_on"], "2026-01-19");
    let check = &noticed.body["checks"][0];
    assert_eq!(check["name"], "长乐路");
    assert_eq!(check["judged_on"], "2026-01-12");
    assert!(check["pack"].is_string() && check["findings"].is_array());

    // The last day of the notice is not over before it is.
    let form = json!({ "objections": "公示期内未收到异议" });
    let last = bureau.on("2026-01-19T15:00:00Z").await;
    let early = last.asks("kechang", &number, "request", form.clone()).await;
    let early = early.refused(409, "act_too_early").await;
    assert_eq!(early.body["case"]["state"], "notice");
    let day = bureau.on("2026-01-19T16:30:00Z").await;
    day.acts("kechang", &number, "request", form).await;

    let nameless = day
        .served
        .public
        .get(&format!("/api/v1/road/{road}"))
        .expect(200)
        .await;
    assert_eq!(nameless.body["properties"]["name"], Json::Null);
    let approval = json!({ "approval_number": "嵊政批〔2026〕7号" });
    let approved = day.acts("pizhun", &number, "approve", approval).await;
    assert_eq!(approved.body["state"], "approved");
    let filled = |name: &str| {
        let form = approved.body["form"].as_array().unwrap();
        let field = form.iter().find(|one| one["name"] == name);
        field.map(|one| one["value"].clone())
    };
    assert_eq!(filled("authority"), Some(json!("嵊州市人民政府")));
    assert_eq!(filled("approved_on"), Some(json!("2026-01-20")));
    let due = |name: &str| {
        let deadlines = approved.body["deadlines"].as_array().unwrap();
        let one = deadlines.iter().find(|one| one["name"] == name).unwrap();
        one["due_on"].as_str().unwrap().to_owned()
    };
    assert_eq!(due("file"), "2026-02-04");
    assert_eq!(due("announce"), "2026-02-04");
    assert_eq!(due("sign"), "2026-03-21");

    // Filing and announcement go side by side; the case goes on after both.
    let announced = json!({ "channels": "市政府门户网站、国家地名信息库" });
    let half = day.acts("kechang", &number, "announce", announced).await;
    assert_eq!(half.body["state"], "approved");
    let filing = json!({ "filed_with": "绍兴市民政局", "filed_on": "2026-01-20" });
    let both = day.acts("kechang", &number, "file", filing).await;
    assert_eq!(both.body["state"], "announced");
    let signs = json!({ "installed_on": "2026-01-20", "signs": 2 });
    day.through(
        &number,
        &[
            ("waiye", "install", signs),
            (
                "zhenban",
                "publish",
                json!({ "platforms": "天地图、高德、百度" }),
            ),
            ("kechang", "close", json!({})),
        ],
    )
    .await;
    let closed = day.sheet(&clerk, &number).await;
    assert_eq!(closed.body["stage"], "ended");
    assert_eq!(closed.body["due_on"], Json::Null);
    let timeline = closed.body["timeline"].as_array().unwrap();
    assert_eq!(timeline.len(), 17);
}

#[tokio::test]
async fn an_estate_gets_an_opinion_and_a_filing_and_no_approval_of_ours() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let estate = crate::support::county::feature(
        crate::support::county::point(120.62, 29.46),
        json!({ "source_id": "P1", "name": "一号地块", "class_code": "23300", "state": "draft" }),
    );
    let id = day.served.create("place", &estate).await;
    let form = super::bureau::with(
        application(&id, "剡溪花园"),
        json!({ "category": "residential", "construction": "planned",
                "subjects": [{ "kind": "place", "id": id }] }),
    );
    let number = day.proposed("zhenban", &form).await;
    day.through(&number, &to_notice()[..3]).await;
    let bureau_clerk = day.person("kechang").await;
    let surveyed = day.sheet(&bureau_clerk, &number).await;
    assert!(open_acts(&surveyed).contains(&"issue_opinion"));
    let opinion = json!({ "department": "嵊州市住房和城乡建设局", "advice": "同意使用“剡溪花园”" });
    day.acts("kechang", &number, "issue_opinion", opinion).await;
    let approver = day.person("pizhun").await;
    let consulted = day.sheet(&approver, &number).await;
    assert!(!open_acts(&consulted).contains(&"approve"));

    let recorded = bureau.on("2026-02-02T02:00:00Z").await;
    let approval = json!({
        "authority": "嵊州市住房和城乡建设局", "approval_number": "嵊建地名〔2026〕3号", "approved_on": "2026-01-28",
    });
    let approved = recorded
        .acts("kechang", &number, "record_approval", approval)
        .await;
    // The filing counts from the day of the approval, the announcement from that of the filing.
    assert_eq!(
        approved.body["deadlines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"] == "file")
            .unwrap()["due_on"],
        "2026-02-12"
    );
    let offered = open_acts(&approved);
    assert!(
        !offered.contains(&"announce") && !offered.contains(&"announce_filed"),
        "{offered:?}"
    );
    let filed = recorded
        .acts(
            "kechang",
            &number,
            "receive_filing",
            json!({ "filed_on": "2026-01-30" }),
        )
        .await;
    let announce = filed.body["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "announce")
        .unwrap()["due_on"]
        .clone();
    assert_eq!(announce, "2026-02-14");
    let announced = recorded
        .acts(
            "kechang",
            &number,
            "announce_filed",
            json!({ "channels": "门户网站" }),
        )
        .await;
    assert_eq!(announced.body["state"], "announced");
    let path = format!("/api/v1/place/{id}");
    let place = recorded.served.public.get(&path).expect(200).await;
    assert_eq!(place.body["properties"]["name"], "剡溪花园");
    assert_eq!(place.body["properties"]["state"], "planned");
    let on = |day: &str| format!("{path}?valid_on={day}");
    let before = recorded.served.writer.get(&on("2026-01-27")).answer().await;
    assert_ne!(
        before.body["properties"]["name"], "剡溪花园",
        "not before the approval"
    );
    let since = recorded
        .served
        .writer
        .get(&on("2026-01-28"))
        .expect(200)
        .await;
    assert_eq!(since.body["properties"]["name"], "剡溪花园");
}

#[tokio::test]
async fn what_experts_think_is_theirs_until_the_committee_sits() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    day.through(&number, &to_notice()[..5]).await;
    for (login, sees) in [
        ("kechang", false),
        ("zhuanjia2", false),
        ("weiyuan", false),
        ("pizhun", false),
        ("shenji", false),
        ("zhuanjia1", true),
    ] {
        let who = day.person(login).await;
        let told = day.sheet(&who, &number).await.body.to_string();
        assert_eq!(told.contains("无重名"), sees, "{login}");
        let paper = who.get(&format!("/api/v1/cases/{number}/sheet.pdf"));
        paper.expect(200).await;
    }
    let second = json!({ "stance": "disagree", "opinion": "与邻县长乐镇易混" });
    day.acts("zhuanjia2", &number, "give_opinion", second).await;
    day.acts("kechang", &number, "to_sitting", json!({})).await;
    let member = day.person("weiyuan").await;
    let told = day.sheet(&member, &number).await.body;
    let record = told["timeline"].to_string();
    assert!(record.contains("无重名") && record.contains("易混"));
    // Neither is the case's: each stays with whoever gave it.
    assert!(!told["form"].to_string().contains("易混"));
    assert!(!record.contains("zhuanjia"), "and nobody is named");
}
