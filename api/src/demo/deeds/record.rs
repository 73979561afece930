//! What the desk writes into the record of a person.

use domain::imports::PASSED_OVER;
use domain::individuals::{Address, Contacts, LocalId, Proposal, Residence};
use domain::kernel::Id;
use domain::policy::Action;
use persistence::individuals::sections;
use persistence::{Error, Tx, individuals};

use super::super::people::KnownBy;
use super::super::record::Told;
use super::{OfPerson, World, made, ours};

impl OfPerson<'_> {
    pub(super) fn register(&self, tx: &mut Tx<'_>, world: &mut World) -> Result<(), Error> {
        let fictional = &world.people[self.number];
        let office = world.office.office(self.entry.desk);
        let mut registration = fictional
            .person
            .clone()
            .registration(office, self.provenance(tx)?);
        // Told below, of those who were asked.
        registration.citizenship = None;
        registration.acknowledged = PASSED_OVER.map(ToOwned::to_owned).to_vec();
        if fictional.known_by == KnownBy::LocalId {
            let fresh: Id<()> = tx.new_id();
            registration.local_id = Some(LocalId::minted(fresh.uuid()));
        }
        let candidates = individuals::candidates(tx, &registration)?;
        let id = tx.new_id();
        let book = tx.rulebook()?;
        let changed = registration.register(&book, tx.actor(), id, candidates, tx.day()?)?;
        individuals::register(tx, changed)?;
        world.made[self.number].individual = Some(id);
        let told = Told {
            number: self.number,
            id,
            fictional,
            provenance: self.provenance(tx)?,
        };
        told.tell(tx)
    }

    /// The record of the person, as far as the actor may edit it.
    pub(super) fn record(&self, tx: &mut Tx<'_>) -> Result<sections::Person, Error> {
        sections::all(tx, made(self.individual)?, Action::EditIndividual)
    }

    pub(super) fn move_house(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        // Into the house of the next person: an address of ours that exists nowhere.
        let next = (self.number + 1) % world.people.len();
        let address = world.people[next].person.address.clone();
        let valid_from = Some(tx.day()?);
        let Some(address) = address else {
            return Ok(());
        };
        let residence = Residence {
            residence: Some(Address {
                valid_from,
                ..address
            }),
            domicile: None,
        };
        let person = self.record(tx)?;
        let proposal = Proposal {
            content: residence,
            provenance: self.provenance(tx)?,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(tx, proposal)?;
        sections::replace(tx, changed)?;
        Ok(())
    }

    pub(super) fn change_phone(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let person = self.record(tx)?;
        let recorded = person.section::<Contacts>()?;
        let mut contacts = recorded.map(|section| section.content).unwrap_or_default();
        let phone = format!("+39 300 555 {:04}", 9_999 - self.number);
        contacts.phones = vec![phone.parse().map_err(ours)?];
        let proposal = Proposal {
            content: contacts,
            provenance: self.provenance(tx)?,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(tx, proposal)?;
        sections::replace(tx, changed)?;
        Ok(())
    }
}
