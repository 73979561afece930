//! Many people from a file, some of whom are there already.

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact};
use crate::individuals::{
    Candidate, Contacts, IdentifierCode, Identifiers, Identity, Likeness, Registration, Residence,
    SectionName, rules,
};
use crate::kernel::{Changed, Id, Refusal};
use crate::policy::Action;

/// Marks identifiers of an import.
#[derive(Debug)]
pub struct ImportTag;
/// Identifies an import; all batches of a file share it.
pub type ImportId = Id<ImportTag>;

/// The rules whose warning an import passes over and tells in its report: they speak of gaps in
/// lists and of parts of a name, never of a contradiction.
pub const PASSED_OVER: [&str; 4] = [
    rules::BIRTHPLACE_VALIDITY.id,
    rules::TAX_CODE_COMPATIBLE.id,
    rules::PROVISIONAL_CODE_OFFICE.id,
    rules::ADDRESS_VALIDITY.id,
];

/// What came of the rows that one transaction took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// The import.
    pub id: ImportId,
    /// The office that registers.
    pub office: OfficeId,
    /// Rows that made a new person.
    pub registered: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows that were refused, possible duplicates among them.
    pub refused: i64,
}

impl Batch {
    /// An empty batch; refuses whoever may not import people at that office.
    pub fn begin(actor: &Actor, id: ImportId, office: OfficeId) -> Result<Self, Refusal> {
        actor.may_at(Action::ImportIndividuals, office, "/office_id")?;
        Ok(Self {
            id,
            office,
            registered: 0,
            unchanged: 0,
            refused: 0,
        })
    }

    /// The batch with the fact that records it.
    pub fn end(self) -> Changed<Self> {
        let fact = Fact::IndividualsImported {
            registered: self.registered,
            unchanged: self.unchanged,
            refused: self.refused,
        };
        let about = About::thing("import", self.id).at(self.office);
        Changed::new(self, about.says(fact))
    }
}

/// A person of the record, as far as an import compares.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Who the person is.
    pub identity: Option<Identity>,
    /// Codes of the person.
    pub identifiers: Option<Identifiers>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// How the person is reached.
    pub contacts: Option<Contacts>,
}

impl Known {
    /// Whether the row speaks of this person beyond doubt: the same names and day of birth, and
    /// nothing that tells two people apart. Two codes that differ in the letters of omocodia only
    /// belong to two people.
    pub fn is(&self, row: &Registration, candidate: &Candidate) -> bool {
        let Some(identity) = &self.identity else {
            return false;
        };
        let places = (&identity.birthplace_code, &row.identity.birthplace_code);
        let same_place = match places {
            (Some(known), Some(said)) => known == said,
            (None, _) | (_, None) => true,
        };
        candidate.reasons.contains(&Likeness::SameNames)
            && identity.sex == row.identity.sex
            && same_place
            && row.keys().all(|code| {
                let items = self.identifiers.iter().flat_map(|all| &all.items);
                let mut of_kind = items
                    .filter(|item| item.code.kind() == code.kind())
                    .peekable();
                of_kind.peek().is_none() || of_kind.any(|item| item.code == *code)
            })
    }

    /// The sections of which the row says more, or something else.
    pub fn news(&self, row: &Registration) -> Vec<SectionName> {
        let mut news = Vec::new();
        if self.identity.as_ref() != Some(&row.identity) {
            news.push(SectionName::Identity);
        }
        let knows = |code: &IdentifierCode| {
            let mut items = self.identifiers.iter().flat_map(|all| &all.items);
            items.any(|item| item.code == *code)
        };
        if !row.keys().all(knows) {
            news.push(SectionName::Identifiers);
        }
        if row.residence.is_some() && self.residence != row.residence {
            news.push(SectionName::Residence);
        }
        if row.contacts.is_some() && self.contacts != row.contacts {
            news.push(SectionName::Contacts);
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::individuals::{Card, EvidenceSource, Identifier, Provenance, Verification};
    use crate::kernel::{Day, Sex, TaxCode};
    use uuid::Uuid;

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

    fn row(identifiers: Option<Identifiers>) -> Registration {
        Registration {
            office: None,
            identity: identity(),
            identifiers,
            local_id: None,
            residence: None,
            contacts: None,
            provenance: Provenance {
                source: EvidenceSource::SapImport,
                observed_on: Day::of(2026, 3, 2).unwrap(),
                verification: Verification::None,
            },
            confirmed_distinct_from: Vec::new(),
            acknowledged: Vec::new(),
        }
    }

    fn known(identifiers: Option<Identifiers>) -> Known {
        Known {
            identity: Some(identity()),
            identifiers,
            ..Known::default()
        }
    }

    fn candidate(reasons: &[Likeness]) -> Candidate {
        Candidate {
            card: Card {
                id: Id::new(Uuid::nil()),
                family_name: "Rossi".parse().unwrap(),
                given_name: "Mario".parse().unwrap(),
                birth_year: 1980,
                office: Id::new(Uuid::nil()),
            },
            reasons: reasons.to_vec(),
            records: Vec::new(),
            has_issued_code: false,
        }
    }

    #[test]
    fn the_same_names_day_and_code_are_the_same_person() {
        let names = candidate(&[Likeness::SameCode, Likeness::SameNames]);
        assert!(known(Some(code(0))).is(&row(Some(code(0))), &names));
        // Either side may have no code.
        assert!(known(None).is(&row(Some(code(0))), &names));
        assert!(known(Some(code(0))).is(&row(None), &names));
    }

    #[test]
    fn a_difference_makes_two_people() {
        let names = candidate(&[Likeness::SameCode, Likeness::SameNames]);
        let only_code = candidate(&[Likeness::SameCode]);
        assert!(!known(Some(code(0))).is(&row(Some(code(0))), &only_code));
        // The letters of omocodia are there to tell two people apart.
        assert!(!known(Some(code(0))).is(&row(Some(code(1))), &names));
        let mut elsewhere = row(None);
        elsewhere.identity.birthplace_code = Some("A479".parse().unwrap());
        assert!(!known(None).is(&elsewhere, &names));
        let mut woman = row(None);
        woman.identity.sex = Sex::Female;
        assert!(!known(None).is(&woman, &names));
    }

    #[test]
    fn what_a_row_says_anew_is_told_by_section() {
        assert!(known(Some(code(0))).news(&row(Some(code(0)))).is_empty());
        let mut more = row(Some(code(0)));
        more.contacts = Some(Contacts {
            phones: vec!["+39 011 555 0101".parse().unwrap()],
            ..Contacts::default()
        });
        let news = known(None).news(&more);
        assert_eq!(news, [SectionName::Identifiers, SectionName::Contacts]);
    }
}
