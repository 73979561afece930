//! Two organisations with offices and staff, the same in every story.

use chrono::{DateTime, TimeZone, Utc};
use diesel::prelude::*;
use domain::actor::{
    Actor, ActorKind, MachineClientId, OfficeId, OrganisationId, Role, SessionId, StaffId,
};
use domain::kernel::Id;
use domain::policy::{Scope, Scopes};
use persistence::backend::Conn;
use persistence::schema::{
    machine_client_offices, machine_clients, offices, organisations, outside_identities, sessions,
    staff, staff_offices, staff_roles, staff_roles_awaiting,
};
use persistence::sql_types::{Instant, Uid};
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use uuid::Uuid;

/// How many offices an organisation has.
pub(crate) const OFFICES: u8 = 3;
/// The password of everybody.
pub(crate) const PASSWORD: &str = "tre barche lente sul lago";

/// An organisation of the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where stories happen.
    Home,
    /// Whose data nobody at home may ever see.
    Away,
}

/// Somebody of the staff. Each role is there three times in each organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) place: Place,
    pub(crate) role: Role,
    /// 0 and 1 work in the first office, 2 in the second.
    pub(crate) number: u8,
}

fn id<T>(place: Place, table: u8, row: u8) -> Id<T> {
    let place = match place {
        Place::Home => 1,
        Place::Away => 2,
    };
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&[0x01, 0x90]);
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    bytes[13..].copy_from_slice(&[place, table, row]);
    Id::new(Uuid::from_bytes(bytes))
}

impl Place {
    pub(crate) fn organisation(self) -> OrganisationId {
        id(self, 0, 0)
    }

    pub(crate) fn office(self, number: u8) -> OfficeId {
        id(self, 1, number)
    }
}

impl Member {
    pub(crate) fn new(place: Place, role: Role, number: u8) -> Self {
        Self {
            place,
            role,
            number,
        }
    }

    /// An administrator at home.
    pub(crate) fn administrator(number: u8) -> Self {
        Self::new(Place::Home, Role::Administrator, number)
    }

    fn row(self) -> u8 {
        let role = Role::iter().position(|role| role == self.role).unwrap();
        u8::try_from(role).unwrap() * 3 + self.number
    }

    pub(crate) fn id(self) -> StaffId {
        id(self.place, 2, self.row())
    }

    /// The program that has the role instead of a person.
    pub(crate) fn client(self) -> MachineClientId {
        Id::new(self.id().uuid())
    }

    pub(crate) fn session(self) -> SessionId {
        id(self.place, 3, self.row())
    }

    pub(crate) fn office(self) -> OfficeId {
        self.place.office(self.number / 2)
    }

    pub(crate) fn email(self) -> String {
        let at = match self.place {
            Place::Home => "castelverde",
            Place::Away => "portoscuro",
        };
        format!("{}.{}@{at}.example", self.role, self.number)
    }

    /// As the product knows him once he has signed in.
    pub(crate) fn actor(self) -> Actor {
        Actor {
            organisation: self.place.organisation(),
            kind: match self.role {
                Role::MachineClient => ActorKind::Machine(self.client(), Scope::iter().collect()),
                _ => ActorKind::Staff(self.id(), self.session()),
            },
            roles: vec![self.role],
            offices: vec![self.office()],
            zone: chrono_tz::Tz::Europe__Rome,
        }
    }
}

fn long_ago() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2020, 1, 1, 0, 0, 0).unwrap()
}

fn in_far_future() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2099, 1, 1, 0, 0, 0).unwrap()
}

/// Puts both organisations into an empty database.
pub(crate) fn insert(conn: &mut Conn) {
    conn.transaction(|conn| {
        organisation(conn, Place::Home, "Comune di Castelverde")?;
        organisation(conn, Place::Away, "Comune di Portoscuro")
    })
    .unwrap();
}

fn organisation(conn: &mut Conn, place: Place, legal_name: &str) -> QueryResult<()> {
    let org = Uid::from(place.organisation());
    diesel::insert_into(organisations::table)
        .values((
            organisations::id.eq(org),
            organisations::legal_name.eq(legal_name),
            organisations::time_zone.eq("Europe/Rome"),
            organisations::region.eq("08"),
            organisations::patron_month.eq(10),
            organisations::patron_day.eq(4),
            organisations::created_at.eq(Instant(long_ago())),
        ))
        .execute(conn)?;
    for number in 0..OFFICES {
        diesel::insert_into(offices::table)
            .values((
                offices::organisation_id.eq(org),
                offices::id.eq(Uid::from(place.office(number))),
                offices::label.eq(format!("Sportello {number}")),
                offices::kind.eq("employment_desk"),
                offices::version.eq(1_i64),
                offices::created_at.eq(Instant(long_ago())),
            ))
            .execute(conn)?;
    }
    let hash = hash();
    for role in Role::iter() {
        for number in 0..3 {
            let member = Member::new(place, role, number);
            match role {
                Role::MachineClient => machine_client(conn, member)?,
                _ => account(conn, member, &hash)?,
            }
        }
    }
    Ok(())
}

/// The roles that people have.
pub(crate) fn roles_of_people() -> impl Iterator<Item = Role> {
    Role::iter().filter(|role| *role != Role::MachineClient)
}

