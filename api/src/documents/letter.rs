//! What a letter says to somebody who is expected.

use domain::appointments::{Appointment, AppointmentMode};
use domain::documents::{DocumentKind, DocumentLanguage, Origin, announced};
use persistence::appointments::{self, Item};
use persistence::{Error, Tx, documents, offices};
use serde_json::{Value, json};

use super::paper::{Words, fact};
use crate::texts::{Language, label};

/// Orders a letter about an appointment: the person is held.
pub fn order(
    tx: &mut Tx<'_>,
    appointment: Appointment,
    language: DocumentLanguage,
) -> Result<documents::Item, Error> {
    announced(&appointment, tx.now())?;
    let origin = Origin::appointment(&appointment);
    let item = appointments::item(tx, appointment)?;
    let content = content(tx, &item, Words::of(language))?;
    let what = (DocumentKind::AppointmentLetter, &origin);
    super::order(tx, what, language, &content)
}

/// The content of the letter. Whatever the staff wrote about the appointment is not for it.
fn content(tx: &mut Tx<'_>, item: &Item, words: Words) -> Result<Value, Error> {
    let appointment = &item.appointment;
    let (language, place) = (words.language(), appointment.place);
    let office = offices::get(tx, place.office)?;
    let meets_there = place.mode == AppointmentMode::InPerson;
    let address = office.address.map(|address| address.to_string());
    let place_of = [Some(office.label.to_string()), address];
    let place_of = place_of.into_iter().flatten().collect::<Vec<_>>();
    let service = item.service.as_ref().map(|label| match language {
        Language::Italian => label.it.clone(),
        Language::English => label.en.clone(),
    });
    let counsellor = item.counsellor.as_ref();
    let counsellor = counsellor.map(|one| format!("{} {}", one.given_name, one.family_name));
    let mode = label(language, "appointment-modes", &place.mode.to_string());
    let hours = words.hours(appointment.span, tx.actor().zone);
    let facts = [
        fact(words, "letter-when", Some(hours)),
        fact(words, "letter-service", service),
        fact(words, "letter-mode", Some(mode)),
        fact(
            words,
            "letter-where",
            meets_there.then(|| place_of.join(", ")),
        ),
        fact(
            words,
            "letter-room",
            item.room.clone().filter(|_| meets_there),
        ),
        fact(words, "letter-with", counsellor),
    ];
    let to = format!("{} {}", item.person.given_name, item.person.family_name);
    Ok(json!({
        "title": words.say("letter"),
        "to": to,
        "intro": words.say("letter-intro"),
        "facts": facts.into_iter().flatten().collect::<Vec<_>>(),
        "change": words.say("letter-change"),
    }))
}
