//! Who the copies are: each like a specimen in what its rows depend on, and somebody else in all
//! that people tell of themselves.

use std::collections::{HashMap, VecDeque};

use api::demo::people::{Fictional, KnownBy, People};
use domain::actor::OfficeId;
use domain::individuals::{
    EvidenceSource, Identifier, IdentifierCode, LocalId, Provenance, Registration, Verification,
};
use domain::kernel::{Day, Fault, Id, fold};
use uuid::Uuid;

use crate::Failure;

/// Somebody, in the forms in which rows tell of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) family: String,
    pub(super) given: String,
    pub(super) family_norm: String,
    pub(super) given_norm: String,
    pub(super) birth_date: String,
    pub(super) identity: String,
    pub(super) identifiers: String,
    pub(super) residence: String,
    /// The key of the code.
    pub(super) code: String,
    /// Makes numbers and addresses nobody else's.
    pub(super) number: usize,
}

/// What the rows of somebody depend on.
type Likeness = (KnownBy, bool, bool, bool);

/// People without end, to choose from.
#[derive(Debug)]
pub(super) struct Crowd {
    people: People,
    today: Day,
    waiting: HashMap<Likeness, VecDeque<Fictional>>,
    count: usize,
}

impl Crowd {
    /// The crowd of a seed.
    pub(super) fn new(seed: u64, today: Day) -> Self {
        Self {
            people: People::new(seed, today),
            today,
            waiting: HashMap::new(),
            count: 0,
        }
    }

    fn likeness(&self, who: &Fictional) -> Result<Likeness, Fault> {
        let person = &who.person;
        let is_minor = person.birth_date > self.today.subtract_months(18 * 12)?;
        let is_italian = person
            .citizenship
            .as_ref()
            .is_some_and(|c| c.to_string() == "100");
        Ok((who.known_by, is_minor, is_italian, person.address.is_some()))
    }

    /// The next person like this one; `id` is the copy's.
    pub(super) fn like(&mut self, specimen: &Fictional, id: Uuid) -> Result<Face, Failure> {
        let wanted = self.likeness(specimen)?;
        loop {
            if let Some(found) = self.waiting.get_mut(&wanted).and_then(VecDeque::pop_front) {
                self.count += 1;
                return self.face(found, id);
            }
            let next = self.people.next_person()?;
            let likeness = self.likeness(&next)?;
            self.waiting.entry(likeness).or_default().push_back(next);
        }
    }

    /// The sections in the form in which they are stored: what the product makes of a registration.
    fn face(&self, who: Fictional, id: Uuid) -> Result<Face, Failure> {
        let provenance = Provenance {
            source: EvidenceSource::Document,
            observed_on: self.today,
            verification: Verification::Verified,
        };
        let known_by = who.known_by;
        let office: OfficeId = Id::new(Uuid::nil());
        let Registration {
            identity,
            identifiers,
            residence,
            ..
        } = who.person.registration(office, provenance);
        let mut identifiers = identifiers.unwrap_or_default();
        if known_by == KnownBy::LocalId {
            let minted = LocalId::minted(id);
            identifiers
                .items
                .push(Identifier::of(IdentifierCode::LocalId(minted)));
        }
        let code = identifiers.items.first();
        let code = code.map(|item| item.code.key()).unwrap_or_default();
        Ok(Face {
            family_norm: fold(identity.family_name.as_str()),
            given_norm: fold(identity.given_name.as_str()),
            family: identity.family_name.as_str().to_owned(),
            given: identity.given_name.as_str().to_owned(),
            birth_date: identity.birth_date.to_string(),
            identity: serde_json::to_string(&identity)?,
            identifiers: serde_json::to_string(&identifiers)?,
            residence: residence.map_or(Ok(String::new()), |r| serde_json::to_string(&r))?,
            code,
            number: self.count,
        })
    }
}
