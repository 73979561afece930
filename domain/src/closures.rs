//! Closures: days on which an office, or all of them, receive nobody.

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Faults, Id, Named, Period, Refusal, Text, Version};
use crate::policy::Action;

/// Marks identifiers of a closure.
#[derive(Debug)]
pub struct ClosureTag;
/// Identifies a closure.
pub type ClosureId = Id<ClosureTag>;
/// What people read of a closure.
pub type ClosureLabel = Text<100>;

/// A new closure, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClosure {
    /// Its identifier.
    pub id: ClosureId,
    /// Which office is closed; all of them when none is named.
    pub office: Option<Named<OfficeId>>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// What people read of it.
    pub label: ClosureLabel,
}

/// Days on which nobody is received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The closure.
    pub id: ClosureId,
    /// Which office is closed; all of them when none is named.
    pub office: Option<OfficeId>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// What people read of it.
    pub label: ClosureLabel,
    /// How often it was saved.
    pub version: Version,
}

/// What becomes of something that is taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum TakenBack<T> {
    /// It did not begin before today: it goes.
    Removed(Changed<T>),
    /// It did: what was stays, and it ends with yesterday.
    Ended(Changed<T>),
}

impl<T> TakenBack<T> {
    /// What is left of it, if it does not go.
    pub fn left(&self) -> Option<&T> {
        match self {
            Self::Removed(_) => None,
            Self::Ended(ended) => Some(ended.state()),
        }
    }
}

/// The refusal of whoever takes back what is over.
pub(crate) fn over() -> Refusal {
    Refusal::WrongStatus {
        step: "take_back",
        status: "over".to_owned(),
    }
}

impl Closure {
    /// Closes an office, or all. What was open stays as it was: it begins today at the earliest.
    pub fn set(new: NewClosure, actor: &Actor, today: Day) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        let office = new
            .office
            .and_then(|office| faults.known("/office_id", office));
        if new.from < today {
            faults.tell("/from", "in_the_past");
        }
        faults.read("/to", Period::new(new.from, Some(new.to)));
        faults.refuse()?;
        let closure = Self {
            id: new.id,
            office,
            from: new.from,
            to: new.to,
            label: new.label,
            version: Version::FIRST,
        };
        let (from, to) = (closure.from.to_string(), closure.to.to_string());
        Ok(closure.says(Fact::ClosureSet {
            from,
            to,
            acknowledged: Vec::new(),
        }))
    }

    /// Takes it back: it goes unless it began before today; then what was stays, and it ends with
    /// yesterday.
    pub fn take_back(self, actor: &Actor, today: Day) -> Result<TakenBack<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        if self.from >= today {
            return Ok(TakenBack::Removed(self.says(Fact::ClosureRemoved {})));
        }
        let yesterday = today.subtract_days(1).unwrap_or(self.from);
        if self.to <= yesterday {
            return Err(over());
        }
        let on = yesterday.to_string();
        let ended = Self {
            to: yesterday,
            ..self
        };
        Ok(TakenBack::Ended(ended.says(Fact::ClosureEnded { on })))
    }

    /// Whether `office` is closed on `day` by it.
    pub fn closes(&self, office: OfficeId, day: Day) -> bool {
        self.office.is_none_or(|closed| closed == office) && self.from <= day && day <= self.to
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let mut about = About::thing("closure", self.id);
        about.office = self.office;
        Changed::new(self, about.says(fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::samples::{day, id, staff};

    fn new(from: &str, to: &str) -> NewClosure {
        NewClosure {
            id: id(1),
            office: Some(Named::Known(id(7))),
            from: day(from),
            to: day(to),
            label: "Ferie".parse().unwrap(),
        }
    }

    fn set(from: &str, to: &str) -> Closure {
        let coordinator = staff(3, &[Role::Coordinator], &[7]);
        let set = Closure::set(new(from, to), &coordinator, day("2026-01-01"));
        set.unwrap().into_parts().0
    }

    #[test]
    fn a_closure_has_both_its_days_and_one_office_or_all() {
        let closure = set("2026-08-10", "2026-08-14");
        assert!(closure.closes(id(7), day("2026-08-10")));
        assert!(closure.closes(id(7), day("2026-08-14")));
        assert!(!closure.closes(id(7), day("2026-08-09")));
        assert!(!closure.closes(id(7), day("2026-08-15")));
        assert!(!closure.closes(id(8), day("2026-08-10")));
        let all = Closure {
            office: None,
            ..closure
        };
        assert!(all.closes(id(8), day("2026-08-10")));
    }

    #[test]
    fn nothing_that_was_open_is_closed_afterwards() {
        let coordinator = staff(3, &[Role::Coordinator], &[7]);
        let mut wrong = new("2026-03-01", "2026-02-28");
        wrong.office = Some(Named::Unknown);
        let refused = Closure::set(wrong, &coordinator, day("2026-03-02")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "invalid: /office_id unknown_reference, /from in_the_past, \
             /to period_ends_before_it_starts"
        );
        let today = new("2026-03-02", "2026-03-02");
        assert!(Closure::set(today, &coordinator, day("2026-03-02")).is_ok());
    }

    #[test]
    fn what_lies_ahead_goes_and_what_has_begun_ends() {
        let administrator = staff(3, &[Role::Administrator], &[]);
        let back = |on: &str| {
            let taken = set("2026-08-10", "2026-08-14").take_back(&administrator, day(on));
            match taken {
                Ok(TakenBack::Removed(_)) => "removed".to_owned(),
                Ok(TakenBack::Ended(ended)) => ended.state().to.to_string(),
                Err(refusal) => refusal.code().to_owned(),
            }
        };
        assert_eq!(back("2026-08-09"), "removed");
        assert_eq!(back("2026-08-10"), "removed");
        assert_eq!(back("2026-08-11"), "2026-08-10");
        assert_eq!(back("2026-08-14"), "2026-08-13");
        assert_eq!(back("2026-08-15"), "wrong_status");
    }

    #[test]
    fn only_who_keeps_the_services_closes() {
        for role in [Role::Counsellor, Role::DeskOperator, Role::Auditor] {
            let other = staff(4, &[role], &[7]);
            let ahead = new("2026-08-10", "2026-08-14");
            let refused = Closure::set(ahead, &other, day("2026-03-02"));
            assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
            let refused = set("2026-08-10", "2026-08-14").take_back(&other, day("2026-03-02"));
            assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
        }
    }
}
