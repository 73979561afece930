//! Stories about stored casework, on SQLite and, where `PERCORSO_TEST_DATABASE_URL` names a
//! PostgreSQL database, there too. Each story has an organisation of its own.

mod around;
mod files;
mod life;
mod lists;
mod owners;
mod plans;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::{Actor, ActorKind, OfficeId, OrganisationId, Role, StaffId};
use domain::cases::{Case, CaseOutcome, Closure, Opening, Silence, WorkKind};
use domain::event::{CaseId, IndividualId};
use domain::kernel::{Day, Id};
use domain::policy::Action;
use domain::rulebook::Rulebook;
use uuid::Uuid;

use super::{Key, colleague, colleagues, get, get_to_assign, insert, lock, save, save_team};
use crate::backend::Address;
use crate::keyset::Page;
use crate::rig::found_organisation;
use crate::schema::{individuals, staff, staff_offices, staff_roles};
use crate::sql_types::{Instant, Uid};
use crate::{Caller, Clock, Error, Minter, Settings, Store, Tx, migrations, names};

/// A colleague of the story.
#[derive(Clone, Copy)]
struct Hand {
    id: StaffId,
    role: Role,
    office: OfficeId,
}

/// An organisation with two offices, some staff and two people.
struct House {
    store: Store,
    clock: Clock,
    organisation: OrganisationId,
    desk: OfficeId,
    elsewhere: OfficeId,
    lucia: IndividualId,
    omar: IndividualId,
    counsellor: Hand,
    other: Hand,
    coordinator: Hand,
    stranger: Hand,
    operator: Hand,
    _folder: Option<tempfile::TempDir>,
}

fn fresh<T>() -> Id<T> {
    static MINTER: std::sync::LazyLock<Minter> = std::sync::LazyLock::new(Minter::default);
    Id::new(MINTER.mint(Clock::System.now()))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// One house for each engine that is there.
fn houses() -> Vec<House> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("percorso.sqlite").display());
    let mut houses = vec![House::open(&sqlite, Some(folder))];
    if let Ok(url) = std::env::var("PERCORSO_TEST_DATABASE_URL") {
        houses.push(House::open(&url, None));
    }
    houses
}

impl House {
    /// Its clock stands at noon of 20 May 2026.
    fn open(address: &str, folder: Option<tempfile::TempDir>) -> Self {
        let address = Address::parse(address).unwrap();
        migrations::migrate(&address).unwrap();
        let clock = Clock::held("2026-05-20T12:00:00Z".parse().unwrap());
        let store = Store::open(Settings {
            address,
            connections: 2,
            clock: clock.clone(),
            minter: Minter::default(),
        })
        .unwrap();
        let (desk, elsewhere) = (fresh(), fresh());
        let hand = |role, office| Hand {
            id: fresh(),
            role,
            office,
        };
        let house = Self {
            store,
            clock,
            organisation: fresh(),
            desk,
            elsewhere,
            lucia: fresh(),
            omar: fresh(),
            counsellor: hand(Role::Counsellor, desk),
            other: hand(Role::Counsellor, desk),
            coordinator: hand(Role::Coordinator, desk),
            stranger: hand(Role::Coordinator, elsewhere),
            operator: hand(Role::DeskOperator, desk),
            _folder: folder,
        };
        house.found();
        house
    }

