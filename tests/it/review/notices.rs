//! A name on public notice: read and commented on without an account, answered by the office.

use mingjie::config::Config;
use serde_json::{Value as Json, json};

use super::bureau::{Bureau, Day, application, to_notice};

const SCRIPT: &str = "<script>alert(1)</script> 与“长安路”易混 <img src=x onerror=alert(2)>";

async fn noticed(bureau: &Bureau) -> (Day, String) {
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    day.through(&number, &to_notice()).await;
    (day, number)
}

#[tokio::test]
async fn anybody_reads_a_notice_says_something_and_reads_the_answer() {
    let bureau = Bureau::new().await;
    let (day, number) = noticed(&bureau).await;
    let public = &day.served.public;
    let listed = public.get("/api/v1/notices").expect(200).await;
    let notices = listed.body["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["number"], number.as_str());
    assert_eq!(notices[0]["pinyin"], "Chánglè Lù");
    assert_eq!(notices[0]["geometry"]["type"], "LineString");
    let elsewhere = public
        .get("/api/v1/notices?region=330683002")
        .expect(200)
        .await;
    assert_eq!(elsewhere.body["notices"], json!([]));

    let path = format!("/api/v1/notices/{number}");
    let notice = public.get(&path).expect(200).await;
    assert_eq!(notice.body["until"], "2026-01-19");
    assert_eq!(notice.body["open"], true);
    let told = notice.body.to_string();
    for shown in [
        "长乐路",
        "取长久安乐之意",
        "东起艇湖路",
        "浙江省绍兴市嵊州市剡湖街道",
    ] {
        assert!(told.contains(shown), "{shown}: {told}");
    }
    for kept in [
        "剡湖街道办事处",
        "kechang",
        "zhuanjia",
        "无重名",
        "综合评估",
        "征求沿线",
    ] {
        assert!(!told.contains(kept), "{kept}: {told}");
    }

    let comments = format!("{path}/comments");
    let key = uuid::Uuid::now_v7().to_string();
    let said = json!({ "stance": "object", "body": SCRIPT });
    let taken = public
        .post(&comments, &said)
        .header("idempotency-key", &key)
        .expect(201)
        .await;
    let receipt = taken.body["receipt"].as_str().unwrap();
    let code = taken.body["follow_code"].as_str().unwrap();
    assert_eq!(receipt, format!("{number}-1"));
    let again = public
        .post(&comments, &said)
        .header("idempotency-key", &key)
        .expect(200)
        .await;
    assert_eq!(again.body, taken.body, "the same again, and not doubled");

    // Nobody else reads it before it is answered.
    let before = public.get(&path).expect(200).await;
    assert_eq!(before.body["comments"], json!([]));
    assert_eq!(before.body["received"], 1);
    let own = format!("{comments}/{receipt}");
    public.get(&own).refused(401, "unauthorised").await;
    let wrong = public.get(&own).header("mingjie-follow-code", "0000000000");
    wrong.refused(403, "not_allowed").await;
    let mine = public
        .get(&own)
        .header("mingjie-follow-code", code)
        .expect(200)
        .await;
    assert_eq!(mine.body["body"], SCRIPT);
    assert_eq!(mine.body["reply"], Json::Null);

    // The office answers before it asks for approval, and the notice shows both.
    let day = bureau.on("2026-01-20T02:00:00Z").await;
    let form = json!({ "objections": "1 条异议，已答复" });
    let waits = day.asks("kechang", &number, "request", form.clone()).await;
    waits.refused(409, "notice_unanswered").await;
    let office = format!("/api/v1/cases/{number}/notice-comments");
    let clerk = day.person("kechang").await;
    let seen = clerk.get(&office).expect(200).await;
    assert_eq!(seen.body["comments"][0]["body"], SCRIPT);
    let answer = json!({ "reply": "两名读音不同，且不在同一建成区" });
    let reply = format!("{office}/{receipt}/reply");
    let township = day.person("zhenban").await;
    let asked = township.ask(reqwest::Method::PUT, &reply).json(&answer);
    asked.refused(403, "not_allowed").await;
    let asked = clerk.ask(reqwest::Method::PUT, &reply).json(&answer);
    asked.expect(200).await;
    let shown = day.served.public.get(&path).expect(200).await;
    assert_eq!(shown.body["open"], false);
    assert_eq!(shown.body["comments"][0]["body"], SCRIPT);
    assert_eq!(shown.body["comments"][0]["stance_label"], "异议");
    assert_eq!(
        shown.body["comments"][0]["reply"],
        "两名读音不同，且不在同一建成区"
    );
    assert!(!shown.body.to_string().contains("kechang"));
    day.acts("kechang", &number, "request", form).await;
    let late = json!({ "stance": "support", "body": "好" });
    let late = day.served.public.post(&comments, &late);
    late.refused(409, "notice_over").await;
}

#[tokio::test]
async fn what_is_set_aside_is_shown_to_nobody_and_an_empty_or_endless_comment_is_refused() {
    let bureau = Bureau::new().await;
    let (day, number) = noticed(&bureau).await;
    let public = &day.served.public;
    let path = format!("/api/v1/notices/{number}");
    let comments = format!("{path}/comments");
    for body in ["  ", "\u{7}", &"长".repeat(1_001)] {
        let said = json!({ "stance": "other", "body": body });
        let refused = public.post(&comments, &said).refused(422, "invalid").await;
        assert_eq!(refused.fields(), ["body"]);
    }
    let odd = json!({ "stance": "maybe", "body": "好" });
    public
        .post(&comments, &odd)
        .refused(400, "bad_parameter")
        .await;
    let spam = json!({ "stance": "other", "body": "代办贷款 加微信" });
    let taken = public.post(&comments, &spam).expect(201).await;
    let receipt = taken.body["receipt"].as_str().unwrap();
    let clerk = day.person("kechang").await;
    let reply = format!("/api/v1/cases/{number}/notice-comments/{receipt}/reply");
    let aside = json!({ "reply": "与公示事项无关", "shown": false });
    let asked = clerk.ask(reqwest::Method::PUT, &reply).json(&aside);
    asked.expect(200).await;
    let shown = public.get(&path).expect(200).await;
    assert_eq!(shown.body["comments"], json!([]));

    // What never was on notice is none.
    let road = day.road("R2", None, 29.46).await;
    let draft = day.proposed("zhenban", &application(&road, "崇仁路")).await;
    public
        .get(&format!("/api/v1/notices/{draft}"))
        .refused(404, "not_found")
        .await;
}

#[tokio::test]
async fn one_address_says_only_so_much_in_an_hour() {
    let bureau = Bureau::new().await;
    let (_, number) = noticed(&bureau).await;
    let config = Config {
        fault_reports_per_hour: 3,
        ..Config::default()
    };
    let day = bureau.under("2026-01-13T02:00:00Z", config).await;
    let comments = format!("/api/v1/notices/{number}/comments");
    for nth in 1..=3 {
        let said = json!({ "stance": "support", "body": format!("赞成 {nth}") });
        day.served.public.post(&comments, &said).expect(201).await;
    }
    let more = json!({ "stance": "support", "body": "赞成" });
    let more = day.served.public.post(&comments, &more);
    let refused = more.refused(429, "too_many_reports").await;
    assert!(!refused.header("retry-after").is_empty());
}
