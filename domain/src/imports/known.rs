//! Whom a row of a file speaks of.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;

use crate::individuals::{
    Citizenships, Contacts, IdentifierKind, Identifiers, Identity, Likeness, Registration,
    Residence, Section, SectionName,
};
use crate::kernel::Sex;

/// Eight bytes that stand for a value where only equality is asked: an import remembers many
/// people, and nothing of what it is told about them. Good within one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print(NonZeroU64);

impl Print {
    /// The print of a value.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        Self(NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MIN))
    }

    fn of_section(section: &impl Section) -> Self {
        Self::of(&serde_json::to_string(section).unwrap_or_default())
    }
}

/// A person of the record, or of an earlier row, as far as an import compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    sex: Option<Sex>,
    birthplace: Option<Print>,
    codes: Box<[(IdentifierKind, Print)]>,
    identity: Option<Print>,
    residence: Option<Print>,
    contacts: Option<Print>,
    citizenship: Option<Print>,
}

/// The sections that an import compares, as far as a person has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compared<'a> {
    /// Who the person is.
    pub identity: Option<&'a Identity>,
    /// Codes of the person.
    pub identifiers: Option<&'a Identifiers>,
    /// Where the person lives.
    pub residence: Option<&'a Residence>,
    /// How the person is reached.
    pub contacts: Option<&'a Contacts>,
    /// Of which States the person is a citizen.
    pub citizenship: Option<&'a Citizenships>,
}

impl Compared<'_> {
    /// The names of these sections.
    pub const SECTIONS: [SectionName; 5] = [
        Identity::NAME,
        Identifiers::NAME,
        Residence::NAME,
        Contacts::NAME,
        Citizenships::NAME,
    ];
}

impl Known {
    /// A person whose sections say this.
    pub fn of(says: Compared<'_>) -> Self {
        let codes = says.identifiers.iter().flat_map(|all| &all.items);
        let codes = codes.map(|item| (item.code.kind(), Print::of(&item.code)));
        let identity = says.identity;
        let place = identity.and_then(|identity| identity.birthplace_code.as_ref());
        Self {
            sex: identity.map(|identity| identity.sex),
            birthplace: place.map(Print::of),
            codes: codes.collect(),
            identity: identity.map(Print::of_section),
            residence: says.residence.map(Print::of_section),
            contacts: says.contacts.map(Print::of_section),
            citizenship: says.citizenship.map(Print::of_section),
        }
    }

    /// The person that a row registers.
    pub fn of_row(row: &Registration) -> Self {
        Self::of(Compared {
            identity: Some(&row.identity),
            identifiers: row.identifiers.as_ref(),
            residence: row.residence.as_ref(),
            contacts: row.contacts.as_ref(),
            citizenship: row.citizenship.as_ref(),
        })
    }

    /// Whether a row speaks of this person beyond doubt: the same names, day of birth and sex, the
    /// same code or place of birth on both sides, and nothing that tells two people apart. Two
    /// codes that differ in the letters of omocodia only belong to two people.
    pub fn is(&self, row: &Self, reasons: &[Likeness]) -> bool {
        let places = self.birthplace.zip(row.birthplace);
        let same_place = places.map(|(known, said)| known == said);
        let same_code = |code: &(IdentifierKind, Print)| {
            let mut of_kind = self.codes.iter().filter(|known| known.0 == code.0);
            of_kind.clone().next().is_none() || of_kind.any(|known| known == code)
        };
        let shares_code = row.codes.iter().any(|code| self.codes.contains(code));
        reasons.contains(&Likeness::SameNames)
            && self.sex.is_some()
            && self.sex == row.sex
            && row.codes.iter().all(same_code)
            && same_place != Some(false)
            && (shares_code || same_place == Some(true))
    }