    fn found(&self) {
        let rooms = [self.desk, self.elsewhere];
        let people = [(self.lucia, "Lucia"), (self.omar, "Omar")];
        let hands = [
            self.counsellor,
            self.other,
            self.coordinator,
            self.stranger,
            self.operator,
        ];
        let founder = Caller::system(self.organisation, "test");
        let work = move |tx: &mut Tx<'_>| {
            found_organisation(tx, rooms)?;
            hands.iter().try_for_each(|hand| hire(tx, *hand))?;
            people
                .iter()
                .try_for_each(|(id, name)| register(tx, *id, rooms[0], name))
        };
        self.store.write(founder, work).unwrap();
    }

    fn caller(&self, hand: Hand) -> Caller {
        let actor = Actor {
            kind: ActorKind::Staff(hand.id, fresh()),
            roles: vec![hand.role],
            offices: vec![hand.office],
            ..Actor::system(self.organisation)
        };
        Caller {
            actor,
            request_id: "test".into(),
            purpose: None,
        }
    }

    fn write<T: Send + 'static>(
        &self,
        hand: Hand,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.write(self.caller(hand), work)
    }

    fn read<T>(
        &self,
        hand: Hand,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.store.read(&self.caller(hand), work)
    }

    /// The counsellor opens an own case for somebody on a day.
    fn open_case(&self, individual: IndividualId, on: &str) -> Result<Case, Error> {
        let me = self.counsellor;
        self.open_as(me, individual, Some(me), Some(day(on)))
    }

    /// The coordinator opens Lucia's case today, for a colleague or for nobody.
    fn open_for(&self, follower: Option<Hand>) -> Result<Case, Error> {
        self.open_as(self.coordinator, self.lucia, follower, None)
    }

    fn open_as(
        &self,
        hand: Hand,
        individual: IndividualId,
        follower: Option<Hand>,
        on: Option<Day>,
    ) -> Result<Case, Error> {
        let office = self.desk;
        self.write(hand, move |tx| {
            let counsellor = follower.map(|hand| colleague(tx, hand.id)).transpose()?;
            let opening = Opening {
                id: tx.new_id(),
                individual: names::person(tx, individual)?,
                office,
                counsellor,
                intake: None,
                reason: "Cerca lavoro.".parse().unwrap(),
                on,
            };
            let changed = Case::open(tx.actor(), opening, tx.day()?)?;
            insert(tx, changed)
        })
    }

    fn case(&self) -> CaseId {
        self.open_case(self.lucia, "2026-01-10").unwrap().id
    }

    /// The coordinator says who works on a case beside its counsellor.
    fn team_up<const N: usize>(&self, id: CaseId, members: [StaffId; N]) -> Result<Case, Error> {
        self.write(self.coordinator, move |tx| {
            let case = get(tx, id, Action::AssignCase)?;
            let members = colleagues(tx, &members)?;
            let changed = case.change_team(tx.actor(), members)?;
            save_team(tx, changed)
        })
    }

    /// Somebody gives a case to a counsellor.
    fn assign(&self, hand: Hand, id: CaseId, counsellor: StaffId) -> Result<Case, Error> {
        self.write(hand, move |tx| {
            let case = get_to_assign(tx, id)?;
            let counsellor = colleague(tx, counsellor)?;
            let changed = case.assign(tx.actor(), counsellor)?;
            save(tx, changed)
        })
    }

    /// The counsellor closes a case: the person found work.
    fn close(&self, id: CaseId) -> Result<Case, Error> {
        self.write(self.counsellor, move |tx| {
            let case = get(tx, id, Action::WorkCase)?;
            let closure = Closure {
                outcome: CaseOutcome::Employed {
                    work_kind: WorkKind::Agency,
                },
                on: None,
                acknowledged: vec![],
            };
            let silence = Silence { attempts: 0 };
            let book = Rulebook::shipped();
            let changed = case.close(tx.actor(), closure, silence, &book, tx.day()?)?;
            save(tx, changed)
        })
    }
}

fn hire(tx: &mut Tx<'_>, hand: Hand) -> Result<(), Error> {
    let (org, id, now) = (tx.org(), Uid::from(hand.id), Instant(tx.now()));
    diesel::insert_into(staff::table)
        .values((
            staff::organisation_id.eq(org),
            staff::id.eq(id),
            staff::email.eq(format!("{}@demo.example", hand.id)),
            staff::given_name.eq("Piera"),
            staff::family_name.eq("Neri"),
            staff::family_norm.eq("neri"),
            staff::password_state.eq("chosen"),
            staff::epoch.eq(1),
            staff::disabled.eq(false),
            staff::version.eq(1),
            staff::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    diesel::insert_into(staff_roles::table)
        .values((
            staff_roles::organisation_id.eq(org),
            staff_roles::staff_id.eq(id),
            staff_roles::role.eq(hand.role.to_string()),
        ))
        .execute(tx.conn())?;
    diesel::insert_into(staff_offices::table)
        .values((
            staff_offices::organisation_id.eq(org),
            staff_offices::staff_id.eq(id),
            staff_offices::office_id.eq(Uid::from(hand.office)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn register(tx: &mut Tx<'_>, id: IndividualId, office: OfficeId, name: &str) -> Result<(), Error> {
    let born = NaiveDate::from_ymd_opt(1987, 3, 1).unwrap();
    diesel::insert_into(individuals::table)
        .values((
            individuals::organisation_id.eq(tx.org()),
            individuals::id.eq(Uid::from(id)),
            individuals::office_id.eq(Uid::from(office)),
            individuals::family_name.eq("Verdi"),
            individuals::given_name.eq(name),
            individuals::birth_date.eq(born),
            individuals::family_norm.eq("verdi"),
            individuals::given_norm.eq(name.to_lowercase()),
            individuals::registered_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn nobody<T>() -> Id<T> {
    Id::new(Uuid::nil())
}

/// The code of a refusal with all its faults; of any other failure its words.
fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    match outcome.unwrap_err() {
        Error::Refused(refusal) => refusal.to_string(),
        other => other.to_string(),
    }
}

fn everything() -> Page<Key> {
    Page {
        limit: 100,
        after: None,
    }
}
