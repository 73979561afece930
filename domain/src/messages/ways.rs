//! By which way a person is told.

use std::collections::BTreeSet;

use crate::individuals::contacts::{Contacts, PreferredChannel};
use crate::services::MessageChannel;

/// A way to a person: the channel and the address that it leads to.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub channel: MessageChannel,
    /// Where it leads.
    pub address: String,
}

/// It leads to a person: it never shows up in a debug print.
impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Way({}, ***)", self.channel)
    }
}

/// An Italian number that takes text messages begins with a 3; of others nobody can tell.
fn takes_texts(phone: &str) -> bool {
    phone
        .strip_prefix("+39")
        .is_none_or(|rest| rest.starts_with('3'))
}

/// The best way to somebody among those of a service that are served: the one that the person
/// prefers, and otherwise mail before a text message. A certified address is for what is served by
/// law, not for this.
pub fn way(
    contacts: &Contacts,
    of_service: &BTreeSet<MessageChannel>,
    served: &BTreeSet<MessageChannel>,
) -> Option<Way> {
    let address = |channel: MessageChannel| match channel {
        MessageChannel::Email => contacts.emails.first().map(ToString::to_string),
        MessageChannel::Sms => {
            let mut phones = contacts.phones.iter().map(ToString::to_string);
            phones.find(|phone| takes_texts(phone))
        }
        // The app finds its reader by the phone that is registered with it.
        MessageChannel::App => contacts.phones.first().map(ToString::to_string),
    };
    let preferred = contacts
        .preferred_channel
        .and_then(|channel| match channel {
            PreferredChannel::Email => Some(MessageChannel::Email),
            PreferredChannel::Phone => Some(MessageChannel::Sms),
            PreferredChannel::Online => Some(MessageChannel::App),
            PreferredChannel::CertifiedMail | PreferredChannel::Desk => None,
        });
    let usual = [
        MessageChannel::Email,
        MessageChannel::Sms,
        MessageChannel::App,
    ];
    let mut ways = preferred.into_iter().chain(usual).filter_map(|channel| {
        let is_open = of_service.contains(&channel) && served.contains(&channel);
        let address = address(channel).filter(|_| is_open)?;
        Some(Way { channel, address })
    });
    ways.next()
}
