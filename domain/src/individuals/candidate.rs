//! People as whoever searches sees them.

use std::fmt;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::OfficeId;
use crate::event::IndividualId;
use crate::kernel::{Fault, PersonName, fold, unknown_code};

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
    /// The same family name and day of birth; one record has only the first of the given names.
    FirstGivenName,
    /// The same day of birth and one of the names; the other differs in one letter.
    OneLetter,
    /// The same day of birth and the names changed over, one of them with one letter different.
    TransposedOneLetter,
    /// The same telephone number or e-mail address, and the same given name.
    SameContact,
}

/// What each reason adds to the score of a candidate. They order candidates for whoever looks at
/// them: every candidate that is shown must be confirmed to be somebody else.
const POINTS: [(Likeness, u8); 7] = [
    (Likeness::SameCode, 90),
    (Likeness::SameNames, 80),
    (Likeness::TransposedNames, 70),
    (Likeness::FirstGivenName, 65),
    (Likeness::OneLetter, 60),
    (Likeness::TransposedOneLetter, 55),
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

    /// How much the names of two people born on the same day look alike: the closest likeness
    /// only.
    pub fn of_people(one: &FoldedNames, other: &FoldedNames) -> Option<Self> {
        let exact = Self::of_names((&one.family, &one.given), (&other.family, &other.given));
        let first_only = one.family == other.family
            && (one.first_given() == &*other.given || &*one.given == other.first_given());
        match exact {
            Some(Self::OneLetter | Self::TransposedOneLetter) | None if first_only => {
                Some(Self::FirstGivenName)
            }
            exact => exact,
        }
    }

    /// The same of folded names, each as family and given name, whichever given name is the first.
    fn of_names(one: (&str, &str), other: (&str, &str)) -> Option<Self> {
        if one == other {
            Some(Self::SameNames)
        } else if one == (other.1, other.0) {
            Some(Self::TransposedNames)
        } else if one_name_apart(one, other) {
            Some(Self::OneLetter)
        } else if one_name_apart(one, (other.1, other.0)) {
            Some(Self::TransposedOneLetter)
        } else {
            None
        }
    }
}

/// Names as they are compared.
#[derive(Clone, PartialEq, Eq)]
pub struct FoldedNames {
    /// The family names.
    pub family: Box<str>,
    /// The given names.
    pub given: Box<str>,
    /// How much of them is the first: the rest is often left out.
    first: usize,
}

impl FoldedNames {
    /// The names of a person, as they are written.
    pub fn of(family: &str, given: &str) -> Self {
        let first = given.split([' ', '-']).find(|name| !name.is_empty());
        Self {
            family: fold(family).into(),
            given: fold(given).into(),
            first: fold(first.unwrap_or(given)).len(),
        }
    }

    fn first_given(&self) -> &str {
        // The key of several names is made of the keys of each.
        self.given.get(..self.first).unwrap_or(&self.given)
    }
}

/// Names are personal data: they never show up in a debug print.
impl fmt::Debug for FoldedNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoldedNames(***)")
    }
}

/// Whether one of the two names is the same and the other differs in one letter.
fn one_name_apart(one: (&str, &str), other: (&str, &str)) -> bool {
    (one.0 == other.0 && one_letter_apart(one.1, other.1))
        || (one.1 == other.1 && one_letter_apart(one.0, other.0))
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
    /// The records that were merged into this one: whoever knew one of them means this person.
    pub records: Vec<IndividualId>,
    /// Whether one of the codes is the very same, as it was issued.
    pub has_issued_code: bool,
}

/// How many people may share a number or an address for it to tell who somebody is. A family does,
/// or a house where many live; what more people than that have is a number of the office itself or
/// something typed to fill the column, and those who have it too are asked after in vain.
pub const MOST_SHARING: usize = 50;

/// How many candidates are shown at the most who look less alike than by names and day of birth;
/// more are no help to anybody.
const MOST: usize = 20;

