//! For whom an import acts, with the rights of the moment.

use domain::actor::{Actor, StaffId};
use domain::imports::{Import, may_import};
use domain::kernel::Refusal;
use domain::policy::Action;
use persistence::{Error, Tx};

use crate::behalf;

/// Whoever asked for the import, who must still be allowed to.
pub(super) fn starter(tx: &mut Tx<'_>, import: &Import) -> Result<Actor, Error> {
    let starter = importing(tx, import, import.started_by)?;
    Ok(starter.ok_or(Refusal::NotPermitted {})?)
}

/// Runs `work` for somebody who may import; that people are looked up is recorded.
pub(super) fn acting<T>(
    tx: &mut Tx<'_>,
    actor: Actor,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    tx.acting_for(actor, |tx| {
        tx.record_access(Action::ImportIndividuals, "import", None, None);
        work(tx)
    })
}

/// The account with the roles and offices of now, or the operator of the server when it is
/// nobody's; none when it may not import at the office, or no more.
pub(super) fn importing(
    tx: &mut Tx<'_>,
    import: &Import,
    account: Option<StaffId>,
) -> Result<Option<Actor>, Error> {
    let Some(account) = account else {
        return behalf::product(tx).map(Some);
    };
    let actor = behalf::account(tx, account)?;
    Ok(actor.filter(|actor| may_import(actor, import.office).is_ok()))
}