/// The public half of the key in RFC 7515, A.3: with it nobody signs in.
pub(crate) fn public_key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "2026-03",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

/// Links an account to what a provider calls its owner.
pub(crate) fn outside_identity(conn: &mut Conn, member: Member) -> Uuid {
    let id = Uuid::new_v4();
    diesel::insert_into(outside_identities::table)
        .values((
            outside_identities::organisation_id.eq(Uid::from(member.place.organisation())),
            outside_identities::id.eq(Uid(id)),
            outside_identities::staff_id.eq(Uid::from(member.id())),
            outside_identities::issuer.eq("https://login.castelverde.example"),
            outside_identities::subject.eq(member.id().to_string()),
            outside_identities::linked_by.eq("administrator"),
            outside_identities::linked_at.eq(Instant(long_ago())),
        ))
        .execute(conn)
        .unwrap();
    id
}

/// Lets an account wait for a role that an administrator of the second office proposed.
pub(crate) fn awaiting_role(conn: &mut Conn, member: Member) {
    let proposer = Member::new(member.place, Role::Administrator, 2);
    diesel::insert_into(staff_roles_awaiting::table)
        .values((
            staff_roles_awaiting::organisation_id.eq(Uid::from(member.place.organisation())),
            staff_roles_awaiting::staff_id.eq(Uid::from(member.id())),
            staff_roles_awaiting::role.eq(Role::TargetedPlacementOfficer.to_string()),
            staff_roles_awaiting::proposed_by.eq(Uid::from(proposer.id())),
        ))
        .execute(conn)
        .unwrap();
}

/// A program with every scope. Its key is nobody's.
fn machine_client(conn: &mut Conn, member: Member) -> QueryResult<()> {
    let org = Uid::from(member.place.organisation());
    let id = Uid::from(member.client());
    diesel::insert_into(machine_clients::table)
        .values((
            machine_clients::organisation_id.eq(org),
            machine_clients::id.eq(id),
            machine_clients::label.eq(format!("Programma {}", member.number)),
            machine_clients::purpose.eq("Convenzione di prova"),
            machine_clients::scopes.eq(Scope::iter().collect::<Scopes>().to_string()),
            machine_clients::public_keys.eq(json!([[
                "2026-03",
                "thumb",
                public_key().to_string()
            ]])
            .to_string()),
            machine_clients::status.eq("enabled"),
            machine_clients::epoch.eq(1_i64),
            machine_clients::version.eq(1_i64),
            machine_clients::created_at.eq(Instant(long_ago())),
        ))
        .execute(conn)?;
    diesel::insert_into(machine_client_offices::table)
        .values((
            machine_client_offices::organisation_id.eq(org),
            machine_client_offices::client_id.eq(id),
            machine_client_offices::office_id.eq(Uid::from(member.office())),
        ))
        .execute(conn)?;
    Ok(())
}

fn account(conn: &mut Conn, member: Member, hash: &str) -> QueryResult<()> {
    let org = Uid::from(member.place.organisation());
    let id = Uid::from(member.id());
    diesel::insert_into(staff::table)
        .values((
            staff::organisation_id.eq(org),
            staff::id.eq(id),
            staff::email.eq(member.email()),
            staff::given_name.eq("Prova"),
            staff::family_name.eq(format!("Numero {}", member.number)),
            staff::family_norm.eq(format!("numero{}", member.number)),
            staff::password_hash.eq(hash),
            staff::password_state.eq("chosen"),
            staff::epoch.eq(1_i64),
            staff::disabled.eq(false),
            staff::version.eq(1_i64),
            staff::created_at.eq(Instant(long_ago())),
        ))
        .execute(conn)?;
    diesel::insert_into(staff_roles::table)
        .values((
            staff_roles::organisation_id.eq(org),
            staff_roles::staff_id.eq(id),
            staff_roles::role.eq(member.role.to_string()),
        ))
        .execute(conn)?;
    diesel::insert_into(staff_offices::table)
        .values((
            staff_offices::organisation_id.eq(org),
            staff_offices::staff_id.eq(id),
            staff_offices::office_id.eq(Uid::from(member.office())),
        ))
        .execute(conn)?;
    open_session(conn, member, member.session())
}

/// A session of this member, open for a long time; programs have none.
pub(crate) fn open_session(conn: &mut Conn, member: Member, session: SessionId) -> QueryResult<()> {
    if member.role == Role::MachineClient {
        return Ok(());
    }
    diesel::insert_into(sessions::table)
        .values((
            sessions::organisation_id.eq(Uid::from(member.place.organisation())),
            sessions::id.eq(Uid::from(session)),
            sessions::staff_id.eq(Uid::from(member.id())),
            sessions::opened_at.eq(Instant(long_ago())),
            sessions::expires_at.eq(Instant(in_far_future())),
            sessions::second_factor.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}

/// Cheap to compare: the price of a guess has its own tests.
fn hash() -> String {
    use api::identity::password::{Hasher, NewPassword};
    let password = NewPassword::chosen(PASSWORD, "nessuno@castelverde.example").unwrap();
    let hasher = Hasher::new(super::CHEAP, 1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    runtime.block_on(hasher.hash(&password)).unwrap()
}
