//! The documents say of each column what the code does.

use crate::{exchange::columns_page, messages::Lang};

/// What stands before the tables is written by hand.
const MARK: &str = "<!-- made by `mingjie kinds --markdown`; a test keeps it so -->\n";

#[test]
fn the_tables_in_docs_are_those_that_the_fields_make() {
    for (name, lang) in [("import.md", Lang::ZhCn), ("import.en.md", Lang::En)] {
        let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(&path).unwrap();
        let (by_hand, tables) = kept.split_once(MARK).unwrap();
        let made = columns_page(lang);
        if std::env::var_os("MINGJIE_WRITE_DOCS").is_some() {
            std::fs::write(&path, format!("{by_hand}{MARK}{made}")).unwrap();
        } else {
            assert!(
                tables == made,
                "docs/{name} is stale: set MINGJIE_WRITE_DOCS=1 and run this test"
            );
        }
    }
}
