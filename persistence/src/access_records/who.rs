//! Who is behind the lines, in words: a statement for each kind of thing, none for a line.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::access_records::{By, Line};
use domain::actor::{MachineClientId, OfficeId, Role, StaffId};

use crate::columns::parsed;
use crate::error::Error;
use crate::names::{self, StaffName};
use crate::schema::{machine_clients, offices, staff_offices, staff_roles};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// A colleague with roles and offices as they are today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Name.
    pub name: StaffName,
    /// Roles.
    pub roles: Vec<Role>,
    /// Offices, each with what it is called.
    pub offices: Vec<(OfficeId, String)>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody of the staff.
    Staff(Colleague),
    /// A program, by its name.
    Program(MachineClientId, String),
    /// The product itself.
    System,
    /// Somebody who had not signed in, or whose account is not there.
    Unknown,
}

/// Those behind some lines.
pub(super) struct Names {
    staff: HashMap<StaffId, StaffName>,
    roles: Vec<(Uid, Role)>,
    places: Vec<(Uid, OfficeId)>,
    offices: HashMap<OfficeId, String>,
    programs: HashMap<MachineClientId, String>,
}

/// Those behind these lines.
pub(super) fn of(tx: &mut Tx<'_>, lines: &[Line]) -> Result<Names, Error> {
    let staff: Vec<StaffId> = lines.iter().filter_map(|line| line.by.staff()).collect();
    let named = names::of_staff(tx, &staff)?;
    let staff: Vec<Uid> = named.keys().copied().map(Uid::from).collect();
    let places = places(tx, &staff)?;
    let acting = lines.iter().filter_map(|line| line.office);
    let named_offices = places.iter().map(|(_, office)| *office).chain(acting);
    let offices = labels(tx, named_offices.map(Uid::from).collect())?;
    Ok(Names {
        roles: roles(tx, &staff)?,
        programs: programs(tx, lines)?,
        staff: named,
        places,
        offices,
    })
}

fn roles(tx: &mut Tx<'_>, staff: &[Uid]) -> Result<Vec<(Uid, Role)>, Error> {
    let rows: Vec<(Uid, String)> = staff_roles::table
        .filter(staff_roles::organisation_id.eq(tx.org()))
        .filter(staff_roles::staff_id.eq_any(staff))
        .order((staff_roles::staff_id, staff_roles::role))
        .select((staff_roles::staff_id, staff_roles::role))
        .load(tx.conn())?;
    let read = |(id, role): (Uid, String)| Ok((id, neutral(parsed(&role, "role")?)));
    let mut roles: Vec<(Uid, Role)> = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    roles.dedup();
    Ok(roles)
}

/// The role as it may stand beside somebody's name: that a targeted-placement officer had to do with
/// a person would tell of a disability (GDPR art. 9). The officer is told as the counsellor that
/// every officer is.
fn neutral(role: Role) -> Role {
    match role {
        Role::TargetedPlacementOfficer => Role::Counsellor,
        other => other,
    }
}

fn places(tx: &mut Tx<'_>, staff: &[Uid]) -> Result<Vec<(Uid, OfficeId)>, Error> {
    let rows: Vec<(Uid, Uid)> = staff_offices::table
        .filter(staff_offices::organisation_id.eq(tx.org()))
        .filter(staff_offices::staff_id.eq_any(staff))
        .order((staff_offices::staff_id, staff_offices::office_id))
        .select((staff_offices::staff_id, staff_offices::office_id))
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(id, office)| (id, office.into()))
        .collect())
}

fn labels(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<OfficeId, String>, Error> {
    let rows: Vec<(Uid, String)> = offices::table
        .filter(offices::organisation_id.eq(tx.org()))
        .filter(offices::id.eq_any(ids))
        .select((offices::id, offices::label))
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(id, label)| (id.into(), label))
        .collect())
}

fn programs(tx: &mut Tx<'_>, lines: &[Line]) -> Result<HashMap<MachineClientId, String>, Error> {
    let ids: Vec<Uid> = lines
        .iter()
        .filter_map(|line| match line.by {
            By::Program(client) => Some(client.into()),
            By::Staff(_) | By::System | By::Anonymous => None,
        })
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uid, String)> = machine_clients::table
        .filter(machine_clients::organisation_id.eq(tx.org()))
        .filter(machine_clients::id.eq_any(ids))
        .select((machine_clients::id, machine_clients::label))
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(id, label)| (id.into(), label))
        .collect())
}

impl Names {
    pub(super) fn who(&self, by: By) -> Who {
        match by {
            By::Staff(id) => self.colleague(id).map_or(Who::Unknown, Who::Staff),
            By::Program(id) => match self.programs.get(&id) {
                Some(label) => Who::Program(id, label.clone()),
                None => Who::Unknown,
            },
            By::System => Who::System,
            By::Anonymous => Who::Unknown,
        }
    }

    pub(super) fn office(&self, id: OfficeId) -> Option<(OfficeId, String)> {
        self.offices.get(&id).map(|label| (id, label.clone()))
    }

    fn colleague(&self, id: StaffId) -> Option<Colleague> {
        let own = Uid::from(id);
        let roles = self.roles.iter().filter(|(of, _)| *of == own);
        let places = self.places.iter().filter(|(of, _)| *of == own);
        Some(Colleague {
            name: self.staff.get(&id)?.clone(),
            roles: roles.map(|(_, role)| *role).collect(),
            offices: places
                .filter_map(|(_, office)| self.office(*office))
                .collect(),
        })
    }
}
