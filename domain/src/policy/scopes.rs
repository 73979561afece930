//! What a machine client may be given: scopes, and the actions that each of them permits.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumIter, EnumString, IntoEnumIterator, VariantNames};

use super::Action;
use crate::kernel::{Fault, unknown_code};

/// A part of the role of machine clients. Each permits one action; how far it reaches says the
/// table of rights, with the client's offices.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Scope {
    /// Ask the calculators.
    #[strum(serialize = "calculators")]
    Calculators,
    /// See colleagues and offices.
    #[strum(serialize = "directory.read")]
    ReadDirectory,
    /// Read the counted contacts of the own offices.
    #[strum(serialize = "desk_contacts.read")]
    ReadDeskContacts,
    /// Read the people of the own offices.
    #[strum(serialize = "individuals.read")]
    ReadIndividuals,
    /// Read the first interviews of the own offices.
    #[strum(serialize = "intakes.read")]
    ReadIntakes,
    /// Read the cases of the own offices and their files, without notes.
    #[strum(serialize = "cases.read")]
    ReadCases,
    /// Be told, in order, what happened to whatever the other scopes permit to read.
    #[strum(serialize = "changes.read")]
    FollowChanges,
}

impl Scope {
    /// The action that it permits.
    pub const fn action(self) -> Action {
        match self {
            Self::Calculators => Action::Calculate,
            Self::ReadDirectory => Action::ReadDirectory,
            Self::ReadDeskContacts => Action::ReadDeskContacts,
            Self::ReadIndividuals => Action::ReadIndividual,
            Self::ReadIntakes => Action::ReadIntake,
            Self::ReadCases => Action::ReadCase,
            Self::FollowChanges => Action::FollowChanges,
        }
    }

    /// The scope that permits this action, if there is one.
    pub fn of(action: Action) -> Option<Self> {
        Self::iter().find(|scope| scope.action() == action)
    }

    const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// A set of scopes; as text they stand in the order of their names, with a blank between them
/// (RFC 6749 §3.3).
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Scopes(u16);

impl Scopes {
    /// Whether one of them permits this action.
    pub fn permit(self, action: Action) -> bool {
        Scope::of(action).is_some_and(|scope| self.contains(scope))
    }

    /// Whether it is one of them.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether all of them are among `others`.
    pub const fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.iter().map(|scope| scope.to_string()).collect();
        f.write_str(&names.join(" "))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes({self})")
    }
}

impl FromStr for Scopes {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        text.split(' ')
            .filter(|name| !name.is_empty())
            .map(Scope::from_str)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::policy::Reach;

    #[test]
    fn the_scopes_are_exactly_the_role_of_machine_clients() {
        for action in Action::iter() {
            let given = Scope::of(action).is_some();
            let may = Role::MachineClient.reach(action) != Reach::Never;
            assert_eq!(given, may, "{action}");
        }
    }

    #[test]
    fn no_two_scopes_permit_the_same() {
        for scope in Scope::iter() {
            assert_eq!(Scope::of(scope.action()), Some(scope));
        }
    }

    #[test]
    fn scopes_are_read_as_they_are_written() {
        let all: Scopes = Scope::iter().collect();
        assert_eq!(all.to_string().parse::<Scopes>().unwrap(), all);
        let two: Scopes = "cases.read  calculators".parse().unwrap();
        assert_eq!(two.to_string(), "calculators cases.read");
        assert!(two.within(all) && !all.within(two));
        assert_eq!(all.and(two), two);
        assert!("".parse::<Scopes>().unwrap().is_empty());
        assert!("cases.write".parse::<Scopes>().is_err());
    }
}
