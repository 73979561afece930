//! What does not fit in a request, all of it.

use super::{Fault, Named, Refusal};

/// A fault of one member of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFault {
    /// Where, as a JSON pointer into the request.
    pub pointer: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// The faults of meaning of a request, gathered before anything is refused: whoever mends the
/// request hears of all of them at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "gathered faults refuse nothing until somebody asks"]
pub struct Faults(Vec<MemberFault>);

impl Faults {
    /// No fault yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds the fault of the member at `pointer`, by its code of `api/texts`.
    pub fn tell(&mut self, pointer: impl Into<String>, code: &'static str) {
        self.0.push(MemberFault {
            pointer: pointer.into(),
            fault: Fault::new(code),
        });
    }

    /// Adds what `check` finds, every pointer of it below `prefix`.
    pub fn below(&mut self, prefix: &str, check: impl FnOnce(&mut Self)) {
        let mut found = Self::none();
        check(&mut found);
        self.0.extend(found.within(prefix).0);
    }

    /// What `outcome` decided; none when it refused for faults, which are added. What it refused
    /// for another reason is passed on.
    pub fn gather<T>(&mut self, outcome: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        match outcome {
            Ok(decided) => Ok(Some(decided)),
            Err(Refusal::Invalid { faults }) => {
                self.0.extend(faults.0);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Tells what stands in the list at `pointer` a second time.
    pub fn each_once<T: PartialEq>(&mut self, pointer: &str, list: &[T]) {
        for (at, one) in list.iter().enumerate() {
            if list[..at].contains(one) {
                self.tell(format!("{pointer}/{at}"), "duplicate_member");
            }
        }
    }

    /// What the member at `pointer` was read as; none, and its fault, when it is no such value.
    pub fn read<T>(&mut self, pointer: impl Into<String>, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| {
            self.0.push(MemberFault {
                pointer: pointer.into(),
                fault,
            });
        })
        .ok()
    }

    /// What the member at `pointer` names; none, and a fault, when that is unknown.
    pub fn known<T>(&mut self, pointer: impl Into<String>, named: Named<T>) -> Option<T> {
        match named {
            Named::Known(thing) => Some(thing),
            Named::Unknown => {
                self.tell(pointer, "unknown_reference");
                None
            }
        }
    }

    /// Refuses with all faults, when there is one.
    pub fn refuse(self) -> Result<(), Refusal> {
        self.unless_any(Some(()))
    }

    /// What was decided and gathered; refuses with all faults, when there is one.
    pub fn unless_any<T>(self, decided: Option<T>) -> Result<T, Refusal> {
        match decided {
            Some(decided) if self.0.is_empty() => Ok(decided),
            _ => Err(Refusal::Invalid { faults: self }),
        }
    }

    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &MemberFault> {
        self.0.iter()
    }

    /// The same faults, of members that stand below `prefix` in the request.
    pub(super) fn within(mut self, prefix: &str) -> Self {
        for fault in &mut self.0 {
            fault.pointer.insert_str(0, prefix);
        }
        self
    }
}

impl IntoIterator for Faults {
    type Item = MemberFault;
    type IntoIter = std::vec::IntoIter<MemberFault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Day;

    #[test]
    fn faults_of_several_places_are_refused_together_each_where_it_stands() {
        let mut faults = Faults::none();
        faults.below("/content", |faults| {
            faults.tell("/items/0", "too_many");
            faults.below("/items/1", |faults| {
                faults.tell("/value", "duplicate_member");
            });
        });
        assert_eq!(faults.read("/on", "2026-02-30".parse::<Day>()), None);
        let outcome: Result<(), _> = Err(Refusal::unknown("/office_id"));
        assert_eq!(faults.gather(outcome), Ok(None));
        assert_eq!(faults.gather(Ok(7)), Ok(Some(7)));
        let refused = faults.refuse().unwrap_err().below("/request");
        assert_eq!(
            refused.to_string(),
            "invalid: /request/content/items/0 too_many, \
             /request/content/items/1/value duplicate_member, /request/on invalid_date, \
             /request/office_id unknown_reference"
        );
    }

    #[test]
    fn what_is_refused_for_another_reason_is_told_alone() {
        let mut faults = Faults::none();
        faults.tell("/on", "in_the_future");
        let outcome: Result<(), _> = Err(Refusal::NotPermitted {});
        assert_eq!(faults.gather(outcome), Err(Refusal::NotPermitted {}));
    }

    #[test]
    fn without_a_fault_nothing_is_refused() {
        assert_eq!(Faults::none().refuse(), Ok(()));
    }
}
