//! The fonts of the papers, found on the machine: none travels inside the binary, because a Chinese
//! font is larger than the whole program.
//!
//! Debian's `fonts-noto-cjk` is enough. What lies in `fonts/` of the data folder comes before it, so
//! that a bureau that owns 仿宋 and 小标宋 prints with them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::error::{DocumentError, FileFault};

/// Where Linux keeps fonts.
const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// The files that are looked for and the family wanted of each. A collection holds a family for each
/// country; the simplified Chinese one is ours.
const WANTED: [(&str, &str); 3] = [
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
];

/// Where the simplified Chinese family stands in Debian's collections.
const USUAL_PLACE: u32 = 2;

/// The most faces of a collection.
const MOST_FACES: u32 = 64;

/// How many folders down a font may lie.
const DEPTH: usize = 3;

/// The most fonts of a bureau's own.
const MOST_OWN: usize = 24;

/// The fonts, read once.
#[derive(Debug)]
pub struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
}

impl Fonts {
    /// Reads the fonts that [`font_files`] finds.
    ///
    /// # Errors
    /// [`DocumentError::NoFont`] when none is there, [`DocumentError::Unusable`] for a broken one.
    pub fn find(own: &Path) -> Result<Self, DocumentError> {
        let mut fonts = Vec::new();
        for path in font_files(own)? {
            let bytes =
                fs::read(&path).map_err(|error| DocumentError::unreadable(&path, &error))?;
            let bytes = Bytes::new(bytes);
            let before = fonts.len();
            match family_wanted(&path) {
                Some(family) => fonts.extend(face(&bytes, family)),
                None => fonts.extend(Font::iter(bytes)),
            }
            if fonts.len() == before {
                return Err(DocumentError::Unusable {
                    path,
                    fault: FileFault::NoFont,
                });
            }
        }
        Ok(Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        })
    }

    /// Whether one of them has a sign.
    pub(super) fn has(&self, sign: char) -> bool {
        let has = |font: &Font| font.info().coverage.contains(sign.into());
        self.fonts.iter().any(has)
    }
}

fn family_wanted(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    WANTED
        .iter()
        .find(|(file, _)| *file == name)
        .map(|(_, family)| *family)
}

/// The face of a family within a collection.
fn face(bytes: &Bytes, family: &str) -> Option<Font> {
    std::iter::once(USUAL_PLACE)
        .chain(0..MOST_FACES)
        .map_while(|index| Font::new(bytes.clone(), index))
        .find(|font| font.info().family == family)
}

/// The files of the fonts, a bureau's own first.
///
/// # Errors
/// [`DocumentError::NoFont`] when there is neither one of its own nor one that Debian has.
pub fn font_files(own: &Path) -> Result<Vec<PathBuf>, DocumentError> {
    files_within(own, &FOLDERS.map(PathBuf::from))
}

fn files_within(own: &Path, folders: &[PathBuf]) -> Result<Vec<PathBuf>, DocumentError> {
    let mut files = own_files(own);
    for (name, _) in WANTED {
        let found = folders.iter().find_map(|folder| find(folder, name, DEPTH));
        files.extend(found);
    }
    if files.is_empty() {
        return Err(DocumentError::NoFont {
            file: WANTED[0].0.to_owned(),
            folders: folders.to_vec(),
        });
    }
    Ok(files)
}

fn own_files(folder: &Path) -> Vec<PathBuf> {
    let is_font = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["ttf", "otf", "ttc"].contains(&ending)) && path.is_file()
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(is_font)
        .collect();
    files.sort();
    files.truncate(MOST_OWN);
    files
}

/// The file of this name, at most `depth` folders down.
fn find(folder: &Path, name: &str, depth: usize) -> Option<PathBuf> {
    let here = folder.join(name);
    if here.is_file() {
        return Some(here);
    }
    let below = depth.checked_sub(1)?;
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .find_map(|path| find(&path, name, below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_found_some_folders_down_and_a_bureaus_own_comes_first() {
        let root = tempfile::tempdir().unwrap();
        let (own, system) = (root.path().join("own"), root.path().join("system"));
        let folder = system.join("opentype/noto");
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir_all(&own).unwrap();
        let found = files_within(&own, std::slice::from_ref(&system));
        assert!(
            matches!(&found, Err(DocumentError::NoFont { .. })),
            "{found:?}"
        );
        let told = found.unwrap_err().to_string();
        assert!(told.contains("NotoSerifCJK-Regular.ttc"), "{told}");
        let noto = folder.join("NotoSansCJK-Regular.ttc");
        fs::write(&noto, "").unwrap();
        fs::write(own.join("仿宋.ttf"), "").unwrap();
        fs::write(own.join("readme.txt"), "").unwrap();
        assert_eq!(
            files_within(&own, &[system]),
            Ok(vec![own.join("仿宋.ttf"), noto])
        );
    }

    #[test]
    fn a_font_that_cannot_be_read_is_named() {
        let own = tempfile::tempdir().unwrap();
        fs::write(own.path().join("broken.ttf"), "no font").unwrap();
        let told = Fonts::find(own.path()).unwrap_err().to_string();
        assert!(told.contains("broken.ttf"), "{told}");
    }
}
