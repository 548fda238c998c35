//! The papers of a name proposal tell what they must, and keep what was written as it was written.

use chrono::DateTime;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    NamePaperOrder,
    tests::{built_in, tight, words},
};
use crate::{
    domain::{Case, lifecycle::catalogue::PROPOSALS},
    messages::Lang,
};

fn case(form: &Json) -> Case {
    Case {
        id: Uuid::nil(),
        kind: PROPOSALS,
        number: "DM-330683-2026-0007".to_owned(),
        state: "approved",
        version: 12,
        region_code: "330683001".to_owned(),
        title: String::new(),
        position: None,
        form: form.as_object().unwrap().clone(),
        opened_at: DateTime::UNIX_EPOCH,
        opened_by: String::new(),
        closed_at: None,
        due_on: None,
        due_provisional: false,
    }
}

fn renaming() -> Json {
    json!({
        "variant": "renaming", "category": "road", "name": "重华路", "former": "胜利西路",
        "meaning": "取虞舜重华之名", "origin": "境内有舜王庙", "reason": "与城东胜利路重名",
        "location": "东起艇湖路，西至剡溪边。", "applicant": "剡湖街道办事处",
        "assessment": "合法、可行、可控。\n无明显风险。", "argument": "#panic() *建议* 采用]",
        "consultation": "沿线三村同意。", "authority": "嵊州市人民政府",
        "approval_number": "嵊政批〔2026〕8号", "approved_on": "2026-01-20",
    })
}

fn printed(form: &Json, lang: Lang, paper: &str) -> String {
    let case = case(form);
    let regions = ["浙江省", "绍兴市", "嵊州市", "剡湖街道"].map(str::to_owned);
    let facts = [
        ("长度".to_owned(), "1234 米".to_owned()),
        ("宽度".to_owned(), "18 米".to_owned()),
    ];
    let enclosures = ["示意图.pdf".to_owned()];
    let order = NamePaperOrder {
        case: &case,
        regions: &regions,
        county: "嵊州市",
        pinyin: "Chónghuá Lù",
        facts: &facts,
        enclosures: &enclosures,
        dated: "2026-01-20".parse().unwrap(),
        at: "2026-01-20T02:00:00Z".parse().unwrap(),
        lang,
    };
    let manuscript = match paper {
        "application" => order.application(),
        "approval" => order.approval(),
        _ => order.announcement(),
    };
    words(&manuscript, &built_in()).unwrap().concat()
}

fn tells(all: &str, told: &[&str]) {
    for one in told {
        assert!(all.contains(&tight(one)), "{one} in {all}");
    }
}

#[test]
fn an_application_holds_the_plan_the_reasons_and_the_three_reports() {
    let all = printed(&renaming(), Lang::ZhCn, "application");
    tells(
        &all,
        &[
            "地名更名申请书",
            "DM-330683-2026-0007",
            "剡湖街道办事处",
            "街路巷",
            "重华路",
            "Chónghuá Lù",
            "胜利西路",
            "浙江省绍兴市嵊州市剡湖街道",
            "1234 米",
            "综合评估报告",
            "合法、可行、可控。",
            "专家论证报告",
            "#panic() *建议* 采用]",
            "征求意见报告",
            "1. 示意图.pdf",
            "2026年1月20日",
        ],
    );
}

#[test]
fn an_approval_names_who_approves_what_by_which_number_on_which_day() {
    let all = printed(&renaming(), Lang::ZhCn, "approval");
    tells(
        &all,
        &[
            "嵊政批〔2026〕8号",
            "嵊州市人民政府关于“胜利西路”更名为“重华路”的批复",
            "嵊州市民政局：",
            "罗马字母拼写为 Chónghuá Lù。位置：东起艇湖路，西至剡溪边，长度1234 米，宽度18 米。",
            "此复。",
            "2026年1月20日",
        ],
    );
    assert!(!all.contains("。，") && !all.contains("。。"), "{all}");
}

#[test]
fn an_announcement_tells_its_six_facts() {
    let all = printed(&renaming(), Lang::ZhCn, "announcement");
    tells(
        &all,
        &[
            "标准名称重华路",
            "罗马字母拼写Chónghuá Lù",
            "所属政区浙江省绍兴市嵊州市剡湖街道",
            "位置描述东起艇湖路",
            "批准机关嵊州市人民政府",
            "批准时间2026年1月20日",
            "原名称胜利西路",
            "嵊州市民政局",
        ],
    );
    let english = printed(&renaming(), Lang::En, "announcement");
    tells(&english, &["Approved by", "Chónghuá Lù"]);
}

#[test]
fn a_cancellation_and_a_naming_ex_officio_have_papers_of_their_own() {
    let mut form = renaming();
    form["variant"] = "cancellation".into();
    let all = printed(&form, Lang::ZhCn, "approval");
    tells(&all, &["关于注销地名“胜利西路”的批复", "作为历史地名存档"]);
    let all = printed(&form, Lang::ZhCn, "announcement");
    tells(
        &all,
        &["“胜利西路”销名的公告", "该名称自批准之日起停止使用"],
    );
    form["variant"] = "ex_officio".into();
    form.as_object_mut().unwrap().remove("applicant");
    form.as_object_mut().unwrap().remove("former");
    let all = printed(&form, Lang::ZhCn, "application");
    tells(&all, &["地名命名呈报书", "申请单位嵊州市民政局"]);
}
