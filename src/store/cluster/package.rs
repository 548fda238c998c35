//! Which package brings PostGIS to the system at hand: its name holds the version of PostgreSQL
//! that the release ships.

use std::fs;

/// Releases and the PostgreSQL they ship.
///
/// # Source
/// The package lists of Debian and Ubuntu.
const RELEASES: [(&str, &str, u32); 8] = [
    ("debian", "11", 13),
    ("debian", "12", 15),
    ("debian", "13", 17),
    ("ubuntu", "20.04", 12),
    ("ubuntu", "22.04", 14),
    ("ubuntu", "24.04", 16),
    ("ubuntu", "25.04", 17),
    ("ubuntu", "25.10", 17),
];

/// The package of this system.
pub(super) fn postgis() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    postgis_of(&release)
}

/// The package of the system that `os-release` describes. Of a release that is not known, the one
/// that recommends the right one.
fn postgis_of(release: &str) -> String {
    let value = |key: &str| {
        release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .unwrap_or_default()
            .trim_matches('"')
    };
    let (id, version) = (value("ID"), value("VERSION_ID"));
    RELEASES
        .iter()
        .find(|(named, release, _)| *named == id && *release == version)
        .map_or_else(
            || "postgis".to_owned(),
            |(_, _, major)| format!("postgresql-{major}-postgis-3"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_release_gets_the_package_that_it_has() {
        let of = |id: &str, version: &str| {
            postgis_of(&format!(
                "PRETTY_NAME=\"x\"\nID={id}\nVERSION_ID=\"{version}\"\n"
            ))
        };
        assert_eq!(of("debian", "12"), "postgresql-15-postgis-3");
        assert_eq!(of("debian", "13"), "postgresql-17-postgis-3");
        assert_eq!(of("ubuntu", "24.04"), "postgresql-16-postgis-3");
        assert_eq!(of("kylin", "V10"), "postgis");
        assert_eq!(postgis_of(""), "postgis");
    }
}
