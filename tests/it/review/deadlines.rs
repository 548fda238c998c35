//! Deadlines over the Spring Festival of 2026: rest from 15 to 23 February, work on the 14th and 28th.

use serde_json::{Value as Json, json};

use super::bureau::{Bureau, application, to_notice};

fn due(sheet: &Json, name: &str) -> (Json, Json) {
    let deadlines = sheet["deadlines"].as_array().unwrap();
    let running = deadlines
        .iter()
        .find(|one| one["name"] == name && one["stopped_at"].is_null())
        .unwrap_or_else(|| panic!("{name}: {deadlines:#?}"));
    (running["due_on"].clone(), running["provisional"].clone())
}

#[tokio::test]
async fn working_days_leave_the_festival_out_and_calendar_days_run_through_it() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-02-11T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    // Handed in on Wednesday the 11th: 12, 13, 14, then 24 and 25.
    let sheet = day.acts("zhenban", &number, "submit", json!({})).await;
    assert_eq!(
        due(&sheet.body, "check"),
        (json!("2026-02-25"), json!(false))
    );
    let task = &sheet.body["tasks"].as_array().unwrap()[1];
    assert_eq!(task["task"], "check");
    assert_eq!(task["due_on"], "2026-02-25");
    // Ten working days for the visit: 12, 13, 14, 24, 25, 26, 27, 28, 2 and 3 March.
    let sheet = day.acts("kechang", &number, "check", json!({})).await;
    assert_eq!(
        due(&sheet.body, "survey"),
        (json!("2026-03-03"), json!(false))
    );
    day.through(&number, &to_notice()[2..]).await;
    // Seven days of notice run through the festival, its days of rest counted.
    let clerk = day.person("kechang").await;
    let sheet = day.sheet(&clerk, &number).await;
    assert_eq!(
        due(&sheet.body, "notice"),
        (json!("2026-02-18"), json!(false))
    );

    let rested = bureau.on("2026-02-19T02:00:00Z").await;
    let form = json!({ "objections": "无" });
    let sheet = rested.acts("kechang", &number, "request", form).await;
    // Twenty working days from the 19th: the first is the 24th.
    assert_eq!(
        due(&sheet.body, "approve"),
        (json!("2026-03-20"), json!(false))
    );
    let form = json!({ "approval_number": "嵊政批〔2026〕7号" });
    let sheet = rested.acts("pizhun", &number, "approve", form).await;
    assert_eq!(due(&sheet.body, "file").0, "2026-03-06");
    assert_eq!(due(&sheet.body, "announce").0, "2026-03-06");
    assert_eq!(due(&sheet.body, "sign").0, "2026-04-20");
    assert_eq!(sheet.body["due_on"], "2026-03-06");

    // Past them the case is overdue and says so.
    let late = bureau.on("2026-03-07T02:00:00Z").await;
    let clerk = late.person("kechang").await;
    let overdue = clerk.get("/api/v1/cases?overdue=true").expect(200).await;
    assert_eq!(overdue.body["cases"][0]["number"], number.as_str());
    let tasks = clerk.get("/api/v1/tasks?overdue=true").expect(200).await;
    let named: Vec<&Json> = tasks.body["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| &task["task"])
        .collect();
    assert_eq!(named, ["file", "announce"]);
}
