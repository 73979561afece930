//! A registered person whom a request names.

use std::fmt;

use crate::event::IndividualId;
use crate::kernel::{Day, Faults};

/// As much of a registered person as decisions about a day need.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KnownPerson {
    /// Who.
    pub id: IndividualId,
    /// The day of birth.
    pub birth_date: Day,
}

impl KnownPerson {
    /// Tells when the member at `pointer` is a day before the person was born.
    pub fn was_born_by(&self, pointer: &str, day: Day, faults: &mut Faults) {
        if day < self.birth_date {
            faults.tell(pointer, "before_birth");
        }
    }
}

/// Tells when nothing can have happened on the day of the member at `pointer`: it is still to
/// come, or before the person was born with whom it happened.
pub fn can_have_happened(
    pointer: &str,
    day: Day,
    with: Option<&KnownPerson>,
    today: Day,
    faults: &mut Faults,
) {
    if day > today {
        faults.tell(pointer, "in_the_future");
    }
    if let Some(person) = with {
        person.was_born_by(pointer, day, faults);
    }
}

/// A day of birth tells who somebody is: only the identifier shows up in a debug print.
impl fmt::Debug for KnownPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownPerson({}, ***)", self.id)
    }
}
