//! The rule book with packs and word lists of a bureau: what it takes from them and when it does not open.

use super::{OwnFiles, catalogue, tests::today};
use crate::domain::{NameDraft, NoRegister, Verdict};

#[test]
fn a_book_with_an_empty_list_or_a_lacking_pack_does_not_open() {
    let problem = |pack: Option<(&str, &str)>, words: Option<(&str, &str)>| {
        let file = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let own = OwnFiles {
            packs: pack.map(file).into_iter().collect(),
            words: words.map(file).into_iter().collect(),
            ..OwnFiles::default()
        };
        catalogue::open(&own).unwrap_err().to_string()
    };
    let head = "region = \"\"\nfrom = \"2022-05-01\"\nbasis = \"x\"\ntitle = { zh = \"全\", en = \"all\" }\n";
    assert_eq!(
        problem(None, Some(("leader.csv", "# none yet\n"))),
        "leader.csv: word: the list is empty: write a line or take the file away"
    );
    assert_eq!(
        problem(None, Some(("leaders.csv", "甲\n"))),
        "leaders.csv: file: there is no such list; name it after one of grand, function, foreign, odd, \
         brand, person, leader, exempt, commemorative, minority, lookalike, famous"
    );
    assert_eq!(
        problem(Some(("national-2022-05-01.toml", head)), None),
        "national-2022-05-01.toml: rules.N4-leader.severity: no layer sets it"
    );
    let extra = head.replace("region = \"\"", "region = \"33\"");
    assert_eq!(
        problem(
            Some((
                "x.toml",
                &format!("{extra}[rules.N99]\nseverity = \"off\"\n")
            )),
            None
        ),
        "x: rules.N99: there is no such rule"
    );
}

#[test]
fn a_new_citys_pack_needs_no_more_than_its_file() {
    let text = "region = \"3306\"\nfrom = \"2026-01-01\"\nbasis = \"x\"\n\
                title = { zh = \"绍兴\", en = \"Shaoxing\" }\n\
                [rules.N18-ordinal]\nseverity = \"stop\"\narticle = \"第五条\"\n";
    let own = OwnFiles {
        packs: vec![("shaoxing-2026-01-01.toml".to_owned(), text.to_owned())],
        ..OwnFiles::default()
    };
    let book = catalogue::open(&own).unwrap();
    let mut draft = NameDraft::new("二路");
    draft.region_code = Some("330683001".to_owned());
    let checked = book.check(&draft, today(), &NoRegister);
    assert_eq!(checked.pack, "shaoxing-2026-01-01");
    assert_eq!(checked.verdict, Verdict::Prohibited);
    assert_eq!(checked.findings[0].article, "第五条");
}

#[test]
fn a_citys_pack_and_words_are_taken_from_a_folder_and_a_fault_stops_there() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    for part in ["packs", "words"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    write(
        "packs/shaoxing-2026-07-01.toml",
        "region = \"3306\"\nfrom = \"2026-07-01\"\nbasis = \"绍兴市地名管理实施办法\"\n\
         title = { zh = \"绍兴市\", en = \"Shaoxing\" }\n\
         [[threshold]]\ngeneric = \"大道\"\nany = [{ width_min_m = 40 }]\n\
         width_basis = \"red_line\"\n",
    );
    write("words/odd.csv", "# ours\n虎跳\n");
    let open = || OwnFiles::read(folder.path()).and_then(|own| catalogue::open(&own));
    let book = open().unwrap();
    let check = |name: &str, on: &str| {
        let mut draft = NameDraft::new(name);
        draft.region_code = Some("330683".to_owned());
        draft.width_m = Some(30.0);
        draft.on = on.parse().ok();
        let checked = book.check(&draft, today(), &NoRegister);
        let rules: Vec<&str> = checked.findings.iter().map(|f| f.rule).collect();
        (checked.pack, rules.join(" "))
    };
    let (pack, rules) = check("剡溪大道", "2026-07-01");
    assert_eq!(
        (pack.as_str(), rules.as_str()),
        ("shaoxing-2026-07-01", "N2-threshold")
    );
    // An application of the day before is judged by the law of its day.
    let (pack, rules) = check("剡溪大道", "2026-06-30");
    assert_eq!((pack.as_str(), rules.as_str()), ("zhejiang-2025-06-01", ""));
    assert_eq!(check("虎跳路", "2026-07-01").1, "N1-odd");

    write("words/odd.csv", "# ours\n虎跳,middle\n");
    let told = open().unwrap_err().to_string();
    let file = folder.path().join("words/odd.csv").display().to_string();
    assert!(
        told.starts_with(&format!("{file}: line 2: `middle`")),
        "{told}"
    );
    write("words/odd.csv", "# nothing yet\n");
    assert!(
        open()
            .unwrap_err()
            .to_string()
            .contains("the list is empty")
    );
    std::fs::remove_file(folder.path().join("words/odd.csv")).unwrap();
    write(
        "packs/shaoxing-2026-07-01.toml",
        "region = \"3306\"\nfrom = \"soon\"\n",
    );
    let told = open().unwrap_err().to_string();
    assert!(told.contains("shaoxing-2026-07-01.toml: line "), "{told}");
}

#[test]
fn the_recipe_in_the_docs_is_a_pack() {
    let page = include_str!("../../docs/naming-packs.md");
    let (_, after) = page.split_once("```toml\n").unwrap();
    let (recipe, _) = after.split_once("```").unwrap();
    // The list item's indentation is no harm to the format.
    let own = OwnFiles {
        packs: vec![("shaoxing-2026-07-01.toml".to_owned(), recipe.to_owned())],
        ..OwnFiles::default()
    };
    let book = catalogue::open(&own).unwrap();
    let mut draft = NameDraft::new("绍兴国");
    draft.category = Some(crate::text::Category::Residential);
    draft.region_code = Some("330602".to_owned());
    draft.on = "2026-07-01".parse().ok();
    let checked = book.check(&draft, today(), &NoRegister);
    assert_eq!(checked.pack, "shaoxing-2026-07-01");
    assert!(checked.findings.iter().any(|f| f.rule == "N2-borrowed"));
}
