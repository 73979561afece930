//! What happened to a person.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::event::{Fact, IndividualId};
use domain::kernel::Id;
use domain::policy::Action;
use persistence::timeline::{self, Entry};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::http::list::NoFilter;
use crate::http::wire::IdField;
use crate::http::{Access, Field, List, ListOf, Problem, Query, Routes};
use crate::texts::{Language, text, written_day};

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The fact's own identifier.
    id: IdField,
    /// When.
    at: DateTime<Utc>,
    /// The kind of fact.
    #[schema(
        max_length = 64,
        pattern = "^[a-z_]{1,64}$",
        example = "section_replaced"
    )]
    kind: String,
    /// What happened, in words.
    #[schema(max_length = 500, example = "Aggiornata la sezione residenza.")]
    text: String,
    /// Who did it; left out when the product did it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_id: Option<IdField>,
    /// The office that acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    office_id: Option<IdField>,
    /// The case concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<IdField>,
    /// The kind of thing that it is about.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "individual")]
    subject: String,
    /// The thing.
    subject_id: IdField,
}

impl TimelineEntry {
    fn of(entry: Entry, language: Language) -> Self {
        let id = |uuid| Field::of(Id::new(uuid));
        Self {
            id: id(entry.id),
            at: entry.at,
            kind: entry.fact.kind().to_owned(),
            text: told(&entry.fact, language),
            staff_id: entry.staff.map(|staff| id(staff.uuid())),
            office_id: entry.office.map(|office| id(office.uuid())),
            case_id: entry.case.map(|case| id(case.uuid())),
            subject: entry.subject,
            subject_id: id(entry.subject_id),
        }
    }
}

/// A fact in words.
pub fn told(fact: &Fact, language: Language) -> String {
    let key = format!("event-{}", fact.kind());
    let facts: Vec<(String, String)> = match serde_json::to_value(fact) {
        Ok(Value::Object(members)) => members
            .into_iter()
            .map(|(member, value)| {
                let said = said_at(&member, &value, language).unwrap_or_else(|| said(&value));
                (member, said)
            })
            .collect(),
        _ => Vec::new(),
    };
    text(language, &key, None, &facts).unwrap_or_else(|| fact.kind().to_owned())
}

/// The hour for which somebody is expected, or until which something holds, as the clock showed it
/// where that is. What holds until a day tells the day.
fn said_at(member: &str, value: &Value, language: Language) -> Option<String> {
    if !["starts_at", "until"].contains(&member) {
        return None;
    }
    let at = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    let day = written_day(at.date_naive(), language);
    Some(format!("{day}, {}", at.format("%H:%M")))
}

/// A member of a fact as a text quotes it; what is missing is the empty text.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What happened to a person.
///
/// Facts of the log, the latest first, in the language of the reader. They quote codes and dates,
/// never names or notes. The access is recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/timeline", tag = "individuals",
    operation_id = "individual_timeline",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = Timeline)))]
async fn show(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let language = query.language();
    let paged = query
        .read(move |tx| {
            let entries = timeline::of_individual(tx, *id, &page)?;
            tx.record_access(Action::ReadIndividual, "timeline", Some(*id), None);
            Ok(entries)
        })
        .await?;
    let view = |entry| TimelineEntry::of(entry, language);
    list.answer(paged, |entry| entry.id, view)?.respond()
}

type Timeline = ListOf<TimelineEntry>;

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadIndividual), show);
}

#[cfg(test)]
mod tests {
    use domain::event::FactKind;
    use domain::retention::{Kept, RetentionClass};
    use strum::{IntoEnumIterator, VariantNames};

    use super::*;

    #[test]
    fn every_kind_of_fact_has_its_words_in_both_languages() {
        for kind in FactKind::iter() {
            for language in [Language::Italian, Language::English] {
                let key = format!("event-{kind}");
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }

    /// What is told of a code that a text does not know.
    const UNKNOWN: [&str; 4] = [
        "altro motivo",
        "another reason",
        "altra classe",
        "another class",
    ];

    #[test]
    fn no_fact_quotes_a_code() {
        let codes = |list: &str| domain::vocabulary::codes(list).into_iter();
        let mut facts: Vec<Fact> = Vec::new();
        let others = |code: &&str| *code != "other";
        facts.extend(codes("hold-reasons").filter(others).map(|reason| {
            let reason = reason.to_owned();
            Fact::HoldPlaced { reason }
        }));
        facts.extend(codes("erasure-grounds").map(|ground| {
            let ground = ground.to_owned();
            Fact::ErasureRequested { ground }
        }));
        facts.extend(Kept::iter().map(|kept| {
            let because = kept.to_string();
            Fact::DisposalFellOut { because }
        }));
        facts.extend(RetentionClass::VARIANTS.iter().map(|class| {
            let (class, items) = ((*class).to_owned(), 1);
            Fact::DisposalProposed { class, items }
        }));
        for (fact, language) in facts
            .iter()
            .flat_map(|fact| [(fact, Language::Italian), (fact, Language::English)])
        {
            let said = told(fact, language);
            assert!(!said.contains('_'), "{said}");
            assert!(
                !UNKNOWN.iter().any(|it| said.contains(it)),
                "{fact:?}: {said}"
            );
        }
    }

    #[test]
    fn an_hour_is_told_as_the_clock_of_the_office_shows_it() {
        for (starts_at, italian, english) in [
            (
                "2026-03-27T10:00:00+01:00",
                "27/03/2026, 10:00",
                "27 Mar 2026, 10:00",
            ),
            (
                "2026-03-30T10:00:00+02:00",
                "30/03/2026, 10:00",
                "30 Mar 2026, 10:00",
            ),
        ] {
            let booked = Fact::AppointmentBooked {
                service: uuid::Uuid::nil(),
                counsellor: uuid::Uuid::nil(),
                starts_at: starts_at.into(),
                mode: "in_person".into(),
                previous: None,
                acknowledged: vec![],
            };
            let moved = Fact::AppointmentMoved {
                to: uuid::Uuid::nil(),
                starts_at: starts_at.into(),
                reason: "other".into(),
            };
            for fact in [booked, moved] {
                let said = told(&fact, Language::Italian);
                assert!(said.ends_with(&format!("l {italian}.")), "{said}");
                let said = told(&fact, Language::English);
                assert!(said.ends_with(&format!(" {english}.")), "{said}");
            }
        }
    }

    #[test]
    fn a_fact_is_told_in_the_language_of_the_reader() {
        let fact = Fact::SectionReplaced {
            section: "residence".into(),
            version: 2,
            source: "document".into(),
            verification: "none".into(),
            confirmed_distinct_from: vec![],
            acknowledged: vec![],
        };
        assert_eq!(
            told(&fact, Language::Italian),
            "Aggiornata la sezione residenza e domicilio (versione 2)."
        );
        assert_eq!(
            told(&fact, Language::English),
            "Section residence replaced (version 2)."
        );
    }
}
