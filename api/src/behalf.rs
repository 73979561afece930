//! On behalf of whom the product works behind the requests.

use domain::actor::{Actor, StaffId};
use domain::staff::AccountStatus;
use persistence::{Error, Tx, organisations, staff};

/// The product itself, in the organisation of the transaction.
pub(crate) fn product(tx: &mut Tx<'_>) -> Result<Actor, Error> {
    Ok(Actor {
        zone: organisations::get(tx)?.zone,
        ..Actor::system(tx.organisation())
    })
}

/// The account that asked for some work, with the roles and offices of now; nobody when it was
/// disabled or is gone.
pub(crate) fn account(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Actor>, Error> {
    let member = match staff::get(tx, id) {
        Ok(member) if member.status != AccountStatus::Disabled => member,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let actor = product(tx)?.on_behalf_of(member.id, member.roles, member.offices);
    Ok(Some(actor))
}
