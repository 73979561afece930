//! Stories about the record, on SQLite and, where `PERCORSO_TEST_DATABASE_URL` names a PostgreSQL
//! database, there too. Each story has an organisation of its own.

mod record;
mod registering;
mod searching;

use diesel::prelude::*;
use domain::actor::{Actor, ActorKind, OfficeId, OrganisationId, Role};
use domain::event::IndividualId;
use domain::individuals::{
    EvidenceSource, Identifier, Identifiers, Identity, Provenance, Registration, Verification,
};
use domain::kernel::{Day, Id};
use uuid::Uuid;

use crate::backend::Address;
use crate::rig::found_organisation;
use crate::{Caller, Clock, Error, Minter, Settings, Store, Tx, migrations};

/// An organisation with two offices, and its data.
struct House {
    store: Store,
    organisation: OrganisationId,
    desk: OfficeId,
    elsewhere: OfficeId,
    _folder: Option<tempfile::TempDir>,
}

fn fresh<T>() -> Id<T> {
    static MINTER: std::sync::LazyLock<Minter> = std::sync::LazyLock::new(Minter::default);
    Id::new(MINTER.mint(Clock::System.now()))
}

/// One house for each engine that is there.
fn houses() -> Vec<House> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("percorso.sqlite");
    let sqlite = format!("sqlite:{}", path.display());
    let mut houses = vec![House::open(&sqlite, Some(folder))];
    if let Ok(url) = std::env::var("PERCORSO_TEST_DATABASE_URL") {
        houses.push(House::open(&url, None));
    }
    houses
}

impl House {
    fn open(address: &str, folder: Option<tempfile::TempDir>) -> Self {
        let address = Address::parse(address).unwrap();
        migrations::migrate(&address).unwrap();
        let store = Store::open(Settings {
            address,
            connections: 4,
            clock: Clock::default(),
            minter: Minter::default(),
        })
        .unwrap();
        let house = Self {
            store,
            organisation: fresh(),
            desk: fresh(),
            elsewhere: fresh(),
            _folder: folder,
        };
        let (org, rooms) = (house.organisation, [house.desk, house.elsewhere]);
        let founder = Caller::system(org, "test");
        house
            .store
            .write(founder, move |tx| found_organisation(tx, rooms))
            .unwrap();
        house
    }

    fn actor(&self, role: Role, office: OfficeId) -> Caller {
        let actor = Actor {
            kind: ActorKind::Staff(fresh(), fresh()),
            roles: vec![role],
            offices: vec![office],
            ..Actor::system(self.organisation)
        };
        Caller {
            actor,
            request_id: "test".into(),
            purpose: None,
        }
    }

    fn operator(&self) -> Caller {
        self.actor(Role::DeskOperator, self.desk)
    }

    fn register(&self, registration: Registration) -> Result<IndividualId, Error> {
        self.store
            .write(self.operator(), move |tx| enter(tx, registration.clone()))
    }
}

/// Get, decide, save, as the doorway does it.
fn enter(tx: &mut Tx<'_>, registration: Registration) -> Result<IndividualId, Error> {
    let candidates = super::candidates(tx, &registration)?;
    let today = Day::new(tx.today()).unwrap();
    let book = tx.rulebook()?;
    let changed = registration.register(&book, tx.actor(), tx.new_id(), candidates, today)?;
    Ok(super::register(tx, changed)?.id())
}

/// Somebody born on 1 January 1980 in Turin.
fn person(family_name: &str, given_name: &str) -> Registration {
    Registration {
        office: None,
        identity: Identity {
            family_name: family_name.parse().unwrap(),
            given_name: given_name.parse().unwrap(),
            sex: "M".parse().unwrap(),
            birth_date: "1980-01-01".parse().unwrap(),
            birthplace_code: Some("L219".parse().unwrap()),
        },
        identifiers: None,
        local_id: None,
        residence: None,
        contacts: None,
        citizenship: None,
        provenance: shown_today(),
        confirmed_distinct_from: vec![],
        acknowledged: vec![],
    }
}

fn shown_today() -> Provenance {
    Provenance {
        source: EvidenceSource::Document,
        observed_on: "2026-01-02".parse().unwrap(),
        verification: Verification::None,
    }
}

fn codes(codes: &[&str]) -> Identifiers {
    let items = codes
        .iter()
        .map(|code| Identifier::of(code.parse().unwrap()));
    Identifiers {
        items: items.collect(),
    }
}

fn nobody() -> IndividualId {
    Id::new(Uuid::nil())
}
