//! What the worker does for mails: looks up who asked for a reset, and hands over what is due.

use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET};
use domain::kernel::Id;
use domain::staff::Email;
use persistence::outbox::{self, Mail, MailId, Outcome, ResetRequest};
use persistence::{Caller, Error, Tx, account_links, organisations, second_factors, staff};

use super::letters::{self, Reader, letter, seal};
use crate::app::State;
use crate::identity::link::{LinkToken, address};
use crate::identity::vault::Place;
use crate::texts::Language;

/// How many are looked at in one round.
const ROUND: i64 = 50;

fn installation(task: &str) -> Caller {
    Caller::system(Id::new(uuid::Uuid::nil()), task)
}

/// Where the address of a request for a reset lies.
pub(crate) fn request_place(row: &str) -> Place<'_> {
    Place {
        table: "reset_requests",
        column: "address",
        organisation: uuid::Uuid::nil(),
        row,
    }
}

/// Writes a mail for each request for a reset that fits an account, and forgets the request.
pub fn carry_out_resets(state: &State) -> Result<(), Error> {
    let store = &state.store;
    let waiting = store.read(&installation("resets"), |tx| {
        outbox::requested_resets(tx, ROUND)
    })?;
    for request in waiting {
        carry_out(state, request)?;
    }
    Ok(())
}

fn carry_out(state: &State, request: ResetRequest) -> Result<(), Error> {
    let id = request.id;
    let opened = state
        .vault
        .open(request_place(&id.to_string()), &request.address);
    let email = opened
        .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
        .and_then(|text| text.parse::<Email>().ok());
    let account = match email {
        Some(email) => state
            .store
            .read(&installation("resets"), |tx| staff::by_email(tx, &email))?,
        None => None,
    };
    let organisation = account.as_ref().map(|account| account.organisation);
    let caller = organisation.map_or_else(
        || installation("resets"),
        |organisation| Caller::system(organisation, "resets"),
    );
    let token = LinkToken::generate().map_err(|_| Error::Corrupt("randomness"))?;
    let digest = *token.digest().as_bytes();
    let link = address(&state.config.public_url, Purpose::PasswordReset, &token);
    let vault = state.vault.clone();
    state.store.write(caller, move |tx| {
        if !outbox::take_reset(tx, id)? {
            return Ok(());
        }
        let Some(account) = &account else {
            return Ok(());
        };
        let language = match request.language.as_str() {
            "en" => Language::English,
            _ => Language::Italian,
        };
        let member = staff::get(tx, account.staff)?;
        let factor = second_factors::standing(tx, member.id)?;
        let new = NewLink {
            id: tx.new_id(),
            purpose: Purpose::PasswordReset,
            delivery: Delivery::Mail,
            good_for: RESET,
        };
        // An account that may not have one gets none, and nobody hears of it.
        let issued = AccountLink::issue(new, &member, tx.actor(), factor, tx.now());
        let Ok(issued) = issued else { return Ok(()) };
        let issued = account_links::insert(tx, issued, &digest)?;
        write(tx, &vault, &member, language, &issued, &link)
    })
}

/// Writes the mail that brings a link, in the transaction that issues it.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    vault: &crate::identity::vault::Vault,
    owner: &domain::staff::StaffMember,
    language: Language,
    link: &AccountLink,
    address: &str,
) -> Result<(), Error> {
    let organisation = organisations::get(tx)?;
    let reader = Reader {
        owner,
        organisation: organisation.legal_name.as_str(),
        zone: organisation.zone,
        language,
    };
    let letter = letter(reader, link, address)?;
    let mail = seal(vault, organisation.id, tx.new_id(), link, &letter)?;
    outbox::insert(tx, &mail)
}

/// Hands over the mails that are due. Each is taken in one transaction, sent in none, and closed
/// in another: one that was sent and not closed is sent again.
pub fn deliver(state: &State) -> Result<(), Error> {
    let Some(mailer) = &state.mailer else {
        return Ok(());
    };
    let due = state
        .store
        .read(&installation("mails"), |tx| outbox::due(tx, ROUND))?;
    for (organisation, id) in due {
        let caller = Caller::system(organisation, "mails");
        let taken = state
            .store
            .write(caller.clone(), move |tx| outbox::take(tx, id))?;
        let Some(mail) = taken else { continue };
        let outcome = match letters::open(&state.vault, organisation, id, &mail.sealed) {
            Some(letter) => mailer.send(&letter),
            None => Outcome::Refused,
        };
        tell(id, &mail, outcome);
        state
            .store
            .write(caller, move |tx| outbox::tried(tx, &mail, outcome))?;
    }
    Ok(())
}

fn tell(id: MailId, mail: &Mail, outcome: Outcome) {
    let attempts = mail.attempts;
    match outcome {
        Outcome::Sent => tracing::info!(event = "mail_sent", mail = %id, attempts),
        Outcome::Later => tracing::warn!(event = "mail_not_sent", mail = %id, attempts),
        Outcome::Refused | Outcome::TooLate => {
            tracing::error!(event = "mail_given_up", mail = %id, attempts, %outcome);
        }
    }
}
