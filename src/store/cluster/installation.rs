//! Finds the installed PostgreSQL that has PostGIS.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{ClusterError, package};

/// Where a distribution puts PostgreSQL; both folders hold one folder a major version.
#[derive(Clone, Debug)]
pub struct Places {
    /// Holds `<major>/bin/postgres`.
    pub programs: PathBuf,
    /// Holds `<major>/extension/postgis.control`.
    pub shares: PathBuf,
}

impl Default for Places {
    /// Debian and everything derived from it.
    fn default() -> Self {
        Self {
            programs: PathBuf::from("/usr/lib/postgresql"),
            shares: PathBuf::from("/usr/share/postgresql"),
        }
    }
}

/// An installed PostgreSQL with PostGIS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The major version.
    pub major: u32,
    programs: PathBuf,
}

impl Installation {
    /// The newest PostgreSQL that has PostGIS, or the one of `pinned`, the version that wrote
    /// the cluster's files: PostgreSQL reads no other version's.
    ///
    /// # Errors
    /// [`ClusterError::NotInstalled`], [`ClusterError::WithoutPostgis`] and, for a pinned
    /// version, [`ClusterError::OtherVersion`] with `folder` in its text.
    pub fn find(places: &Places, pinned: Option<u32>, folder: &Path) -> Result<Self, ClusterError> {
        let installed = installed(places);
        let usable = |major: u32| {
            places
                .shares
                .join(major.to_string())
                .join("extension/postgis.control")
                .is_file()
        };
        let chosen = match pinned {
            Some(major) => installed
                .iter()
                .copied()
                .find(|&found| found == major && usable(found)),
            None => installed.iter().copied().find(|&found| usable(found)),
        };
        match (chosen, pinned, installed.first()) {
            (Some(major), _, _) => Ok(Self {
                major,
                programs: places.programs.join(major.to_string()).join("bin"),
            }),
            (None, Some(major), _) => Err(ClusterError::OtherVersion {
                major,
                folder: folder.to_owned(),
            }),
            (None, None, Some(&major)) => Err(ClusterError::WithoutPostgis { major }),
            (None, None, None) => Err(ClusterError::NotInstalled {
                package: package::postgis(),
            }),
        }
    }

    /// The path of a program such as `initdb`.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }
}

/// The major versions installed, newest first.
fn installed(places: &Places) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(&places.programs) else {
        return Vec::new();
    };
    let mut majors: Vec<u32> = entries
        .flatten()
        .filter(|entry| entry.path().join("bin/postgres").is_file())
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folders as a distribution would lay them out: `(major, has PostGIS)`.
    fn places(root: &Path, versions: &[(u32, bool)]) -> Places {
        let places = Places {
            programs: root.join("lib"),
            shares: root.join("share"),
        };
        for (major, postgis) in versions {
            let bin = places.programs.join(major.to_string()).join("bin");
            fs::create_dir_all(&bin).unwrap();
            fs::write(bin.join("postgres"), "").unwrap();
            let extension = places.shares.join(major.to_string()).join("extension");
            fs::create_dir_all(&extension).unwrap();
            if *postgis {
                fs::write(extension.join("postgis.control"), "").unwrap();
            }
        }
        places
    }

    fn find(versions: &[(u32, bool)], pinned: Option<u32>) -> Result<u32, String> {
        let root = tempfile::tempdir().unwrap();
        Installation::find(
            &places(root.path(), versions),
            pinned,
            Path::new("/data/pg"),
        )
        .map(|found| found.major)
        .map_err(|error| error.to_string())
    }

    #[test]
    fn the_newest_version_that_has_postgis_is_chosen() {
        assert_eq!(find(&[(9, true), (15, true), (17, false)], None), Ok(15));
    }

    #[test]
    fn the_version_that_wrote_the_files_wins_over_a_newer_one() {
        assert_eq!(find(&[(15, true), (17, true)], Some(15)), Ok(15));
    }

    #[test]
    fn what_is_missing_is_named_with_the_packages_to_install() {
        let error = find(&[], None).unwrap_err();
        assert!(error.contains("apt-get install postgresql p"), "{error}");
        let error = find(&[(16, false)], None).unwrap_err();
        assert!(
            error.contains("apt-get install postgresql-16-postgis-3"),
            "{error}"
        );
        let error = find(&[(17, true)], Some(15)).unwrap_err();
        assert!(
            error.contains("made by PostgreSQL 15") && error.contains("/data/pg"),
            "{error}"
        );
    }
}
