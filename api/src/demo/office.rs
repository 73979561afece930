//! The fictional organisation, its offices and its staff.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use domain::actor::{Actor, OfficeId, OrganisationId, Role, StaffId};
use domain::kernel::{Fault, PatronDay, Version};
use domain::offices::{Office, OfficeKind};
use domain::organisations::Organisation;
use domain::staff::{Email, NewStaffMember, PasswordState, StaffMember};
use persistence::{Caller, Store, offices, organisations, second_factors, services, staff};
use strum::{EnumIter, IntoEnumIterator};

use super::Failure;

/// The name of the fictional body; there is no municipality of that name.
pub const LEGAL_NAME: &str = "Comune di Valdora (dimostrazione)";
/// The domain of its addresses, which is nobody's (RFC 2606).
const DOMAIN: &str = "demo.example";

/// A desk of the fictional organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub(super) enum Desk {
    /// The employment desk.
    Employment,
    /// The desk for the young.
    Informagiovani,
    /// The desk of targeted placement.
    TargetedPlacement,
}

impl Desk {
    fn kind(self) -> OfficeKind {
        match self {
            Self::Employment => OfficeKind::EmploymentDesk,
            Self::Informagiovani => OfficeKind::Informagiovani,
            Self::TargetedPlacement => OfficeKind::TargetedPlacementDesk,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Employment => "Sportello lavoro",
            Self::Informagiovani => "Informagiovani",
            Self::TargetedPlacement => "Sportello collocamento mirato",
        }
    }

    fn address(self) -> &'static str {
        match self {
            Self::Employment => "Via dell'Esempio 1, Valdora",
            Self::Informagiovani => "Piazza dei Tre Mulini 4, Valdora",
            Self::TargetedPlacement => "Via dell'Esempio 3, Valdora",
        }
    }
}

/// Somebody of the fictional staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum Member {
    /// Manages accounts.
    Administrator,
    /// Manages accounts too: some things take two.
    DeputyAdministrator,
    /// Reads who did what.
    Auditor,
    /// Answers for all desks.
    Coordinator,
    /// Follows people at the employment desk.
    Counsellor,
    /// Follows people at the desk for the young.
    YouthCounsellor,
    /// Receives people at the employment desk.
    DeskOperator,
    /// Receives people at the desk for the young.
    YouthDeskOperator,
    /// Follows people at the desk of targeted placement.
    TargetedPlacementOfficer,
}

impl Member {
    /// One for each role that people sign in with, in the order of the tour.
    pub const OF_EACH_ROLE: [Self; 6] = [
        Self::Counsellor,
        Self::DeskOperator,
        Self::TargetedPlacementOfficer,
        Self::Coordinator,
        Self::Administrator,
        Self::Auditor,
    ];

    /// The role.
    pub fn role(self) -> Role {
        match self {
            Self::Administrator | Self::DeputyAdministrator => Role::Administrator,
            Self::Auditor => Role::Auditor,
            Self::Coordinator => Role::Coordinator,
            Self::Counsellor | Self::YouthCounsellor => Role::Counsellor,
            Self::DeskOperator | Self::YouthDeskOperator => Role::DeskOperator,
            Self::TargetedPlacementOfficer => Role::TargetedPlacementOfficer,
        }
    }

    /// The address that names the account: `desk-operator@demo.example`.
    pub fn email(self) -> Result<Email, Fault> {
        let local = match self {
            Self::DeputyAdministrator => "administrator-deputy".to_owned(),
            Self::YouthCounsellor => "counsellor-informagiovani".to_owned(),
            Self::YouthDeskOperator => "desk-operator-informagiovani".to_owned(),
            Self::Administrator
            | Self::Auditor
            | Self::Coordinator
            | Self::Counsellor
            | Self::DeskOperator
            | Self::TargetedPlacementOfficer => self.role().to_string().replace('_', "-"),
        };
        format!("{local}@{DOMAIN}").parse()
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Administrator => ("Renata", "Boero"),
            Self::DeputyAdministrator => ("Dario", "Massucco"),
            Self::Auditor => ("Ugo", "Cravero"),
            Self::Coordinator => ("Silvia", "Perotti"),
            Self::Counsellor => ("Chiara", "Vietti"),
            Self::YouthCounsellor => ("Elia", "Garino"),
            Self::DeskOperator => ("Nicolò", "Peirone"),
            Self::YouthDeskOperator => ("Gaia", "Bertolino"),
            Self::TargetedPlacementOfficer => ("Irene", "Dalmasso"),
        }
    }

    fn desks(self) -> &'static [Desk] {
        match self {
            Self::Administrator | Self::DeputyAdministrator | Self::Auditor => &[],
            Self::Coordinator => &[
                Desk::Employment,
                Desk::Informagiovani,
                Desk::TargetedPlacement,
            ],
            Self::Counsellor | Self::DeskOperator => &[Desk::Employment],
            Self::YouthCounsellor | Self::YouthDeskOperator => &[Desk::Informagiovani],
            Self::TargetedPlacementOfficer => &[Desk::TargetedPlacement],
        }
    }
}

