//! Messages to people: planned from what happened, and handed over behind the requests.

mod drop_box;
mod words;

use std::collections::BTreeSet;

use domain::kernel::Id;
use domain::messages::{Dropped, MessageId, way};
use domain::services::MessageChannel;
use persistence::messages::{self, Ready};
use persistence::outbox::Outcome;
use persistence::{Caller, Error, Store, Tx, organisations};

pub use drop_box::{Draft, DropBox};
pub use words::{Said, default_text, said};

use crate::app::State;
use crate::mail::{Letter, Mailer};

/// How many are looked at in one round.
const ROUND: i64 = 50;

fn installation() -> Caller {
    Caller::system(Id::new(uuid::Uuid::nil()), "messages")
}

/// Plans what is told because of what happened, in every organisation. Where no message can leave
/// none is planned: whoever sets a gateway up begins with what happens from then on.
pub fn plan(store: &Store, gateways: Gateways<'_>) -> Result<(), Error> {
    let leaves = !gateways.served().is_empty();
    let mut outcome = Ok(());
    for organisation in store.read(&installation(), organisations::all)? {
        let mut caller = Caller::system(organisation.id, "messages");
        // A day begins where the organisation is.
        caller.actor.zone = organisation.zone;
        outcome = outcome.and(if leaves {
            plan_of(store, &caller)
        } else {
            pass_over(store, &caller)
        });
    }
    outcome
}

fn pass_over(store: &Store, caller: &Caller) -> Result<(), Error> {
    if store.read(caller, messages::behind)? {
        store.write(caller.clone(), messages::pass_over)?;
    }
    Ok(())
}

fn plan_of(store: &Store, caller: &Caller) -> Result<(), Error> {
    let mut is_behind = store.read(caller, messages::behind)?;
    while is_behind {
        is_behind = store.write(caller.clone(), messages::plan)?;
    }
    Ok(())
}

/// The ways by which messages leave.
#[derive(Debug, Clone, Copy)]
pub struct Gateways<'a> {
    /// The mail server.
    pub mailer: Option<&'a Mailer>,
    /// The folder from which another program takes what goes by other ways.
    pub drop_box: Option<&'a DropBox>,
}

impl<'a> Gateways<'a> {
    /// Those of a process.
    pub fn of(state: &'a State) -> Self {
        Self {
            mailer: state.mailer.as_ref(),
            drop_box: state.drop_box.as_ref(),
        }
    }

    fn served(self) -> BTreeSet<MessageChannel> {
        let mail = self.mailer.map(|_| MessageChannel::Email);
        let others = [MessageChannel::Sms, MessageChannel::App];
        let others = others.into_iter().filter(|_| self.drop_box.is_some());
        mail.into_iter().chain(others).collect()
    }
}

/// Hands over the messages that are due. Each is taken in one transaction, sent in none, and closed
/// in another: one that was sent and not closed is sent again, under the same identifier.
pub fn deliver(store: &Store, gateways: Gateways<'_>) -> Result<(), Error> {
    let due = store.read(&installation(), |tx| messages::due(tx, ROUND))?;
    let mut outcome = Ok(());
    for (organisation, id) in due {
        let caller = Caller::system(organisation, "messages");
        outcome = outcome.and(deliver_one(store, caller, id, gateways));
    }
    outcome
}

fn deliver_one(
    store: &Store,
    mut caller: Caller,
    id: MessageId,
    gateways: Gateways<'_>,
) -> Result<(), Error> {
    caller.actor.zone = store.read(&caller, organisations::get)?.zone;
    let served = gateways.served();
    let taken = store.write(caller.clone(), move |tx| {
        let Some(ready) = messages::take(tx, id)? else {
            return Ok(None);
        };
        let Some(way) = way(&ready.contacts, &ready.service.terms.channels, &served) else {
            messages::dropped(tx, &ready, Dropped::NoWay)?;
            return Ok(None);
        };
        let said = said(tx, &ready)?;
        Ok(Some((ready, way, said)))
    })?;
    let Some((ready, way, said)) = taken else {
        return Ok(());
    };
    let outcome = match (way.channel, gateways.mailer, gateways.drop_box) {
        (MessageChannel::Email, Some(mailer), _) => {
            let letter = Letter {
                to: way.address,
                subject: said.subject.clone(),
                text: said.body.clone(),
            };
            mailer.send_as(&letter, Some(id.uuid()))
        }
        (channel, _, Some(folder)) => folder.put(&Draft {
            id: id.uuid(),
            channel,
            to: way.address,
            language: said.language.clone(),
            text: said.body.clone(),
        }),
        (_, _, None) => Outcome::Later,
    };
    tell(&ready, outcome);
    store.write(caller, move |tx| {
        close(tx, &ready, way.channel, &said, outcome)
    })
}

fn close(
    tx: &mut Tx<'_>,
    ready: &Ready,
    channel: MessageChannel,
    said: &Said,
    outcome: Outcome,
) -> Result<(), Error> {
    match outcome {
        Outcome::Sent => messages::sent(tx, ready, channel, (&said.subject, &said.body)),
        Outcome::Refused | Outcome::TooLate => messages::failed(tx, ready),
        Outcome::Later => messages::later(tx, ready),
    }
}

fn tell(ready: &Ready, outcome: Outcome) {
    let (message, attempts) = (ready.message.id, ready.message.attempts);
    match outcome {
        Outcome::Sent => tracing::info!(event = "message_sent", %message, attempts),
        Outcome::Later => tracing::warn!(event = "message_not_sent", %message, attempts),
        Outcome::Refused | Outcome::TooLate => {
            tracing::error!(event = "message_refused", %message, attempts);
        }
    }
}
