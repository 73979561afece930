//! What every document is made from: who writes, its number and its day, in the words of its
//! language. A template places them.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use domain::actor::OfficeId;
use domain::documents::{DocumentLanguage, DocumentNumber};
use domain::kernel::Span;
use persistence::{Error, Tx, offices, organisations};
use serde_json::{Value, json};

use crate::texts::{Language, text, written_day};

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub struct Words(Language);

impl Words {
    /// Those of the language in which a document is written.
    pub const fn of(language: DocumentLanguage) -> Self {
        Self(match language {
            DocumentLanguage::It => Language::Italian,
            DocumentLanguage::En => Language::English,
        })
    }

    /// The language.
    pub const fn language(self) -> Language {
        self.0
    }

    /// The words of a key.
    pub fn say(self, key: &str) -> String {
        self.say_of(key, &[])
    }

    /// The same, with facts in their places.
    pub fn say_of(self, key: &str, facts: &[(&str, String)]) -> String {
        let facts = facts.iter();
        let facts: Vec<_> = facts
            .map(|(name, fact)| ((*name).to_owned(), fact.clone()))
            .collect();
        text(self.0, &format!("document-{key}"), None, &facts).unwrap_or_default()
    }

    /// A day with its name, as letters write it.
    pub fn day(self, day: NaiveDate) -> String {
        let facts = [
            ("weekday", day.weekday().number_from_monday().to_string()),
            ("day", day.day().to_string()),
            ("month", day.month().to_string()),
            ("year", day.year().to_string()),
        ];
        self.say_of("day", &facts)
    }

    /// From when until when, by the clock of the organisation.
    pub fn hours(self, span: Span, zone: Tz) -> String {
        let clock = |at: DateTime<Utc>| at.with_timezone(&zone);
        let (starts, ends) = (clock(span.starts()), clock(span.ends()));
        let time = |at: DateTime<Tz>| format!("{}:{:02}", at.hour(), at.minute());
        let facts = [
            ("day", self.day(starts.date_naive())),
            ("from", time(starts)),
            ("to", time(ends)),
        ];
        self.say_of("hours", &facts)
    }
}

/// A label with what it says, where there is something to say.
pub fn fact(words: Words, key: &str, value: Option<String>) -> Option<(String, String)> {
    let value = value.filter(|value| !value.is_empty())?;
    Some((words.say(key), value))
}

/// All that a document is made from, as it is kept: the words of today, so that the same bytes come
/// of it when labels have changed.
pub fn data(
    tx: &mut Tx<'_>,
    (number, language): (DocumentNumber, DocumentLanguage),
    office: OfficeId,
    content: &Value,
) -> Result<String, Error> {
    let words = Words::of(language);
    let organisation = organisations::get(tx)?;
    let office = offices::get(tx, office)?;
    let contact = [
        office.address.as_ref().map(ToString::to_string),
        office.phone.as_ref().map(ToString::to_string),
        office.email.as_ref().map(ToString::to_string),
    ];
    let contact: Vec<String> = contact.into_iter().flatten().collect();
    let head = json!({
        "organisation": organisation.legal_name.to_string(),
        "office": office.label.to_string(),
        "contact": contact.join(" · "),
    });
    Ok(sheet(words, (number, tx.today()), &head, content))
}

fn sheet(
    words: Words,
    (number, day): (DocumentNumber, NaiveDate),
    head: &Value,
    content: &Value,
) -> String {
    let numbered = [
        ("number", number.to_string()),
        ("day", written_day(day, words.language())),
    ];
    // The template puts the numbers of the pages, which it alone knows, between these words.
    let page = words.say_of(
        "page",
        &[("page", "|".to_owned()), ("pages", "|".to_owned())],
    );
    let data = json!({
        "language": words.language().tag(),
        "number": number.to_string(),
        "day": [day.year(), day.month(), day.day()],
        "words": { "page": page, "number": words.say_of("number", &numbered) },
        "head": head,
        "content": content,
    });
    data.to_string()
}

#[cfg(test)]
pub(super) mod samples {
    use domain::documents::DocumentKind;

    use super::*;

    /// What a document of this kind may be made from.
    pub(crate) fn data(kind: DocumentKind) -> String {
        let content = match kind {
            DocumentKind::OrientationAgreement => json!({
                "title": "Accordo di orientamento", "standing": "Proposta da leggere e firmare.",
                "facts": [["Persona", "Giulia Verdi"], ["Referente", "Mario Rossi"]],
                "sections": [["Situazione di partenza", "Esperienza in cucina."]],
                "lists": [["Altri impegni", ["Un laboratorio", "Un corso"]]],
                "goals": {
                    "label": "Obiettivi", "columns": ["Che cosa", "Chi", "Entro", "A che punto"],
                    "all": [{ "text": "Un impiego in cucina.", "actions": [
                        ["Aggiornare il curriculum.", "La persona", "01/04/2026", "da fare"],
                    ] }],
                },
                "note": "Non sostituisce il patto.", "date": "Luogo e data",
                "signatures": [["La persona", "Giulia Verdi"], ["Per il servizio", "Mario Rossi"]],
            }),
            DocumentKind::AppointmentLetter => json!({
                "title": "Appuntamento", "to": "Giulia Verdi", "intro": "La aspettiamo.",
                "facts": [["Quando", "lunedì 9 marzo 2026, dalle 10:00 alle 11:00"]],
                "change": "Se non può venire, ci avvisi.",
            }),
        };
        let number = DocumentNumber {
            year: 2026,
            number: 12,
        };
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let head = json!({
            "organisation": "Comune di Borgoverde", "office": "Sportello Lavoro",
            "contact": "Via Roma 1 · 011 0000000",
        });
        sheet(
            Words::of(DocumentLanguage::It),
            (number, day),
            &head,
            &content,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_by_the_clock_of_the_place_in_the_words_of_the_language() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let span = |from, to| Span::new(at(from), at(to)).unwrap();
        let winter = span("2026-03-09T09:00:00Z", "2026-03-09T10:30:00Z");
        let summer = span("2026-08-01T07:05:00Z", "2026-08-01T08:00:00Z");
        let (it, en) = (DocumentLanguage::It, DocumentLanguage::En);
        for (language, span, told) in [
            (it, winter, "lunedì 9 marzo 2026, dalle 10:00 alle 11:30"),
            (en, winter, "Monday 9 March 2026, from 10:00 to 11:30"),
            (it, summer, "sabato 1 agosto 2026, dalle 9:05 alle 10:00"),
        ] {
            let hours = Words::of(language).hours(span, Tz::Europe__Rome);
            assert_eq!(hours, told);
        }
    }

    #[test]
    fn a_label_without_anything_to_say_is_left_out() {
        let words = Words::of(DocumentLanguage::It);
        assert_eq!(fact(words, "pact", None), None);
        assert_eq!(fact(words, "pact", Some(String::new())), None);
        let told = fact(words, "person", Some("Giulia".to_owned()));
        assert_eq!(told, Some(("Persona".to_owned(), "Giulia".to_owned())));
    }
}
