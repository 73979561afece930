//! People as whoever searches sees them.

use std::fmt;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::OfficeId;
use crate::event::IndividualId;
use crate::kernel::{Fault, PersonName, unknown_code};

/// As much of a person as a search shows: enough to choose the right one.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Who.
    pub id: IndividualId,
    /// Family names.
    pub family_name: PersonName,
    /// Given names.
    pub given_name: PersonName,
    /// Year of birth.
    pub birth_year: i32,
    /// The office that registered the person.
    pub office: OfficeId,
}

/// Why two records may be of one person.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Likeness {
    /// The same code, letters that replace digits undone.
    SameCode,
    /// The same names and day of birth.
    SameNames,
    /// The same day of birth and the same names, family and given name changed over.
    TransposedNames,
    /// The same day of birth and one of the names; the other differs in one letter.
    OneLetter,
    /// The same telephone number or e-mail address, and the same given name.
    SameContact,
}

/// What each reason adds to the score of a candidate. They order candidates for whoever looks at
/// them, and decide nothing: every candidate must be confirmed to be somebody else.
const POINTS: [(Likeness, u8); 5] = [
    (Likeness::SameCode, 90),
    (Likeness::SameNames, 80),
    (Likeness::TransposedNames, 70),
    (Likeness::OneLetter, 60),
    (Likeness::SameContact, 50),
];

/// The highest score.
const MOST_POINTS: u8 = 100;

impl Likeness {
    /// What it adds to the score.
    pub fn points(self) -> u8 {
        let own = POINTS.iter().find(|(reason, _)| *reason == self);
        own.map_or(0, |(_, points)| *points)
    }

    /// How much the folded names of two people born on the same day look alike, each as family
    /// and given name: the closest likeness only.
    pub fn of_names(one: (&str, &str), other: (&str, &str)) -> Option<Self> {
        if one == other {
            Some(Self::SameNames)
        } else if one == (other.1, other.0) {
            Some(Self::TransposedNames)
        } else if (one.0 == other.0 && one_letter_apart(one.1, other.1))
            || (one.1 == other.1 && one_letter_apart(one.0, other.0))
        {
            Some(Self::OneLetter)
        } else {
            None
        }
    }
}

/// Whether one letter was put in, left out or changed, or two neighbours stand the other way
/// round.
fn one_letter_apart(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) == 1
}

/// How likely it is that these reasons tell of one person: their points together, 100 at the most.
pub fn score(reasons: &[Likeness]) -> u8 {
    let points = reasons.iter().map(|reason| reason.points());
    points.fold(0, u8::saturating_add).min(MOST_POINTS)
}

/// Somebody who may be the person that is about to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub card: Card,
    /// Why; at least one reason.
    pub reasons: Vec<Likeness>,
}

impl Candidate {
    /// How likely it is the same person, from 0 to 100.
    pub fn score(&self) -> u8 {
        score(&self.reasons)
    }
}

/// A card names a person: only the identifier shows up in a debug print.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({}, ***)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn names_are_the_same_changed_over_or_one_letter_apart() {
        use Likeness as L;
        let rossi = ("rossi", "maria");
        for (other, expected) in [
            (("rossi", "maria"), Some(L::SameNames)),
            (("maria", "rossi"), Some(L::TransposedNames)),
            (("rosi", "maria"), Some(L::OneLetter)),
            (("rosssi", "maria"), Some(L::OneLetter)),
            (("russi", "maria"), Some(L::OneLetter)),
            (("rsosi", "maria"), Some(L::OneLetter)),
            (("rossi", "mario"), Some(L::OneLetter)),
            (("russi", "mario"), None),
            (("bianchi", "maria"), None),
        ] {
            assert_eq!(Likeness::of_names(rossi, other), expected, "{other:?}");
            assert_eq!(Likeness::of_names(other, rossi), expected, "{other:?}");
        }
    }

    #[test]
    fn every_reason_has_points_and_no_score_is_above_a_hundred() {
        for reason in Likeness::iter() {
            assert!(reason.points() > 0, "{reason}");
        }
        assert_eq!(score(&[]), 0);
        assert_eq!(score(&[Likeness::SameContact]), 50);
        let all: Vec<Likeness> = Likeness::iter().collect();
        assert_eq!(score(&all), MOST_POINTS);
    }
}
