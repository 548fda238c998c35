//! Each law proved on a small breach, and on a look-alike that is none.

use crate::breach::breaches;

fn reasons(path: &str, code: &str) -> Vec<String> {
    breaches(path, &format!("//! A file.\n{code}\n"))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[track_caller]
fn breaks(path: &str, code: &str, reason: &str) {
    let told = reasons(path, code);
    assert!(told.len() == 1 && told[0].contains(reason), "{told:?}");
}

#[track_caller]
fn keeps(path: &str, code: &str) {
    assert_eq!(reasons(path, code), Vec::<String>::new());
}

#[test]
fn a_room_may_import_every_floor_below() {
    keeps(
        "src/registry/write.rs",
        "use crate::{domain::Kind, geo, store::Store, tile};",
    );
    keeps(
        "src/http/mod.rs",
        "mod feature;\nuse crate::registry::Registry;",
    );
    keeps("src/main.rs", "use mingjie::{cli, http::serve};");
}

#[test]
fn an_import_that_goes_up_is_named_with_its_line() {
    breaks(
        "src/domain/kind.rs",
        "\nuse crate::store::Store;",
        "src/domain/kind.rs:3: ",
    );
    breaks(
        "src/store/pool.rs",
        "fn f() -> crate::http::Answer { g() }",
        "imports go down only",
    );
    breaks(
        "src/geo/mod.rs",
        "use crate::domain::Kind;",
        "imports go down only",
    );
}

#[test]
fn siblings_are_found_in_lists_and_paths_and_through_super() {
    let reason = "sibling";
    breaks(
        "src/tile/paint.rs",
        "use crate::{domain::Kind, index::{a, b}};",
        reason,
    );
    breaks(
        "src/tile/paint.rs",
        "use crate::{\n    domain::{a, b},\n    index,\n};",
        ":4: ",
    );
    breaks(
        "src/tile/paint.rs",
        "fn f() { crate::index::find() }",
        reason,
    );
    breaks(
        "src/tile/paint.rs",
        "use super::super::index::find;",
        reason,
    );
    breaks(
        "src/tile/paint.rs",
        "mod tests {\n use super::super::super::index::find;\n}",
        reason,
    );
    breaks("src/geo/wkb.rs", "use crate::text::split;", reason);
    breaks("src/cli/serve.rs", "use crate::http::serve;", reason);
}

#[test]
fn a_name_within_the_own_room_is_no_import_of_another() {
    keeps("src/tile/mvt/write.rs", "use super::super::index::Entry;");
    keeps(
        "src/tile/paint.rs",
        "mod tests {\n use super::super::index::Entry;\n}",
    );
    keeps("src/messages.rs", "use crate::assets::Messages;");
    keeps(
        "src/tile/paint.rs",
        "pub(crate) fn f() {}\n// crate::index::find\n/* crate::index /* x */ */",
    );
    keeps(
        "src/tile/paint.rs",
        "const A: &str = \"crate::index::x\"; const B: &str = r#\"\"crate::index\"#;",
    );
}

#[test]
fn a_room_without_a_floor_is_a_breach() {
    breaks("src/attic/box.rs", "", "`attic` has no floor");
    breaks(
        "src/http/mod.rs",
        "use crate::attic::Box;",
        "no room with a floor",
    );
}

#[test]
fn sql_stays_in_the_store() {
    breaks(
        "src/registry/write.rs",
        "use sqlx::query;",
        "SQL only in store/",
    );
    keeps("src/store/pool.rs", "use sqlx::query;");
    keeps("tests/it/database.rs", "use sqlx::query;");
}

#[test]
fn status_codes_stay_at_the_http_door() {
    breaks(
        "src/registry/write.rs",
        "use axum::http::StatusCode;",
        "status codes only in http/",
    );
    keeps("src/http/problem.rs", "use axum::http::StatusCode;");
}

#[test]
fn nobody_but_a_door_looks_at_the_clock() {
    for clock in ["chrono::Utc", "Local", "SystemTime", "std::time::Instant"] {
        let code = format!("fn f() {{ {clock}::now(); }}");
        breaks("src/store/commit.rs", &code, "the clock is a parameter");
        keeps("src/registry/clock.rs", &code);
        keeps("src/http/serve.rs", &code);
    }
    keeps("src/store/commit.rs", "const SQL: &str = \"select now()\";");
}

#[test]
fn a_file_says_what_it_is_in_its_name_and_its_first_line() {
    breaks("src/geo/utils.rs", "", "`utils` says nothing");
    breaks("src/http/common/mod.rs", "", "`common` says nothing");
    let told = breaches("src/geo/bounds.rs", "use std::fmt;\n");
    assert!(told[0].reason.contains("opens without"), "{told:?}");
}

#[test]
fn a_mod_file_only_lists() {
    keeps(
        "src/geo/mod.rs",
        "#![expect(dead_code)]\n#[cfg(test)]\nmod tests;\n/// Doc.\npub mod wkb;\npub(crate) use wkb::{read, write};\npub type G = T<f64>;",
    );
    breaks(
        "src/geo/mod.rs",
        "mod wkb;\n\npub fn f() { g(); }",
        "src/geo/mod.rs:4: `fn …`",
    );
    breaks(
        "src/geo/mod.rs",
        "#[derive(Debug)]\npub struct S;",
        "`struct …`",
    );
    breaks(
        "src/geo/mod.rs",
        "pub(crate) const A: [u8; 2] = [1, 2];",
        "`const …`",
    );
}

#[test]
fn a_file_over_six_hundred_lines_is_split() {
    breaks(
        "src/geo/bounds.rs",
        &"\n".repeat(600),
        "split it by subject",
    );
    keeps("src/geo/bounds.rs", &"\n".repeat(598));
}
