//! What a request names by an identifier.

/// A thing that a request names: looked up, so that whoever decides can tell together with every
/// other fault that it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<T> {
    /// It is there.
    Known(T),
    /// It is not, or not for this actor.
    Unknown,
}

impl<T> From<Option<T>> for Named<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Unknown, Self::Known)
    }
}
