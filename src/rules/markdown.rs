//! The rule book as a page: made from the catalogue, the packs, the messages and the examples.

use std::fmt::Write as _;

use super::{
    Book, Pack, Rule,
    examples::{self, Example},
    pack_file::{Bounds, Dated, Threshold},
};
use crate::{
    messages::{Lang, say},
    text::Category,
};

/// How many examples of each outcome a rule shows.
const SHOWN: usize = 4;

pub(super) fn write(book: &Book, lang: Lang) -> String {
    let word = |key: &str| say(lang, &format!("rules.page.{key}"), &[]);
    let mut page = format!("# {}\n\n{}\n", word("heading"), word("intro"));
    for rule in book.rules() {
        write_rule(&mut page, book, rule, lang);
    }
    let _ = write!(page, "\n## {}\n", word("packs"));
    for (region, from, pack) in book.packs().all() {
        write_pack(&mut page, region, &from.to_string(), pack, lang);
    }
    page
}

fn write_rule(page: &mut String, book: &Book, rule: &Rule, lang: Lang) {
    let word = |key: &str| say(lang, &format!("rules.page.{key}"), &[]);
    let title = say(lang, &format!("rules.{}.title", rule.code), &[]);
    let applies: Vec<&str> = rule.applies_to.iter().map(|c| c.as_str()).collect();
    let applies = if applies.is_empty() {
        word("all")
    } else {
        applies.join(", ")
    };
    let _ = write!(
        page,
        "\n## {} {title}\n\n{}: {} · {}: {applies}\n\n",
        rule.code,
        word("category"),
        rule.category.as_str(),
        word("applies"),
    );
    write_settings(page, book, rule, &word("numbers"));
    let shown = examples::of(rule.code).unwrap_or_default();
    for (key, passes) in [("fails", false), ("passes", true)] {
        let of_key: Vec<String> = shown
            .iter()
            .filter(|example| (example.expected == "pass") == passes)
            .take(SHOWN)
            .map(written)
            .collect();
        if !of_key.is_empty() {
            let _ = write!(page, "\n{}: {}\n", word(key), of_key.join("; "));
        }
    }
}

/// What the packs say of a rule; a pack that says the same as the one before is left out.
fn write_settings(page: &mut String, book: &Book, rule: &Rule, numbers: &str) {
    let mut told: Vec<String> = Vec::new();
    for (_, _, pack) in book.packs().all() {
        let severity = |category| match pack.severity(rule.code, category) {
            Some(severity) => format!("{severity:?}").to_lowercase(),
            None => "off".to_owned(),
        };
        let general = severity(None);
        let mut line = format!("{general}; {}", pack.article(rule.code));
        for category in Category::ALL {
            let special = severity(Some(category));
            if special != general {
                let _ = write!(line, "; {category}: {special}");
            }
        }
        let all: Vec<String> = pack
            .numbers(rule.code)
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        if !all.is_empty() {
            let _ = write!(line, "; {numbers}: {}", all.join(", "));
        }
        if !told.contains(&line) {
            let _ = writeln!(page, "- `{}`: {line}", pack.code);
            told.push(line);
        }
    }
}

fn written(example: &Example) -> String {
    let draft = &example.draft;
    let mut told: Vec<String> = Vec::new();
    let numbers = [
        ("width_m", draft.width_m),
        ("length_m", draft.length_m),
        ("area_m2", draft.area_m2),
        ("floor_area_m2", draft.floor_area_m2),
        ("storeys", draft.storeys),
        ("green_percent", draft.green_percent),
        ("open_space_m2", draft.open_space_m2),
    ];
    told.extend(draft.category.map(|category| category.to_string()));
    told.extend(draft.region_code.clone());
    told.extend(draft.on.map(|day| day.to_string()));
    told.extend(draft.applicant.clone());
    told.extend(draft.reference.clone());
    told.extend(draft.road_class.clone());
    told.extend(draft.replaces.as_ref().map(|old| format!("replaces {old}")));
    told.extend(
        draft
            .derived_from
            .as_ref()
            .map(|main| format!("derived_from {main}")),
    );
    if let Some(file) = &draft.file {
        let parts = [("meaning", &file.meaning), ("origin", &file.origin)];
        let written = parts.map(|(part, text)| format!("{part} \"{text}\""));
        told.push(format!(
            "{}, {}",
            written.join(", "),
            file.attachments.join(" ")
        ));
    }
    for (name, number) in numbers {
        told.extend(number.map(|number| format!("{name} {number}")));
    }
    if !example.around.is_empty() {
        told.push(example.around.clone());
    }
    let note = match example.expected.as_str() {
        "pass" | "judge" => String::new(),
        severity => format!(" ({severity})"),
    };
    if told.is_empty() {
        format!("{}{note}", draft.name)
    } else {
        format!("{} [{}]{note}", draft.name, told.join(", "))
    }
}

