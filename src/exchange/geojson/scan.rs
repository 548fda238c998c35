//! Finds where JSON values end without building them, resumable at any byte.

use crate::exchange::encoding::Encoding;

/// A value being passed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skip {
    at: usize,
    depth: usize,
    state: State,
    is_gb18030: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Within,
    Text,
    Scalar,
}

impl Skip {
    pub(super) const fn new(encoding: Encoding) -> Self {
        Self {
            at: 0,
            depth: 0,
            state: State::Start,
            is_gb18030: matches!(encoding, Encoding::Gb18030),
        }
    }

    /// The length of the value that `bytes` begin with; `None` when it goes on beyond them. When
    /// called again, `bytes` must begin at the same spot.
    pub(super) fn run(&mut self, bytes: &[u8]) -> Option<usize> {
        loop {
            match self.state {
                State::Text => {
                    if !self.pass_text(bytes) {
                        return None;
                    }
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                    self.state = State::Within;
                }
                State::Scalar => {
                    let rest = bytes.get(self.at..)?;
                    let end = rest.iter().position(|byte| b",]} \t\r\n".contains(byte));
                    self.at += end.unwrap_or(rest.len());
                    return end.map(|_| self.at);
                }
                State::Start | State::Within => {
                    let byte = *bytes.get(self.at)?;
                    match byte {
                        b'"' => self.state = State::Text,
                        b'{' | b'[' => {
                            self.depth += 1;
                            self.state = State::Within;
                        }
                        b'}' | b']' => {
                            self.depth = self.depth.saturating_sub(1);
                            if self.depth == 0 {
                                self.at += 1;
                                return Some(self.at);
                            }
                        }
                        _ if self.state == State::Start => {
                            self.state = State::Scalar;
                            continue;
                        }
                        _ => {}
                    }
                    self.at += 1;
                }
            }
        }
    }

    /// Passes over the rest of a text and its closing quote; `false` when it goes on.
    fn pass_text(&mut self, bytes: &[u8]) -> bool {
        loop {
            let Some(rest) = bytes.get(self.at..) else {
                return false;
            };
            let next = if self.is_gb18030 {
                rest.iter()
                    .position(|byte| matches!(byte, b'"' | b'\\') || *byte > 0x80)
            } else {
                memchr::memchr2(b'"', b'\\', rest)
            };
            let Some(next) = next else {
                self.at = bytes.len();
                return false;
            };
            if rest[next] == b'"' {
                self.at += next + 1;
                return true;
            }
            // An escaped character, or the second byte of a pair.
            if next + 1 >= rest.len() {
                self.at += next;
                return false;
            }
            self.at += next + 2;
        }
    }
}

/// What a JSON file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Shape {
    /// One object with a `features` list.
    Collection,
    /// Features one after the other.
    Sequence,
}

/// What the file that begins with `head` holds; `None` when it is no JSON object.
pub(in crate::exchange) fn shape(head: &[u8]) -> Option<Shape> {
    let start = head
        .iter()
        .position(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))?;
    let head = &head[start..];
    match head[0] {
        0x1E => return Some(Shape::Sequence),
        b'{' => {}
        _ => return None,
    }
    let mut at = 1;
    loop {
        at += space(&head[at..]);
        let Some(length) = Skip::new(Encoding::Utf8).run(&head[at..]) else {
            return Some(Shape::Collection);
        };
        let key = &head[at..at + length];
        if key == b"\"features\"" {
            return Some(Shape::Collection);
        }
        at += length;
        at += space(&head[at..]);
        if head.get(at) != Some(&b':') {
            return Some(Shape::Collection);
        }
        at += 1;
        at += space(&head[at..]);
        let Some(length) = Skip::new(Encoding::Utf8).run(&head[at..]) else {
            return Some(Shape::Collection);
        };
        match (key, &head[at..at + length]) {
            (b"\"type\"", b"\"Feature\"") => return Some(Shape::Sequence),
            (b"\"type\"", _) => return Some(Shape::Collection),
            _ => at += length,
        }
        at += space(&head[at..]);
        if head.get(at) != Some(&b',') {
            return Some(Shape::Collection);
        }
        at += 1;
    }
}

/// How many bytes of white space stand there.
pub(super) fn space(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &[u8], encoding: Encoding) -> Option<usize> {
        Skip::new(encoding).run(text)
    }

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        for (text, wanted) in [
            (r#"{"a":[1,"}]\"",{}]},"#, Some(19)),
            (r#""a\\"x"#, Some(5)),
            ("12,", Some(2)),
            ("null}", Some(4)),
            ("[[]", None),
        ] {
            assert_eq!(length(text.as_bytes(), Encoding::Utf8), wanted, "{text}");
        }
    }

    #[test]
    fn a_value_is_found_however_the_bytes_arrive() {
        let text = br#"{"a":[1,"}]\"\\",{"b":null}]} rest"#;
        let whole = length(text, Encoding::Utf8);
        let mut skip = Skip::new(Encoding::Utf8);
        let piecewise = (0..=text.len()).find_map(|end| skip.run(&text[..end]));
        assert_eq!(piecewise, whole);
    }

    #[test]
    fn the_second_byte_of_a_pair_is_no_backslash() {
        // 誠 ends with 0x5C in GBK.
        let text = b"\"\xD5\x5C\",";
        assert_eq!(length(text, Encoding::Gb18030), Some(4));
    }

    #[test]
    fn what_a_json_file_holds_is_told_by_its_first_members() {
        for (text, wanted) in [
            (
                r#"{"type":"FeatureCollection","features":["#,
                Shape::Collection,
            ),
            (r#"{ "name": "x", "features": []"#, Shape::Collection),
            (r#"{"id":1,"type":"Feature""#, Shape::Sequence),
            ("\u{1E}{}", Shape::Sequence),
        ] {
            assert_eq!(shape(text.as_bytes()), Some(wanted), "{text}");
        }
        assert_eq!(shape(b"name,number"), None);
    }
}