    /// The sections of which a row says more, or something else.
    pub fn news(&self, row: &Self) -> Vec<SectionName> {
        let mut news = Vec::new();
        if self.identity != row.identity {
            news.push(SectionName::Identity);
        }
        if !row.codes.iter().all(|code| self.codes.contains(code)) {
            news.push(SectionName::Identifiers);
        }
        if row.residence.is_some() && self.residence != row.residence {
            news.push(SectionName::Residence);
        }
        if row.contacts.is_some() && self.contacts != row.contacts {
            news.push(SectionName::Contacts);
        }
        if row.citizenship.is_some() && self.citizenship != row.citizenship {
            news.push(SectionName::Citizenship);
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::individuals::{Identifier, IdentifierCode};
    use crate::kernel::{Day, TaxCode};

    fn identity() -> Identity {
        Identity {
            family_name: "Rossi".parse().unwrap(),
            given_name: "Mario".parse().unwrap(),
            sex: Sex::Male,
            birth_date: Day::of(1980, 1, 1).unwrap(),
            birthplace_code: Some("L219".parse().unwrap()),
        }
    }

    fn code(letters: u32) -> Identifiers {
        let code: TaxCode = "RSSMRA80A01L219M".parse().unwrap();
        let code = IdentifierCode::TaxCode(code.omocodia_variant(letters).unwrap());
        Identifiers {
            items: vec![Identifier::of(code)],
        }
    }

    fn with(identity: &Identity, identifiers: Option<&Identifiers>) -> Known {
        Known::of(Compared {
            identity: Some(identity),
            identifiers,
            ..Compared::default()
        })
    }

    fn mario(identifiers: Option<&Identifiers>) -> Known {
        with(&identity(), identifiers)
    }

    const BOTH: [Likeness; 2] = [Likeness::SameCode, Likeness::SameNames];

    #[test]
    fn the_same_names_day_and_code_are_the_same_person() {
        let (none, some) = (mario(None), mario(Some(&code(0))));
        assert!(some.is(&some, &BOTH));
        // Either side may have no code, if the place of birth is the same.
        assert!(none.is(&some, &BOTH));
        assert!(some.is(&none, &BOTH));
    }

    #[test]
    fn names_and_day_alone_are_somebody_of_that_name() {
        let mut nowhere = identity();
        nowhere.birthplace_code = None;
        let (bare, coded) = (with(&nowhere, None), with(&nowhere, Some(&code(0))));
        let names = [Likeness::SameNames];
        assert!(!bare.is(&bare, &names));
        for known in [mario(None), mario(Some(&code(0)))] {
            assert!(!known.is(&bare, &names));
            assert!(!bare.is(&known, &names));
        }
        // The code alone is enough.
        assert!(coded.is(&coded, &BOTH));
        assert!(mario(Some(&code(0))).is(&coded, &BOTH));
    }

    #[test]
    fn a_difference_makes_two_people() {
        let known = mario(Some(&code(0)));
        assert!(!known.is(&known, &[Likeness::SameCode]));
        assert!(!known.is(&known, &[Likeness::SameCode, Likeness::TransposedNames]));
        // The letters of omocodia are there to tell two people apart.
        assert!(!known.is(&mario(Some(&code(1))), &BOTH));
        let mut elsewhere = identity();
        elsewhere.birthplace_code = Some("A479".parse().unwrap());
        assert!(!mario(None).is(&with(&elsewhere, None), &BOTH));
        let mut woman = identity();
        woman.sex = Sex::Female;
        assert!(!mario(None).is(&with(&woman, None), &BOTH));
        // Of somebody without an identity nothing is beyond doubt.
        let nobody = Known::of(Compared::default());
        assert!(!nobody.is(&mario(None), &BOTH));
    }

    #[test]
    fn what_a_row_says_anew_is_told_by_section() {
        let known = mario(Some(&code(0)));
        assert!(known.news(&known).is_empty());
        let contacts = Contacts {
            phones: vec!["+39 011 555 0101".parse().unwrap()],
            ..Contacts::default()
        };
        let italian = Citizenships::of("100".parse().unwrap());
        let row = Known::of(Compared {
            identity: Some(&identity()),
            identifiers: Some(&code(0)),
            contacts: Some(&contacts),
            citizenship: Some(&italian),
            ..Compared::default()
        });
        let said = [
            SectionName::Identifiers,
            SectionName::Contacts,
            SectionName::Citizenship,
        ];
        assert_eq!(mario(None).news(&row), said);
        assert!(row.news(&row).is_empty());
    }
}
