//! What goes between a server and its press: one message each way a paper. A message is the number of its
//! bytes, then a head in JSON after the number of its own, then what is not text.

use std::io::{self, Read};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    error::DocumentError,
    manuscript::{Manuscript, Paper, Printed},
};

/// The bytes that say how long a message is.
pub(super) const LENGTH_BYTES: usize = 8;

/// The longest message, in bytes: photos of a case, or a PDF.
const LONGEST: u64 = 512 << 20;

/// A manuscript on its way.
#[derive(Serialize, Deserialize)]
struct Order {
    paper: String,
    title: String,
    data: Map<String, Json>,
    lang: String,
    at: DateTime<Utc>,
    /// How many bytes each picture has.
    pictures: Vec<usize>,
}

/// What became of it; the PDF comes after.
#[derive(Serialize, Deserialize)]
enum Answer {
    Printed { pages: usize },
    Refused(DocumentError),
}

/// A manuscript as a message.
///
/// # Errors
/// When its data cannot be written as JSON.
pub(super) fn order(manuscript: &Manuscript) -> io::Result<Vec<u8>> {
    let head = Order {
        paper: manuscript.paper.name.to_owned(),
        title: manuscript.title.clone(),
        data: manuscript.data.clone(),
        lang: manuscript.lang.tag().to_owned(),
        at: manuscript.at,
        pictures: manuscript.pictures.iter().map(Vec::len).collect(),
    };
    message(&head, manuscript.pictures.iter().map(Vec::as_slice))
}

/// The manuscript that a message holds, one of these papers.
///
/// # Errors
/// When it is none.
pub(super) fn ordered(message: &[u8], papers: &[&'static Paper]) -> io::Result<Manuscript> {
    let (head, mut rest): (Order, _) = opened(message)?;
    let paper = papers
        .iter()
        .find(|paper| paper.name == head.paper)
        .ok_or_else(|| strange("no such paper"))?;
    let mut pictures = Vec::with_capacity(head.pictures.len());
    for length in head.pictures {
        let (picture, after) = rest
            .split_at_checked(length)
            .ok_or_else(|| strange("a picture is cut off"))?;
        pictures.push(picture.to_vec());
        rest = after;
    }
    Ok(Manuscript {
        paper,
        title: head.title,
        data: head.data,
        pictures,
        lang: head.lang.parse().map_err(|_| strange("no such language"))?,
        at: head.at,
    })
}

/// What became of a manuscript, as a message.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn answer(printed: Result<Printed, DocumentError>) -> io::Result<Vec<u8>> {
    let (head, pdf) = match printed {
        Ok(printed) => {
            let pages = printed.pages;
            (Answer::Printed { pages }, printed.bytes)
        }
        Err(error) => (Answer::Refused(error), Vec::new()),
    };
    message(&head, std::iter::once(pdf.as_slice()))
}

/// What a message says became of a manuscript.
///
/// # Errors
/// When it says nothing of it.
pub(super) fn answered(message: &[u8]) -> io::Result<Result<Printed, DocumentError>> {
    let (head, pdf) = opened(message)?;
    Ok(match head {
        Answer::Printed { pages } => Ok(Printed {
            bytes: pdf.to_vec(),
            pages,
        }),
        Answer::Refused(error) => Err(error),
    })
}

/// How many bytes follow.
///
/// # Errors
/// When they are too many.
pub(super) fn length(bytes: [u8; LENGTH_BYTES]) -> io::Result<usize> {
    let length = u64::from_be_bytes(bytes);
    usize::try_from(length)
        .ok()
        .filter(|_| length <= LONGEST)
        .ok_or_else(|| strange("too long a message"))
}

/// Reads a message; none at the end.
///
/// # Errors
/// When it is cut off or too long.
pub(super) fn read(mut from: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; LENGTH_BYTES];
    match from.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut message = vec![0; length(head)?];
    from.read_exact(&mut message)?;
    Ok(Some(message))
}

fn message<'a>(head: &impl Serialize, rest: impl Iterator<Item = &'a [u8]>) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(head)?;
    let mut message = vec![0; LENGTH_BYTES];
    message.extend((head.len() as u64).to_be_bytes());
    message.extend(head);
    for part in rest {
        message.extend_from_slice(part);
    }
    let length = (message.len() - LENGTH_BYTES) as u64;
    message[..LENGTH_BYTES].copy_from_slice(&length.to_be_bytes());
    Ok(message)
}

/// The head of a message and what comes after it.
fn opened<T: DeserializeOwned>(message: &[u8]) -> io::Result<(T, &[u8])> {
    let cut = || strange("a message is cut off");
    let (told, rest) = message.split_first_chunk().ok_or_else(cut)?;
    let (head, rest) = rest.split_at_checked(length(*told)?).ok_or_else(cut)?;
    Ok((serde_json::from_slice(head)?, rest))
}

fn strange(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Lang;

    const LETTER: Paper = Paper { name: "letter" };

    fn manuscript() -> Manuscript {
        let mut data = Map::new();
        data.insert("heading".to_owned(), "函 #eval(\"1\")".into());
        Manuscript {
            paper: &LETTER,
            title: "函".to_owned(),
            data,
            pictures: vec![vec![1, 2, 3], Vec::new(), vec![4]],
            lang: Lang::En,
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_manuscript_arrives_as_it_was_sent() {
        let sent = manuscript();
        let bytes = order(&sent).unwrap();
        let received = read(bytes.as_slice()).unwrap().unwrap();
        let came = ordered(&received, &[&LETTER]).unwrap();
        assert_eq!((came.title, came.data), (sent.title, sent.data));
        assert_eq!((came.pictures, came.lang), (sent.pictures, sent.lang));
        assert_eq!(read(&[][..]).unwrap(), None);
    }

    #[test]
    fn what_became_of_it_comes_back() {
        let printed = Printed {
            bytes: b"%PDF-1.7".to_vec(),
            pages: 2,
        };
        let bytes = answer(Ok(printed)).unwrap();
        let came = answered(&bytes[LENGTH_BYTES..]).unwrap().unwrap();
        assert_eq!((came.bytes.as_slice(), came.pages), (&b"%PDF-1.7"[..], 2));
        let refused = DocumentError::Template {
            file: "a.typ".to_owned(),
            line: 3,
            reason: "no".to_owned(),
        };
        let bytes = answer(Err(refused.clone())).unwrap();
        assert_eq!(
            answered(&bytes[LENGTH_BYTES..]).unwrap().unwrap_err(),
            refused
        );
    }

    #[test]
    fn a_message_cut_off_anywhere_is_an_error_and_no_paper() {
        let bytes = order(&manuscript()).unwrap();
        for end in 1..bytes.len() {
            let read = read(&bytes[..end]);
            assert!(matches!(read, Err(_) | Ok(None)), "{end}");
        }
        let inside = &bytes[LENGTH_BYTES..];
        for end in 0..inside.len() {
            assert!(ordered(&inside[..end], &[&LETTER]).is_err(), "{end}");
        }
        assert!(ordered(inside, &[]).is_err());
        assert!(length(u64::MAX.to_be_bytes()).is_err());
    }
}
