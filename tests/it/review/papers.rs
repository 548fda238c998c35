//! The papers of a proposal over HTTP: each once it exists, for whoever reads the case.

use serde_json::{Value as Json, json};

use super::bureau::{Bureau, application, to_notice};

#[tokio::test]
async fn application_approval_and_announcement_are_printed_once_they_exist() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    let clerk = day.person("zhenban").await;
    let offered = |sheet: &Json| -> Vec<String> {
        let papers = sheet["papers"].as_array().unwrap();
        let text = |paper: &Json| paper["href"].as_str().unwrap().to_owned();
        papers.iter().map(text).collect()
    };
    let path = |paper: &str| format!("/api/v1/cases/{number}/papers/{paper}.pdf");
    let drafted = day.sheet(&clerk, &number).await;
    assert_eq!(offered(&drafted.body), [path("application")]);
    clerk.get(&path("approval")).refused(404, "not_found").await;
    clerk.get(&path("letter")).refused(404, "not_found").await;
    day.through(&number, &to_notice()).await;
    let day = bureau.on("2026-01-20T02:00:00Z").await;
    day.through(
        &number,
        &[
            ("kechang", "request", json!({ "objections": "无" })),
            (
                "pizhun",
                "approve",
                json!({ "approval_number": "嵊政批〔2026〕7号" }),
            ),
        ],
    )
    .await;
    let clerk = day.person("zhenban").await;
    let approved = day.sheet(&clerk, &number).await;
    let papers = offered(&approved.body);
    assert_eq!(
        papers,
        ["application", "approval", "announcement"].map(&path)
    );
    for (href, title) in papers.iter().zip([
        "地名命名申请书",
        "嵊州市人民政府关于命名“长乐路”的批复",
        "嵊州市民政局关于“长乐路”命名的公告",
    ]) {
        let paper = clerk.get(href).expect(200).await;
        assert_eq!(paper.header("content-type"), "application/pdf");
        assert_eq!(paper.header("cache-control"), "private, no-store");
        let text = paper.body.as_str().unwrap();
        assert!(text.starts_with("%PDF-1."));
        assert!(text.contains(title), "{title}");
    }
    let neighbour = day.person("linzhen").await;
    neighbour.get(&papers[1]).refused(404, "not_found").await;
    day.served
        .public
        .get(&papers[2])
        .refused(401, "unauthorised")
        .await;
    let auditor = day.person("shenji").await;
    let log = auditor.get("/api/v1/audit?act=exported").expect(200).await;
    let printed: Vec<&Json> = log.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["detail"]["paper"])
        .collect();
    assert_eq!(printed, ["announcement", "approval", "application"]);
}
