//! Papers as they come out: their words, whatever the data are made of, and what a template may not.

use std::{fs, sync::LazyLock};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};
use typst::layout::{Frame, FrameItem};
use uuid::Uuid;

use super::{
    CaseSheetOrder, DocumentError, Enclosure, Fonts, Manuscript, Press, catalogue,
    press::{print, set},
    templates::Templates,
};
use crate::{
    domain::{
        Attachment, COMMENT, Case, CaseDeadline, CaseEvent, CaseFile, CaseTask, Kind, MediaType,
        PhotoFacts, Role,
        lifecycle::{Subject, catalogue::REPORTS},
    },
    geo::LonLat,
    messages::Lang,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let nowhere = std::path::Path::new("/nowhere");
    Fonts::find(nowhere).unwrap_or_else(|error| panic!("{error}"))
});

/// What Typst would take for markup, code, labels, math, comments and raw text.
const HOSTILE: &str =
    "#eval(\"1+1\") *粗* _斜_ ]) $x^2$ `raw` //x /*y*/ <tag> @ref \\ ~ -- \"q\" {a} = 标题";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn members(json: &Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

fn event(ordinal: i32, act: &str, role: Role, states: (Option<&str>, &str)) -> CaseEvent {
    CaseEvent {
        ordinal,
        act: act.to_owned(),
        login: "wang.li".to_owned(),
        name: "王丽".to_owned(),
        role,
        at: at("2026-03-05T02:20:00Z"),
        from: states.0.map(str::to_owned),
        to: states.1.to_owned(),
        form: Map::new(),
        comment: None,
        notice: None,
    }
}

fn file() -> CaseFile {
    let kind = REPORTS;
    let form = members(&json!({
        "target": "doorplate", "fault": "damaged", "description": HOSTILE,
        "photos": [Uuid::nil()], "person": "zhang.san",
    }));
    let mut said = event(3, COMMENT, Role::Clerk, (Some("assigned"), "assigned"));
    said.comment = Some(HOSTILE.to_owned());
    let mut given = event(2, "assign", Role::Clerk, (Some("accepted"), "assigned"));
    given.form = members(&json!({ "person": "zhang.san", "note": "尽快" }));
    given.notice = Some("assigned".to_owned());
    let task = |task: &str, role: Role, name: Option<&str>| CaseTask {
        id: Uuid::nil(),
        task: task.to_owned(),
        role,
        person: name.map(|_| "zhang.san".to_owned()),
        person_name: name.map(str::to_owned),
        given_at: at("2026-03-05T03:00:00Z"),
        due_on: Some("2026-03-12".parse().unwrap()),
        due_provisional: false,
        done_at: None,
        done_by: None,
        done_by_name: None,
    };
    CaseFile {
        case: Case {
            id: Uuid::nil(),
            kind,
            number: "GZ-330683-2026-0001".to_owned(),
            state: kind.state("assigned").unwrap().name,
            version: 3,
            region_code: "330683001".to_owned(),
            title: "剡湖街道门牌破损".to_owned(),
            position: Some(LonLat::new(120.65, 29.45).unwrap()),
            form,
            opened_at: at("2026-03-05T02:20:00Z"),
            opened_by: "public".to_owned(),
            closed_at: None,
            due_on: Some("2026-03-12".parse().unwrap()),
            due_provisional: true,
        },
        events: vec![
            event(1, "report", Role::Public, (None, "reported")),
            given,
            said,
        ],
        tasks: vec![
            task("mend", Role::Surveyor, Some("张三")),
            task("check", Role::Clerk, None),
        ],
        deadlines: vec![CaseDeadline {
            name: "mend".to_owned(),
            started_at: at("2026-03-05T03:00:00Z"),
            due_on: "2026-03-12".parse().unwrap(),
            provisional: false,
            basis: "本局规定".to_owned(),
            stopped_at: None,
        }],
        subjects: vec![Subject {
            kind: Kind::Road,
            id: Uuid::nil(),
        }],
        names: [("zhang.san".to_owned(), "张三".to_owned())].into(),
        checks: Vec::new(),
    }
}

fn enclosure(name: &str, picture: Option<Vec<u8>>) -> Enclosure {
    Enclosure {
        attachment: Attachment {
            id: Uuid::nil(),
            sha256: String::new(),
            media: MediaType::Jpeg,
            bytes: 123_456,
            width: None,
            height: None,
            photo: PhotoFacts::default(),
            name: name.to_owned(),
            uploaded_by: "public".to_owned(),
            region_code: None,
            subject: None,
            public: false,
            created_at: at("2026-03-05T02:19:00Z"),
            claim_by: None,
        },
        picture,
    }
}

fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(32, 24, image::Rgb([200, 30, 30]))
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

fn composed(file: &CaseFile, lang: Lang, enclosures: &[Enclosure]) -> Manuscript {
    CaseSheetOrder {
        file,
        regions: &["绍兴市".to_owned(), "嵊州市".to_owned()],
        subjects: &[(file.subjects[0], Some("剡湖路".to_owned()))],
        enclosures,
        printed_by: "王丽",
        at: at("2026-03-06T01:00:00Z"),
        today: "2026-03-06".parse().unwrap(),
        lang,
    }
    .compose()
}

fn sheet() -> Manuscript {
    composed(&file(), Lang::ZhCn, &[enclosure("照片.jpg", Some(jpeg()))])
}

pub(super) fn built_in() -> Templates {
    Templates::gather(std::path::Path::new("/nowhere")).unwrap()
}

/// The words on each page, in the order in which they were set, without gaps.
pub(super) fn words(
    manuscript: &Manuscript,
    templates: &Templates,
) -> Result<Vec<String>, DocumentError> {
    fn collect(frame: &Frame, words: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => collect(&group.frame, words),
                FrameItem::Text(text) => words.push_str(&text.text),
                _ => {}
            }
        }
    }
    let (document, _) = set(manuscript, &FONTS, templates)?;
    Ok(document
        .pages()
        .iter()
        .map(|page| {
            let mut words = String::new();
            collect(&page.frame, &mut words);
            tight(&words)
        })
        .collect())
}

