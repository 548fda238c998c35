//! The parser against addresses whose parts are known, and against anything at all.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::AddressParts;

const LABELLED: &str = include_str!("../../tests/address/labelled.csv");

type Parts = BTreeMap<String, String>;

fn labelled() -> Vec<(&'static str, Parts)> {
    LABELLED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (text, parts) = line.rsplit_once(',').unwrap();
            let parts = parts.split(' ').map(|part| {
                let (name, value) = part.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            });
            (text, parts.collect())
        })
        .collect()
}

fn found(parts: &AddressParts) -> Parts {
    let value = serde_json::to_value(parts).unwrap();
    let members = value.as_object().unwrap().clone();
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect()
}

/// What a register of these places would know.
fn lexicon() -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (_, parts) in labelled() {
        for (name, sort) in [
            ("province", Sort::Province),
            ("city", Sort::City),
            ("county", Sort::County),
            ("town", Sort::Town),
            ("village", Sort::Village),
            ("road", Sort::Road),
        ] {
            if let Some(value) = parts.get(name) {
                lexicon.learn(value, sort);
            }
        }
    }
    lexicon
}

/// Whole addresses and single parts that are right, in percent.
fn measure(lexicon: Option<&Lexicon>) -> (f64, f64) {
    let all = labelled();
    let (mut whole, mut right, mut said, mut true_parts) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (text, expected) in &all {
        let got = found(&parse(text, lexicon).components);
        if got == *expected {
            whole += 1;
        } else {
            println!("{text}\n  is    {expected:?}\n  found {got:?}");
        }
        right += got
            .iter()
            .filter(|(name, value)| expected.get(*name) == Some(value))
            .count();
        said += got.len();
        true_parts += expected.len();
    }
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    let share = |part: usize, of: usize| 100.0 * number(part) / number(of);
    (share(whole, all.len()), share(2 * right, said + true_parts))
}

#[test]
fn labelled_addresses_come_apart_as_a_reader_would_take_them() {
    assert!(labelled().len() >= 150);
    let (whole, parts) = measure(None);
    println!("by unit words: {whole:.1} % whole, {parts:.1} % of parts");
    assert!(whole >= 96.0 && parts >= 98.5);
    let (whole, parts) = measure(Some(&lexicon()));
    println!("with a register: {whole:.1} % whole, {parts:.1} % of parts");
    assert!(whole >= 96.0 && parts >= 98.5);
}

#[test]
fn the_surer_the_more_of_it_is_understood() {
    let sure = |text: &str| parse(text, None).confidence;
    assert!(sure("浙江省绍兴市嵊州市剡湖街道东南路128号") > 0.95);
    assert!(sure("东南路128") < sure("东南路128号"));
    assert!(sure("嵊州市人民医院") < 0.6);
    assert!(sure("") < f64::EPSILON);
    assert!(sure("???") < 0.6);
}

#[test]
fn a_register_tells_names_apart_that_unit_words_cannot() {
    let mut lexicon = Lexicon::default();
    lexicon.learn("嵊州市", Sort::County);
    lexicon.learn("剡湖街道", Sort::Town);
    lexicon.learn("兴隆路", Sort::Road);
    lexicon.learn("丹枫苑", Sort::Settlement);
    let parts = found(&parse("嵊州剡湖项牌兴隆路9号", Some(&lexicon)).components);
    let assert_part = |name: &str, value: &str| {
        assert_eq!(
            parts.get(name).map(String::as_str),
            Some(value),
            "{parts:?}"
        );
    };
    assert_part("county", "嵊州");
    assert_part("town", "剡湖");
    assert_part("road", "兴隆路");
    assert_part("number", "9号");
    let parts = found(&parse("剡湖街道丹枫苑3幢", Some(&lexicon)).components);
    assert_eq!(parts["estate"], "丹枫苑");
}

proptest! {
    /// Whatever it is given, each part is a substring of the normalised text, and nothing breaks.
    #[test]
    fn parts_are_substrings_of_the_normalised_text(text in "[浙江省嵊州市区县镇街道村路巷弄号幢单元室楼层组一二三十百0-9A-Z\\-()附之甲东南小区花园大厦, ]{0,40}") {
        let plain = normalise(&text);
        for (name, value) in found(&parse(&text, None).components) {
            prop_assert!(!value.is_empty());
            let without: String = plain.chars().filter(|c| !"()".contains(*c)).collect();
            prop_assert!(plain.contains(&value) || without.contains(&value), "{name}={value} in {plain}");
        }
    }

    #[test]
    fn nothing_breaks_on_any_text(text in "\\PC{0,60}") {
        let sure = parse(&text, None).confidence;
        prop_assert!((0.0..=1.0).contains(&sure));
    }

    /// Normalising twice is normalising once.
    #[test]
    fn normalising_is_done_once(text in "[一二三四五十百号弄幢路街组0-9\\- ]{0,20}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once.clone());
    }
}
