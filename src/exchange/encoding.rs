//! The encodings of text files: UTF-8 and GB18030, told apart by a mark or by the bytes.

use std::{borrow::Cow, str::FromStr};

use encoding_rs::GB18030;

use super::word::ExchangeError;

/// How many bytes decide about the encoding.
pub(super) const SAMPLE: usize = 1 << 20;

/// An encoding that is read. GBK and GB2312 are parts of GB18030.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, strict.
    Utf8,
    /// GB 18030, strict.
    Gb18030,
}

impl Encoding {
    /// The name shown in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The text, or `None` when the bytes are invalid; nothing is replaced.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// The encoding of the file that begins with `sample`, and how many bytes its mark takes.
    ///
    /// Without a mark, UTF-8 unless broken sequences are common in it and GB18030 reads it whole;
    /// a few broken bytes do not turn a UTF-8 file into another.
    ///
    /// # Errors
    /// [`ExchangeError::UnknownEncoding`] for UTF-16.
    pub(super) fn sniff(sample: &[u8]) -> Result<(Self, usize), ExchangeError> {
        if sample.starts_with(b"\xEF\xBB\xBF") {
            return Ok((Self::Utf8, 3));
        }
        if sample.starts_with(b"\x84\x31\x95\x33") {
            return Ok((Self::Gb18030, 4));
        }
        if sample.starts_with(b"\xFF\xFE") || sample.starts_with(b"\xFE\xFF") {
            return Err(ExchangeError::UnknownEncoding("UTF-16".to_owned()));
        }
        let (good, broken) = sequences(sample);
        if broken == 0 || good >= 4 * broken || !is_gb18030(sample) {
            return Ok((Self::Utf8, 0));
        }
        Ok((Self::Gb18030, 0))
    }
}

impl FromStr for Encoding {
    type Err = ExchangeError;

    fn from_str(label: &str) -> Result<Self, Self::Err> {
        match label.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "65001" => Ok(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" | "936" | "windows-936" | "ms936" => {
                Ok(Self::Gb18030)
            }
            _ => Err(ExchangeError::UnknownEncoding(label.to_owned())),
        }
    }
}

/// How many multi-byte sequences are well formed in UTF-8, and how many are broken.
fn sequences(mut bytes: &[u8]) -> (usize, usize) {
    let multi = |text: &[u8]| text.iter().filter(|byte| **byte >= 0xC0).count();
    let (mut good, mut broken) = (0, 0);
    loop {
        match std::str::from_utf8(bytes) {
            Ok(text) => return (good + multi(text.as_bytes()), broken),
            Err(error) => {
                good += multi(&bytes[..error.valid_up_to()]);
                let Some(length) = error.error_len() else {
                    return (good, broken);
                };
                broken += 1;
                bytes = &bytes[error.valid_up_to() + length..];
            }
        }
    }
}

/// Whether the sample is GB18030 but for a character cut off at its end.
fn is_gb18030(sample: &[u8]) -> bool {
    (0..4.min(sample.len())).any(|cut| {
        Encoding::Gb18030
            .decode(&sample[..sample.len() - cut])
            .is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn a_chinese_table_in_gb18030_is_recognised() {
        let bytes = gb("name,number\n剡湖街道北直街,128号\n");
        assert_eq!(Encoding::sniff(&bytes).unwrap(), (Encoding::Gb18030, 0));
        assert_eq!(
            Encoding::sniff(&bytes[..bytes.len() - 4]).unwrap().0,
            Encoding::Gb18030,
            "a sample may end within a character"
        );
    }

    #[test]
    fn a_broken_byte_does_not_turn_a_utf8_file_into_gb18030() {
        let mut bytes = "name,number\n剡湖街道北直街,128号\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"\xE5\x8C,1\n");
        assert_eq!(Encoding::sniff(&bytes).unwrap(), (Encoding::Utf8, 0));
    }

    #[test]
    fn utf16_is_refused_by_name() {
        assert!(matches!(
            Encoding::sniff(b"\xFF\xFEn\0"),
            Err(ExchangeError::UnknownEncoding(name)) if name == "UTF-16"
        ));
    }

    #[test]
    fn marks_are_seen() {
        assert_eq!(
            Encoding::sniff(b"\xEF\xBB\xBFa").unwrap(),
            (Encoding::Utf8, 3)
        );
    }
}