fn write_pack(page: &mut String, region: &str, from: &str, pack: &Pack, lang: Lang) {
    let word = |key: &str| say(lang, &format!("rules.page.{key}"), &[]);
    let title = match lang {
        Lang::ZhCn => &pack.title.0,
        Lang::En => &pack.title.1,
    };
    let region = if region.is_empty() { "—" } else { region };
    let _ = write!(
        page,
        "\n### {} · {title}\n\n{region} · {from} {} · {}\n\n",
        pack.code,
        word("since"),
        pack.layers.join(" → ")
    );
    let dated = match pack.dated() {
        Dated::InForce => None,
        Dated::Published => Some("published"),
        Dated::Assumed => Some("assumed"),
    };
    if let Some(dated) = dated {
        let _ = writeln!(page, "- {}", word(dated));
    }
    let scopes: Vec<String> = Category::ALL
        .iter()
        .map(|&category| format!("{category}: {}", pack.scope(Some(category)).as_str()))
        .collect();
    let _ = writeln!(page, "- {}: {}", word("scopes"), scopes.join(", "));
    let barred: Vec<String> = Category::ALL
        .iter()
        .map(|&category| (category, pack.barred(Some(category))))
        .filter(|(_, terms)| !terms.is_empty())
        .map(|(category, terms)| format!("{category}: {}", terms.join(" ")))
        .collect();
    if !barred.is_empty() {
        let _ = writeln!(page, "- {}: {}", word("barred"), barred.join("; "));
    }
    let months = pack.reservation_months();
    let _ = writeln!(page, "- {}: {months}", word("reservation"));
    let papers: Vec<&str> = pack.papers(None).collect();
    if !papers.is_empty() {
        let _ = writeln!(page, "- {}: {}", word("papers"), papers.join("、"));
    }
    if let Some(dialect) = &pack.dialect {
        let same = [&dialect.initials, &dialect.finals, &dialect.syllables];
        let same: Vec<&str> = same.into_iter().flatten().map(String::as_str).collect();
        let _ = writeln!(page, "- {}: {}", dialect.name, same.join(", "));
    }
    let allowed = pack.allowed();
    if !allowed.is_empty() {
        let _ = writeln!(page, "- {}: {allowed}", word("allowed"));
    }
    let thresholds: Vec<String> = pack.thresholds().into_iter().map(threshold).collect();
    if !thresholds.is_empty() {
        let _ = writeln!(page, "- {}: {}", word("thresholds"), thresholds.join("; "));
    }
}

fn threshold(of: &Threshold) -> String {
    let ways: Vec<String> = of.any.iter().map(bounds).collect();
    let basis = of.width_basis.as_deref().map(|basis| format!(" ({basis})"));
    format!(
        "{} {}{}",
        of.generic,
        ways.join(" / "),
        basis.unwrap_or_default()
    )
}

fn bounds(way: &Bounds) -> String {
    let told = [
        ("width ≥", way.width_min_m, "m"),
        ("width <", way.width_below_m, "m"),
        ("length ≥", way.length_min_m, "m"),
        ("length >", way.length_over_m, "m"),
        ("area ≥", way.area_min_m2, "m²"),
        ("floor area ≥", way.floor_area_min_m2, "m²"),
        ("storeys ≥", way.storeys_min, ""),
        ("storeys <", way.storeys_below, ""),
        ("green ≥", way.green_min_percent, "%"),
        ("open space ≥", way.open_space_min_m2, "m²"),
        ("open space ≥", way.open_space_min_percent, "%"),
    ];
    let classes = (!way.road_classes.is_empty()).then(|| way.road_classes.join("/"));
    let told: Vec<String> = told
        .into_iter()
        .filter_map(|(what, bound, unit)| {
            Some(format!("{what} {} {unit}", bound?).trim().to_owned())
        })
        .chain(classes)
        .collect();
    told.join(", ")
}
