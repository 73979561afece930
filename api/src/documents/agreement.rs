//! What an orientation agreement says on paper.

use domain::agreements::{AgreedAction, Agreement, Terms};
use domain::documents::{
    self, AgreementPart, DocumentKind, DocumentLanguage, Origin, Printed, Standing,
};
use domain::kernel::Day;
use persistence::documents::Item;
use persistence::names::{self, PersonCard, StaffName};
use persistence::{Error, Tx};
use serde_json::{Value, json};

use super::paper::{Words, fact};
use crate::texts::{label, written_day};

fn full_name(given: impl ToString, family: impl ToString) -> String {
    format!("{} {}", given.to_string(), family.to_string())
}

/// The person with whom it was agreed.
fn person(tx: &mut Tx<'_>, agreement: &Agreement) -> Result<PersonCard, Error> {
    let id = agreement.individual;
    names::of_people(tx, &[id])?
        .remove(&id)
        .ok_or(Error::NotFound)
}

/// Orders an agreement on paper: its case is held. Where nobody says which words, those that are to
/// be signed next.
pub fn order(
    tx: &mut Tx<'_>,
    agreement: &Agreement,
    part: Option<AgreementPart>,
    language: DocumentLanguage,
) -> Result<Item, Error> {
    let printed = documents::printed(agreement, part)?;
    let content = content(tx, agreement, printed, Words::of(language))?;
    let what = (
        DocumentKind::OrientationAgreement,
        &Origin::agreement(agreement),
    );
    super::order(tx, what, language, &content)
}

/// The content of the sheet.
fn content(
    tx: &mut Tx<'_>,
    agreement: &Agreement,
    printed: Printed<'_>,
    words: Words,
) -> Result<Value, Error> {
    let person = person(tx, agreement)?;
    let mut officers = names::of_staff(tx, &[printed.officer])?;
    let officer = officers.remove(&printed.officer);
    let called = |one: &StaffName| full_name(&one.given_name, &one.family_name);
    let officer = officer.as_ref().map(called);
    let who = full_name(&person.given_name, &person.family_name);
    let signatures = [
        (words.say("agreement-sign_person"), who.clone()),
        (
            words.say("agreement-sign_officer"),
            officer.clone().unwrap_or_default(),
        ),
    ];
    let day = |day: Day| written_day(day.date(), words.language());
    let pact = agreement.pact.as_ref();
    let facts = [
        fact(words, "person", Some(who)),
        fact(words, "born", Some(day(person.birth_date))),
        fact(words, "officer", officer),
        fact(words, "pact", pact.map(ToString::to_string)),
        fact(words, "proposed_on", printed.proposed_on.map(day)),
        fact(words, "signed_on", printed.signed_on.map(day)),
        fact(words, "closed_on", printed.closed_on.map(day)),
    ];
    let standing: Standing = printed.standing();
    Ok(json!({
        "title": words.say("agreement"),
        "standing": words.say(&format!("agreement-{standing}")),
        "facts": facts.into_iter().flatten().collect::<Vec<_>>(),
        "sections": sections(printed.terms, words),
        "lists": lists(printed.terms, words),
        "goals": goals(printed.terms, words),
        "note": words.say("agreement-note"),
        "date": words.say("agreement-date"),
        "signatures": signatures,
    }))
}

fn sections(terms: &Terms, words: Words) -> [(String, String); 3] {
    let every = [("days", terms.contact_every_days.to_string())];
    [
        (words.say("agreement-profile"), terms.profile.to_string()),
        (words.say("agreement-search"), terms.search.to_string()),
        (
            words.say("agreement-contact"),
            words.say_of("agreement-contact_every", &every),
        ),
    ]
}

/// The lists that have something in them.
fn lists(terms: &Terms, words: Words) -> Vec<(String, Vec<String>)> {
    fn labels<T: ToString>(words: Words, list: &str, codes: &[T]) -> Vec<String> {
        let codes = codes.iter().map(ToString::to_string);
        codes
            .map(|code| label(words.language(), list, &code))
            .collect()
    }
    let lists = [
        (
            words.say("agreement-proofs"),
            labels(words, "agreement-proof-modes", &terms.proofs),
        ),
        (
            words.say("agreement-commitments"),
            labels(words, "agreement-commitments", &terms.commitments),
        ),
    ];
    let lists = lists.into_iter();
    lists.filter(|(_, items)| !items.is_empty()).collect()
}

fn goals(terms: &Terms, words: Words) -> Value {
    let action = |one: &AgreedAction| {
        let language = words.language();
        let due = one.due_on.map(|day| written_day(day.date(), language));
        [
            one.text.to_string(),
            label(language, "agreement-doers", &one.by.to_string()),
            due.unwrap_or_default(),
            label(
                language,
                "agreement-action-statuses",
                &one.status.to_string(),
            ),
        ]
    };
    let all = terms.goals.iter().map(|goal| {
        let actions: Vec<_> = goal.actions.iter().map(action).collect();
        json!({ "text": goal.text.to_string(), "actions": actions })
    });
    let columns = ["action", "by", "due", "state"];
    json!({
        "label": words.say("agreement-goals"),
        "columns": columns.map(|of| words.say(&format!("agreement-{of}"))),
        "all": all.collect::<Vec<_>>(),
    })
}
