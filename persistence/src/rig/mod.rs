//! A store on a new SQLite file or on PostgreSQL, with one organisation, for tests.

pub(crate) mod plans;

use std::collections::BTreeSet;

use chrono::DateTime;
use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, OrganisationId, Role};
use domain::kernel::{Changed, Id, PatronDay, Version};
use domain::offices::{Office, OfficeKind};
use domain::organisations::Organisation;
use domain::staff::{Administrators, NewStaffMember, PasswordState, StaffMember};
use tempfile::TempDir;
use uuid::Uuid;

use crate::backend::Address;
use crate::sql_types::{Instant, Uid};
use crate::{
    Caller, Clock, Error, Minter, Settings, Store, Tx, migrations, offices, organisations, staff,
};

/// The hash that every account of the rig has.
pub(crate) const HASH: &str = "$argon2id$made-for-a-test";

/// A store with its held clock; a file goes when the rig does.
pub(crate) struct Rig {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) organisation: OrganisationId,
    address: Address,
    _folder: Option<TempDir>,
}

impl Rig {
    /// On SQLite.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("percorso.sqlite");
        Self::at(Address::Sqlite(path.display().to_string()), Some(folder))
    }

    /// Where a database lies in this folder that nobody has open.
    pub(crate) fn in_folder(folder: &TempDir) -> String {
        let path = folder.path().join("percorso.sqlite").display().to_string();
        Self::at(Address::Sqlite(path.clone()), None).store.close();
        path
    }

    /// On SQLite and, where `PERCORSO_TEST_DATABASE_URL` names a PostgreSQL database, there too.
    pub(crate) fn on_each_engine() -> Vec<Self> {
        let url = std::env::var("PERCORSO_TEST_DATABASE_URL").ok();
        let other = url.map(|url| Self::at(Address::parse(&url).unwrap(), None));
        std::iter::once(Self::new()).chain(other).collect()
    }

    fn at(address: Address, folder: Option<TempDir>) -> Self {
        let clock = Clock::held(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000));
        let rig = Self {
            store: open(&address, &clock),
            clock,
            organisation: Id::new(Uuid::new_v4()),
            address,
            _folder: folder,
        };
        let id = rig.organisation;
        rig.write(move |tx| {
            let organisation = Organisation {
                id,
                legal_name: "Comune di Prova".parse().unwrap(),
                ipa_code: None,
                zone: chrono_tz::Tz::Europe__Rome,
                region: "01".parse().unwrap(),
                patron: PatronDay::new(6, 24).unwrap(),
            };
            organisations::insert(tx, Organisation::create(organisation, tx.actor())?)
        })
        .unwrap();
        rig
    }

    /// Another process on the same data.
    pub(crate) fn second(&self) -> Store {
        open(&self.address, &self.clock)
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller::system(self.organisation, "test")
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.write(self.caller(), work)
    }

    pub(crate) fn read<T>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.store.read(&self.caller(), work)
    }

    /// An office of the organisation.
    pub(crate) fn office(&self) -> OfficeId {
        let new = Office {
            id: OfficeId::new(Uuid::new_v4()),
            label: "Sportello".parse().unwrap(),
            kind: OfficeKind::EmploymentDesk,
            address: None,
            phone: None,
            email: None,
            version: Version::FIRST,
        };
        let made = self.write(move |tx| {
            let changed = Office::create(new.clone(), tx.actor())?;
            offices::insert(tx, changed)
        });
        made.unwrap().id
    }

    /// An account with one role, the hash `HASH` and a family name.
    pub(crate) fn account(&self, family: &str, role: Role, password: PasswordState) -> StaffMember {
        let new = NewStaffMember {
            email: format!("{}@comune.example", family.to_lowercase())
                .parse()
                .unwrap(),
            given_name: "Lia".parse().unwrap(),
            family_name: family.parse().unwrap(),
            roles: BTreeSet::from([role]),
            offices: BTreeSet::new(),
            password,
        };
        self.write(move |tx| {
            let changed = StaffMember::create(tx.new_id(), new.clone(), tx.actor())?;
            staff::insert(tx, changed, Some(HASH))
        })
        .unwrap()
    }

    /// Saves what `decide` makes of the stored account.
    pub(crate) fn change(
        &self,
        member: &StaffMember,
        decide: impl Fn(
            StaffMember,
            &Actor,
            &Administrators,
        ) -> Result<Changed<StaffMember>, domain::kernel::Refusal>
        + Send
        + 'static,
    ) -> Result<StaffMember, Error> {
        let id = member.id;
        self.write(move |tx| {
            let member = staff::get(tx, id)?;
            let administrators = staff::lock_administrators(tx, id)?;
            let changed = decide(member, tx.actor(), &administrators)?;
            staff::save(tx, changed)
        })
    }
}

fn open(address: &Address, clock: &Clock) -> Store {
    migrations::migrate(address).unwrap();
    Store::open(Settings {
        address: address.clone(),
        connections: 2,
        clock: clock.clone(),
        minter: Minter::default(),
    })
    .unwrap()
}

/// Founds the organisation of the transaction, with two offices.
pub(crate) fn found_organisation(tx: &mut Tx<'_>, rooms: [OfficeId; 2]) -> Result<(), Error> {
    use crate::schema::{offices, organisations};

    let (org, now) = (tx.org(), Instant(tx.now()));
    diesel::insert_into(organisations::table)
        .values((
            organisations::id.eq(org),
            organisations::legal_name.eq("Comune di Prova"),
            organisations::time_zone.eq("Europe/Rome"),
            organisations::region.eq("01"),
            organisations::patron_month.eq(6),
            organisations::patron_day.eq(24),
            organisations::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    for room in rooms {
        diesel::insert_into(offices::table)
            .values((
                offices::organisation_id.eq(org),
                offices::id.eq(Uid::from(room)),
                offices::label.eq("Sportello"),
                offices::kind.eq("employment_desk"),
                offices::version.eq(1),
                offices::created_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}
