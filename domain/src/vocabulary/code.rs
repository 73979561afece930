//! A code of one list, checked once.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use super::{Concept, get};
use crate::kernel::{Fault, unknown_code};

/// Names a code list, so that codes of different lists are different types.
pub trait CodeList: 'static {
    /// The name of the vocabulary.
    const LIST: &'static str;
}

/// A code that the list `L` has, on whatever day.
pub struct Code<L: CodeList> {
    concept: &'static Concept,
    list: PhantomData<fn() -> L>,
}

impl<L: CodeList> Code<L> {
    /// The code.
    pub fn as_str(&self) -> &'static str {
        self.concept.code
    }

    /// What the list says of it; the first entry where the code was given anew.
    pub const fn concept(&self) -> &'static Concept {
        self.concept
    }
}

impl<L: CodeList> FromStr for Code<L> {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let concept = get(L::LIST).and_then(|list| list.history(text).next());
        concept
            .map(|concept| Self {
                concept,
                list: PhantomData,
            })
            .ok_or_else(|| unknown_code(text))
    }
}

impl<L: CodeList> Clone for Code<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: CodeList> Copy for Code<L> {}

impl<L: CodeList> PartialEq for Code<L> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<L: CodeList> Eq for Code<L> {}

impl<L: CodeList> Hash for Code<L> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<L: CodeList> fmt::Display for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<L: CodeList> fmt::Debug for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", L::LIST, self.as_str())
    }
}