pub(super) fn tight(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '\u{200b}')
        .collect()
}

#[test]
fn every_paper_has_its_template_and_its_words_in_both_languages() {
    for paper in catalogue::ALL {
        let template = format!("{}.typ", paper.name);
        assert!(built_in().get(&template).is_some(), "{template}");
        for lang in [Lang::ZhCn, Lang::En] {
            let called = ["heading", "label"].map(|part| format!("paper.{}.{part}", paper.name));
            let is_called = called.iter().any(|key| crate::messages::has(lang, key));
            assert!(is_called, "{called:?}");
        }
    }
}

#[test]
fn a_case_sheet_tells_what_belongs_to_the_case() {
    let pages = words(&sheet(), &built_in()).unwrap();
    let all = pages.concat();
    for told in [
        "标志问题上报办件单",
        "GZ-330683-2026-0001",
        "绍兴市嵊州市",
        "120.650000,29.450000",
        "2026年3月12日（暂定）",
        "剡湖路（道路）",
        "2026年3月5日10:20",
        "王丽（经办人）",
        "张三（外业人员）",
        "照片.jpg",
        "124KB",
        "本局规定",
        "王丽于2026年3月6日09:00打印",
        "—1—",
    ] {
        assert!(all.contains(&tight(told)), "{told} in {all}");
    }
    assert!(!all.contains("zhang.san"), "nobody is told a login: {all}");
    let english = composed(&file(), Lang::En, &[]);
    let all = words(&english, &built_in()).unwrap().concat();
    assert!(all.contains("Printedby王丽"), "{all}");
}

#[test]
fn what_looks_like_markup_comes_out_as_it_was_written() {
    let all = words(&sheet(), &built_in()).unwrap().concat();
    let expected = tight(HOSTILE);
    assert_eq!(all.matches(&expected).count(), 2, "{expected} in {all}");
}

#[test]
fn signs_that_no_font_has_are_shown_as_boxes_and_steering_ones_are_left_out() {
    let mut file = file();
    let odd = "甲\u{202e}乙\u{0}丙\u{1F600}丁\u{f0000}";
    file.case.form.insert("description".to_owned(), odd.into());
    let manuscript = composed(&file, Lang::ZhCn, &[]);
    let all = words(&manuscript, &built_in()).unwrap().concat();
    assert!(all.contains("甲乙丙□丁□"), "{all}");
    print(&manuscript, &FONTS, &built_in()).unwrap();
}