/// Whether an address is that of a login of the demonstration.
pub fn is_login(email: &str) -> bool {
    let mut logins = Member::iter().filter_map(|member| member.email().ok());
    logins.any(|login| login.as_str() == email)
}

/// The organisation as it stands in the record.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) organisation: OrganisationId,
    offices: Vec<OfficeId>,
    staff: Vec<StaffId>,
}

impl Opened {
    pub(super) fn office(&self, desk: Desk) -> OfficeId {
        self.offices[desk as usize]
    }

    pub(super) fn staff(&self, member: Member) -> StaffId {
        self.staff[member as usize]
    }

    /// The member as if signed in.
    pub(super) fn actor(&self, member: Member) -> Actor {
        let desks = member.desks().iter().map(|desk| self.office(*desk));
        let system = Actor::system(self.organisation);
        system.on_behalf_of(self.staff(member), [member.role()], desks)
    }
}

/// Sets up organisation, offices and staff; nobody has a password yet.
pub(super) fn open(store: &Store) -> Result<Opened, Failure> {
    let id: OrganisationId = store.mint();
    let system = Caller::system(id, "demo");
    let organisation = Organisation {
        id,
        legal_name: LEGAL_NAME.parse()?,
        ipa_code: None,
        zone: Tz::Europe__Rome,
        region: "01".parse()?,
        patron: PatronDay::new(6, 24)?,
    };
    store.write(system.clone(), move |tx| {
        let changed = Organisation::create(organisation.clone(), tx.actor())?;
        organisations::insert(tx, changed)?;
        services::complete(tx)
    })?;
    let mut opened = Opened {
        organisation: id,
        offices: Vec::new(),
        staff: Vec::new(),
    };
    for desk in Desk::iter() {
        let office = Office {
            id: store.mint(),
            label: desk.label().parse()?,
            kind: desk.kind(),
            address: Some(desk.address().parse()?),
            phone: Some("+39 011 555 0100".parse()?),
            email: Some(format!("sportello@{DOMAIN}").parse()?),
            version: Version::FIRST,
        };
        opened.offices.push(office.id);
        store.write(system.clone(), move |tx| {
            let changed = Office::create(office.clone(), tx.actor())?;
            offices::insert(tx, changed)
        })?;
    }
    for member in Member::iter() {
        let (given_name, family_name) = member.names();
        let desks = member.desks().iter();
        let new = NewStaffMember {
            email: member.email()?,
            given_name: given_name.parse()?,
            family_name: family_name.parse()?,
            roles: BTreeSet::from([member.role()]),
            offices: desks.map(|desk| opened.office(*desk)).collect(),
            password: PasswordState::Missing,
        };
        let id: StaffId = store.mint();
        opened.staff.push(id);
        store.write(system.clone(), move |tx| {
            let changed = StaffMember::create(id, new.clone(), tx.actor())?;
            staff::insert(tx, changed, None)
        })?;
    }
    propose(store, &opened)?;
    Ok(opened)
}

/// Lets a role wait for the second administrator, who finds it with the account.
fn propose(store: &Store, office: &Opened) -> Result<(), Failure> {
    let id = office.staff(Member::YouthDeskOperator);
    let caller = Caller {
        actor: office.actor(Member::Administrator),
        request_id: "demo-proposal".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let member = staff::get(tx, id)?;
        let administrators = staff::administrators(tx, id)?;
        let mut roles = member.roles.clone();
        roles.insert(Role::TargetedPlacementOfficer);
        let offices = member.offices.clone();
        let proposed = member.change(roles, offices, tx.actor(), &administrators)?;
        staff::save(tx, proposed)
    })?;
    Ok(())
}

/// Gives everybody the password with this hash; tokens of before end, and so do second factors
/// that somebody tried out.
pub fn set_passwords(
    store: &Store,
    organisation: OrganisationId,
    hash: &str,
) -> Result<(), Failure> {
    let emails = Member::iter()
        .map(Member::email)
        .collect::<Result<Vec<_>, Fault>>()?;
    let hash = hash.to_owned();
    store.write(Caller::system(organisation, "demo"), move |tx| {
        for email in &emails {
            let account = staff::by_email(tx, email)?.ok_or(persistence::Error::NotFound)?;
            let member = staff::get(tx, account.staff)?;
            let changed = member.change_password(PasswordState::Chosen, tx.actor())?;
            let member = staff::set_password(tx, changed, &hash, None)?;
            if let Some(stored) = second_factors::in_force(tx, member.id)? {
                let removed = stored.factor.remove(member, tx.actor(), None)?;
                second_factors::remove(tx, removed)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}
