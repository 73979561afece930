//! Links that a command prints, for owners who choose their passwords themselves.

use api::config::Settings;
use api::identity::link::{LinkToken, address};
use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET};
use domain::actor::{OrganisationId, StaffId};
use domain::staff::{Email, PasswordState, StaffMember};
use persistence::{Store, account_links, second_factors, staff};

use super::super::{Failure, organisation, system};
use super::{NewUser, find};

/// Creates an account without a password and prints the link by which its owner chooses one.
#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn invite(store: &Store, settings: &Settings, user: NewUser) -> Result<(), Failure> {
    let organisation = organisation::chosen(store, user.organisation)?;
    let new = user.account(PasswordState::Missing);
    let member = store.write(system(organisation), move |tx| {
        let created = StaffMember::create(tx.new_id(), new.clone(), tx.actor())?;
        staff::insert(tx, created, None)
    })?;
    println!("{}", member.id);
    issue(store, settings, organisation, member.id)
}

/// Prints a link for an account that is there.
pub(super) fn print(store: &Store, settings: &Settings, email: &Email) -> Result<(), Failure> {
    let account = find(store, email)?;
    issue(store, settings, account.organisation, account.staff)
}

#[expect(
    clippy::print_stdout,
    reason = "whoever asked for the link must get to know it"
)]
fn issue(
    store: &Store,
    settings: &Settings,
    organisation: OrganisationId,
    id: StaffId,
) -> Result<(), Failure> {
    let token = LinkToken::generate()?;
    let digest = *token.digest().as_bytes();
    let invitation = settings.invitation()?;
    let link = store.write(system(organisation), move |tx| {
        let owner = staff::get(tx, id)?;
        let (purpose, good_for) = match owner.password {
            PasswordState::Missing => (Purpose::Invitation, invitation),
            PasswordState::Chosen | PasswordState::SingleUse | PasswordState::Spent => {
                (Purpose::PasswordReset, RESET)
            }
        };
        let new = NewLink {
            id: tx.new_id(),
            purpose,
            delivery: Delivery::Print,
            good_for,
        };
        let factor = second_factors::standing(tx, id)?;
        let issued = AccountLink::issue(new, &owner, tx.actor(), factor, tx.now())?;
        account_links::insert(tx, issued, &digest)
    })?;
    let until = link.expires_at.format("%Y-%m-%dT%H:%M:%SZ");
    println!(
        "Link to choose the password, good once until {until}: {}",
        address(&settings.public_url(), link.purpose, &token)
    );
    Ok(())
}
