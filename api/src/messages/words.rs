//! What messages say: in the language that the person likes to be addressed in, in the words of the
//! organisation where it has its own.

use domain::appointments::AppointmentMode;
use domain::messages::{MessageKind, MessageLanguage, PLACEHOLDERS, Template};
use persistence::messages::{self, Ready};
use persistence::{Error, Tx, offices, organisations};

use crate::texts::{Language, label, text, written_day};

/// A message as it will be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// `it`, `en`.
    pub language: String,
    /// The subject of a mail.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// It tells of a person: it never shows up in a debug print.
impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Said(***)")
    }
}

/// The words of the product, each placeholder between braces as an organisation writes it.
pub fn default_text(kind: MessageKind, language: Language) -> Option<(String, String)> {
    let facts = PLACEHOLDERS.map(|name| (name.to_owned(), format!("{{{name}}}")));
    let key = format!("message-{kind}");
    let say = |attribute| text(language, &key, attribute, &facts);
    Some((say(Some("subject"))?, say(None)?))
}

/// The language in which a person is addressed: Italian unless another one of ours is preferred.
fn language(ready: &Ready) -> Language {
    let preferred = ready.contacts.language.as_ref().map(ToString::to_string);
    match preferred.as_deref() {
        Some("en") => Language::English,
        _ => Language::Italian,
    }
}

const fn of_text(language: Language) -> MessageLanguage {
    match language {
        Language::Italian => MessageLanguage::It,
        Language::English => MessageLanguage::En,
    }
}

/// What the message says to its reader.
pub fn said(tx: &mut Tx<'_>, ready: &Ready) -> Result<Said, Error> {
    let language = language(ready);
    let own = messages::own_text(tx, ready.worded, of_text(language))?;
    let (subject, body) = match own {
        Some(own) => (
            own.template.subject.to_string(),
            own.template.body.to_string(),
        ),
        None => default_text(ready.worded, language).ok_or(Error::Corrupt("text of a message"))?,
    };
    let facts = facts(tx, ready, language)?;
    let with = |name: &str| {
        let fact = facts.iter().find(|(known, _)| *known == name);
        fact.map(|(_, value)| value.clone())
    };
    Ok(Said {
        language: language.tag().to_owned(),
        subject: Template::filled(&subject, with),
        body: Template::filled(&body, with),
    })
}

/// What the placeholders stand for.
fn facts(
    tx: &mut Tx<'_>,
    ready: &Ready,
    language: Language,
) -> Result<Vec<(&'static str, String)>, Error> {
    let item = &ready.item;
    let place = item.appointment.place;
    let office = offices::get(tx, place.office)?;
    let organisation = organisations::get(tx)?;
    let starts = item.appointment.span.starts();
    let starts = starts.with_timezone(&tx.actor().zone);
    let service = item.service.as_ref().map(|label| match language {
        Language::Italian => label.it.clone(),
        Language::English => label.en.clone(),
    });
    let counsellor = item.counsellor.as_ref();
    let counsellor = counsellor.map(|one| format!("{} {}", one.given_name, one.family_name));
    let address = office.address.as_ref().map(ToString::to_string);
    let at = [Some(office.label.to_string()), address];
    let at: Vec<String> = at.into_iter().flatten().collect();
    let contact = [
        office.phone.as_ref().map(ToString::to_string),
        office.email.as_ref().map(ToString::to_string),
    ];
    let contact: Vec<String> = contact.into_iter().flatten().collect();
    let meets = match place.mode {
        AppointmentMode::InPerson => at.join(", "),
        mode @ (AppointmentMode::Online | AppointmentMode::Phone) => {
            label(language, "appointment-modes", &mode.to_string())
        }
    };
    Ok(vec![
        ("given_name", item.person.given_name.to_string()),
        ("family_name", item.person.family_name.to_string()),
        ("service", service.unwrap_or_default()),
        ("day", written_day(starts.date_naive(), language)),
        ("time", starts.format("%H:%M").to_string()),
        ("place", meets),
        ("counsellor", counsellor.unwrap_or_default()),
        ("organisation", organisation.legal_name.to_string()),
        ("contact", contact.join(", ")),
    ])
}

#[cfg(test)]
mod tests {
    use domain::kernel::Faults;
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn the_product_has_words_for_each_kind_that_an_organisation_could_have_written() {
        for kind in MessageKind::iter() {
            for language in [Language::Italian, Language::English] {
                let (subject, body) = default_text(kind, language).unwrap();
                let template = Template {
                    subject: subject.parse().unwrap(),
                    body: body.parse().unwrap(),
                };
                let mut faults = Faults::none();
                template.check(kind, &mut faults);
                assert!(faults.refuse().is_ok(), "{kind} {subject} {body}");
            }
        }
    }

    #[test]
    fn nobody_who_did_not_come_is_told_that_it_was_called_off() {
        for (language, word) in [(Language::Italian, "annull"), (Language::English, "cancel")] {
            let (subject, body) = default_text(MessageKind::NoShow, language).unwrap();
            let said = format!("{subject} {body}").to_lowercase();
            assert!(!said.contains(word) && !said.contains("disdett"), "{said}");
        }
    }
}
