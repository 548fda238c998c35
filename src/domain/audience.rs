//! Who is asking: every exit shows a feature through this.

/// The reader of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anybody.
    Public,
    /// Whoever may see exact marker positions and restricted fields.
    Internal,
}
