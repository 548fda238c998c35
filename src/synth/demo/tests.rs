//! What the demo county must show.

use super::demo_county;

#[test]
fn dump() {
    let out = std::path::PathBuf::from(std::env::var("OUT").unwrap());
    let summary = demo_county(&out).unwrap();
    println!(
        "{:?}",
        summary
            .files
            .iter()
            .map(|f| (f.kind, f.rows))
            .collect::<Vec<_>>()
    );
}