#[test]
fn a_pdf_is_made_to_be_kept_and_names_its_case() {
    let printed = print(&sheet(), &FONTS, &built_in()).unwrap();
    assert!(printed.bytes.starts_with(b"%PDF-1."));
    assert!((1..=3).contains(&printed.pages), "{}", printed.pages);
    let text = String::from_utf8_lossy(&printed.bytes);
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(text.contains("标志问题上报办件单 GZ-330683-2026-0001"));
    let again = print(&sheet(), &FONTS, &built_in()).unwrap();
    assert_eq!(printed.bytes, again.bytes, "the same paper twice");
}

#[test]
fn a_long_record_goes_on_over_pages_with_its_head() {
    let mut file = file();
    for ordinal in 4..120 {
        let mut said = event(
            ordinal,
            COMMENT,
            Role::Clerk,
            (Some("assigned"), "assigned"),
        );
        said.comment = Some("x".repeat(200));
        file.events.push(said);
    }
    let pages = words(&composed(&file, Lang::ZhCn, &[]), &built_in()).unwrap();
    assert!(pages.len() > 5, "{}", pages.len());
    assert!(pages[2].contains("事项"), "{}", pages[2]);
    assert!(pages[2].contains("—3—"));
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    for (text, line) in [
        ("#let a = 1\n\n#nowhere()\n", 3),
        ("= 标题\n#image(sys.inputs.pictures.at(99))\n", 2),
        ("#import \"style.typ\": paper\n#paper(\n", 2),
    ] {
        let templates = built_in().with("case_sheet.typ", text);
        let error = print(&sheet(), &FONTS, &templates).unwrap_err();
        let DocumentError::Template {
            file, line: told, ..
        } = &error
        else {
            panic!("{error}");
        };
        assert_eq!((file.as_str(), *told), ("case_sheet.typ", line), "{error}");
    }
}

#[test]
fn a_template_reaches_no_other_file_and_no_package() {
    for text in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../../../etc/passwd\")",
        "#include \"../style.typ\"\n#include \"/sub/other.typ\"",
        "#import \"@preview/cetz:0.3.4\"",
        "#plugin(\"x.wasm\")",
    ] {
        let templates = built_in().with("case_sheet.typ", text);
        let error = print(&sheet(), &FONTS, &templates).unwrap_err();
        assert!(
            matches!(error, DocumentError::Template { .. }),
            "{text}: {error}"
        );
        assert!(!error.to_string().contains("root:"), "{error}");
    }
}

#[test]
fn a_bureaus_own_template_comes_before_the_houses_and_ways_out_are_no_templates() {
    let data = tempfile::tempdir().unwrap();
    let papers = data.path().join("papers");
    fs::create_dir_all(&papers).unwrap();
    fs::write(papers.join("case_sheet.typ"), "#sys.inputs.heading 本局").unwrap();
    let secret = data.path().join("secret.typ");
    fs::write(&secret, "secret").unwrap();
    std::os::unix::fs::symlink(&secret, papers.join("link.typ")).unwrap();
    let own = Templates::gather(&papers).unwrap();
    assert_eq!(words(&sheet(), &own).unwrap(), ["标志问题上报办件单本局"]);
    assert!(own.get("link.typ").is_none());
    assert!(own.get("style.typ").is_some());

    fs::write(papers.join("case_sheet.typ"), "好\n#oh").unwrap();
    let error = Press::beside(data.path()).print(&sheet()).unwrap_err();
    let told = error.to_string();
    let place = format!("{}:2: ", papers.join("case_sheet.typ").display());
    assert!(told.starts_with(&place), "{told}");
    fs::write(papers.join("case_sheet.typ"), [0xFF, 0xFE]).unwrap();
    assert!(Press::beside(data.path()).print(&sheet()).is_err());
}

#[test]
fn a_template_that_does_not_come_to_an_end_is_an_error() {
    let data = tempfile::tempdir().unwrap();
    let papers = data.path().join("papers");
    fs::create_dir_all(&papers).unwrap();
    let press = Press::beside(data.path());
    for text in [
        "#while true {}",
        "#let f(x) = f(x)\n#f(1)",
        "#let f(x) = [#f(x)]\n#f(1)",
        "#show heading: it => heading(it.body)\n= a",
    ] {
        fs::write(papers.join("case_sheet.typ"), text).unwrap();
        let result = press.print(&sheet()).map(|printed| printed.pages);
        assert!(
            matches!(result, Err(DocumentError::Template { .. })),
            "{text}: {result:?}"
        );
    }
}