/// Those who are shown, the likeliest first. Whoever looks at least as alike as somebody with the
/// same names and day of birth is never left out, however many others there are.
pub fn likeliest(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score()));
    let never_hidden = Likeness::SameNames.points();
    let hidden = |candidate: &Candidate| candidate.score() < never_hidden;
    let strong = candidates
        .iter()
        .position(hidden)
        .unwrap_or(candidates.len());
    candidates.truncate(strong.max(MOST));
    candidates
}

impl Candidate {
    /// How likely it is the same person, from 0 to 100.
    pub fn score(&self) -> u8 {
        score(&self.reasons)
    }

    /// Whether it is among those of whom somebody says that they are other people, by whichever
    /// of its records.
    pub fn is_among(&self, confirmed: &[IndividualId]) -> bool {
        confirmed.contains(&self.card.id) || self.records.iter().any(|id| confirmed.contains(id))
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
            (("maria", "rosi"), Some(L::TransposedOneLetter)),
            (("mario", "rossi"), Some(L::TransposedOneLetter)),
            (("mario", "rosi"), None),
            (("russi", "mario"), None),
            (("bianchi", "maria"), None),
        ] {
            assert_eq!(Likeness::of_names(rossi, other), expected, "{other:?}");
            assert_eq!(Likeness::of_names(other, rossi), expected, "{other:?}");
        }
    }

    #[test]
    fn the_first_given_name_alone_is_a_likeness_and_another_second_one_is_none() {
        let anna = FoldedNames::of("Rossi", "Anna");
        for (family, given, expected) in [
            ("Rossi", "Anna Maria", Some(Likeness::FirstGivenName)),
            ("ROSSI", "anna-maria", Some(Likeness::FirstGivenName)),
            ("Rossi", "Anna B.", Some(Likeness::FirstGivenName)),
            ("Rossi", "Anna", Some(Likeness::SameNames)),
            ("Rossi", "Maria Anna", None),
            ("Rossi", "Annalisa", None),
            ("Bianchi", "Anna Maria", None),
        ] {
            let other = FoldedNames::of(family, given);
            let likeness = |one, other| Likeness::of_people(one, other);
            assert_eq!(likeness(&anna, &other), expected, "{family} {given}");
            assert_eq!(likeness(&other, &anna), expected, "{family} {given}");
        }
        let (maria, lucia) = ("Anna Maria", "Anna Lucia");
        let two = (
            FoldedNames::of("Rossi", maria),
            FoldedNames::of("Rossi", lucia),
        );
        assert_eq!(Likeness::of_people(&two.0, &two.1), None);
    }

    fn somebody(number: u128, reasons: &[Likeness]) -> Candidate {
        Candidate {
            card: Card {
                id: crate::kernel::Id::new(uuid::Uuid::from_u128(number)),
                family_name: "Rossi".parse().unwrap(),
                given_name: "Anna".parse().unwrap(),
                birth_year: 1980,
                office: crate::kernel::Id::new(uuid::Uuid::nil()),
            },
            reasons: reasons.to_vec(),
            records: Vec::new(),
            has_issued_code: false,
        }
    }

    #[test]
    fn whoever_looks_very_much_alike_is_never_left_out_for_the_sake_of_others() {
        let mut all: Vec<_> = (0..30)
            .map(|n| somebody(n, &[Likeness::SameContact]))
            .collect();
        all.push(somebody(30, &[Likeness::SameNames]));
        let shown = likeliest(all.clone());
        assert_eq!(shown.len(), MOST);
        assert_eq!(shown[0], all[30]);
        let alike: Vec<_> = (0..30)
            .map(|n| somebody(n, &[Likeness::SameNames]))
            .collect();
        all.extend(alike.clone());
        assert_eq!(likeliest(all).len(), alike.len() + 1);
    }

    #[test]
    fn two_slips_at_once_count_for_less_than_either_of_them() {
        let both = Likeness::TransposedOneLetter.points();
        assert!(both < Likeness::TransposedNames.points());
        assert!(both < Likeness::OneLetter.points());
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
