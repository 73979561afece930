//! The members of the staff whom a request names.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::Colleague;
use domain::kernel::Named;

use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{staff, staff_offices, staff_roles};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// The colleague with this identifier.
pub fn colleague(tx: &mut Tx<'_>, id: StaffId) -> Result<Named<Colleague>, Error> {
    let mut found = load(tx, &[id])?;
    Ok(found.remove(&id).into())
}

/// The colleagues with these identifiers, in their order.
pub fn colleagues(tx: &mut Tx<'_>, ids: &[StaffId]) -> Result<Vec<Named<Colleague>>, Error> {
    let found = load(tx, ids)?;
    let named = ids.iter().map(|id| found.get(id).cloned().into());
    Ok(named.collect())
}

/// All of them, in three statements.
fn load(tx: &mut Tx<'_>, ids: &[StaffId]) -> Result<HashMap<StaffId, Colleague>, Error> {
    let org = tx.org();
    let uids: Vec<Uid> = ids.iter().copied().map(Uid::from).collect();
    let accounts: Vec<(Uid, bool)> = staff::table
        .filter(staff::organisation_id.eq(org))
        .filter(staff::id.eq_any(uids.clone()))
        .select((staff::id, staff::disabled))
        .load(tx.conn())?;
    let mut found: HashMap<StaffId, Colleague> = accounts
        .into_iter()
        .map(|(id, disabled)| {
            let staff = StaffId::from(id);
            let colleague = Colleague {
                staff,
                roles: Vec::new(),
                offices: Vec::new(),
                disabled,
            };
            (staff, colleague)
        })
        .collect();
    let roles: Vec<(Uid, String)> = staff_roles::table
        .filter(staff_roles::organisation_id.eq(org))
        .filter(staff_roles::staff_id.eq_any(uids.clone()))
        .select((staff_roles::staff_id, staff_roles::role))
        .load(tx.conn())?;
    for (id, role) in roles {
        if let Some(colleague) = found.get_mut(&StaffId::from(id)) {
            colleague.roles.push(parsed(&role, "role")?);
        }
    }
    let offices: Vec<(Uid, Uid)> = staff_offices::table
        .filter(staff_offices::organisation_id.eq(org))
        .filter(staff_offices::staff_id.eq_any(uids))
        .select((staff_offices::staff_id, staff_offices::office_id))
        .load(tx.conn())?;
    for (id, office) in offices {
        if let Some(colleague) = found.get_mut(&StaffId::from(id)) {
            colleague.offices.push(office.into());
        }
    }
    Ok(found)
}
