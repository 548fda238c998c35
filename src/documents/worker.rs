//! The inside of a press's process: it reads manuscripts, sets one after another, and ends with whoever
//! sent them.

use std::{
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::mpsc,
    thread,
};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::{
    error::DocumentError,
    manuscript::{Manuscript, Paper},
    press::Press,
    wire,
};

/// The word that makes this program a press; the data folder follows it.
pub const PRESS: &str = "press";

/// The most memory that a press may map: the fonts, what the allocator keeps in hand, and more for a
/// paper than any has needed.
const MEMORY_BYTES: u64 = 2 << 30;

/// Sets what comes, until nothing more can. A paper that goes on without an end does not keep the process
/// from ending then, because it is set beside the reading.
///
/// # Errors
/// When a message is none of ours, or the system refuses.
pub fn work(
    papers: &'static [&'static Paper],
    data: &Path,
    mut input: impl Read,
    mut output: impl Write + Send + 'static,
) -> io::Result<()> {
    let bound = Some(MEMORY_BYTES);
    setrlimit(
        Resource::As,
        Rlimit {
            current: bound,
            maximum: bound,
        },
    )?;
    let press = Press::beside(data);
    let (tell, told) = mpsc::channel::<Manuscript>();
    thread::Builder::new()
        .name("setter".to_owned())
        .spawn(move || {
            for manuscript in told {
                let sent = set(&press, &manuscript)
                    .and_then(|answer| output.write_all(&answer))
                    .and_then(|()| output.flush());
                if sent.is_err() {
                    // Nobody is there to hear it; the reading ends, too.
                    break;
                }
            }
        })?;
    while let Some(message) = wire::read(&mut input)? {
        if tell.send(wire::ordered(&message, papers)?).is_err() {
            break;
        }
    }
    Ok(())
}

/// Sets one paper. A panic of the typesetter costs that paper.
fn set(press: &Press, manuscript: &Manuscript) -> io::Result<Vec<u8>> {
    let printed = catch_unwind(AssertUnwindSafe(|| press.print(manuscript)));
    wire::answer(printed.unwrap_or(Err(DocumentError::Gone)))
}
