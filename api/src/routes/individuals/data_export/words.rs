//! What members are called and what their codes mean, for whoever reads a copy on paper.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::routes::individuals::access_record::Reader;
use crate::texts::{Language, label, text};

/// The code list of which a member holds a code.
const CODED: &[(&str, &str)] = &[
    ("source", "evidence-sources"),
    ("verification", "verifications"),
    ("channel", "contact-channels"),
    ("preferred_channel", "contact-channels"),
    ("arrival", "intake-origins"),
    ("referral_from", "referral-sources"),
    ("referred_to", "referral-sources"),
    ("urgency", "urgencies"),
    ("topic", "desk-topics"),
    ("age_band", "age-bands"),
    ("sex", "sex"),
    ("intake_outcome", "intake-outcomes"),
    ("case_outcome", "case-outcomes"),
    ("attempt_outcome", "attempt-outcomes"),
    ("visibility", "note-visibilities"),
    ("suspension_reason", "suspension-reasons"),
    ("work_kind", "work-kinds"),
    ("emergency_purpose", "emergency-purposes"),
    ("hold_reason", "hold-reasons"),
    ("hand_over_reason", "hand-over-reasons"),
    ("hand_over_refusal", "hand-over-refusal-reasons"),
    ("service_kind", "referral-sources"),
    ("referral_reason", "referral-reasons"),
    ("referral_refusal", "referral-refusal-reasons"),
    ("referral_outcome", "referral-outcomes"),
    ("follow_up_outcome", "follow-up-outcomes"),
    ("cancellation_reason", "follow-up-cancellation-reasons"),
    ("purpose", "access-purposes"),
    ("place_code", "municipalities"),
    ("birthplace_code", "municipalities"),
];

/// Lists of codes.
const LISTS: &[(&str, &str)] = &[("needs", "needs")];

/// What a member is called. A member that nobody has named yet is told by its name in the data.
pub(super) fn member(name: &str, language: Language) -> String {
    let key = format!("member-{name}");
    text(language, &key, None, &[]).unwrap_or_else(|| name.replace('_', " "))
}

/// A value as people read it: the label of a code with the code behind it, a day and an hour in the
/// zone of the organisation, yes or no.
pub(super) fn value(member: &str, value: &Value, reader: Reader) -> String {
    match value {
        Value::Bool(true) => reader.says("word-yes", &[]),
        Value::Bool(false) => reader.says("word-no", &[]),
        Value::String(text) => written(member, text, reader),
        other => other.to_string(),
    }
}

fn written(member: &str, text: &str, reader: Reader) -> String {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return reader.instant(at.to_utc());
    }
    if let Ok(day) = text.parse::<NaiveDate>()
        && text.len() == 10
    {
        return reader.day(day);
    }
    if member == "section"
        && let Ok(section) = text.parse()
    {
        return reader.section(section);
    }
    let lists = CODED.iter().chain(LISTS);
    let list = lists.into_iter().find(|(known, _)| *known == member);
    match list.map(|(_, vocabulary)| label(reader.language, vocabulary, text)) {
        Some(label) if label != text => format!("{label} ({text})"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_list_that_is_named_is_there() {
        for (member, vocabulary) in CODED.iter().chain(LISTS) {
            let found = domain::vocabulary::get(vocabulary);
            assert!(found.is_some(), "{member}: {vocabulary}");
        }
    }

    #[test]
    fn values_are_told_as_people_read_them() {
        let reader = Reader {
            language: Language::Italian,
            zone: chrono_tz::Tz::Europe__Rome,
        };
        let told = |member: &str, given: Value| value(member, &given, reader);
        assert_eq!(told("held_on", "2026-03-02".into()), "02/03/2026");
        assert_eq!(
            told("recorded_at", "2026-03-02T09:00:00Z".into()),
            "02/03/2026, 10:00"
        );
        assert_eq!(told("place_code", "L219".into()), "Torino (L219)");
        assert_eq!(told("civic_number", "1/bis".into()), "1/bis");
        assert_eq!(told("dependent", true.into()), "sì");
    }
}
