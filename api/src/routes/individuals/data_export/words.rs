//! What members are called and what their codes mean, for whoever reads a copy on paper.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::routes::individuals::access_record::Reader;
use crate::texts::{Language, label, text};

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The section of the record, or the chapter of the copy.
    pub(super) scope: &'a str,
    /// The member.
    pub(super) member: &'a str,
    /// The edition of the classification that the code beside it is of.
    pub(super) edition: Option<&'a str>,
}

/// What a code means.
#[derive(Debug, Clone, Copy)]
enum Words {
    /// The label of a vocabulary.
    Label(&'static str),
    /// The same with the code behind it: others know it by that code.
    Official(&'static str),
    /// A text, whose key begins with this.
    Text(&'static str),
}

use Words::{Label, Official, Text};

/// Members that hold codes of the same list wherever they stand.
const ANYWHERE: &[(&str, Words)] = &[
    ("source", Label("evidence-sources")),
    ("verification", Label("verifications")),
    ("channel", Label("contact-channels")),
    ("preferred_channel", Label("contact-channels")),
    ("arrival", Label("intake-origins")),
    ("referral_from", Label("referral-sources")),
    ("referred_to", Label("referral-sources")),
    ("urgency", Label("urgencies")),
    ("needs", Label("needs")),
    ("topic", Label("desk-topics")),
    ("age_band", Label("age-bands")),
    ("sex", Label("sex")),
    ("intake_outcome", Label("intake-outcomes")),
    ("case_outcome", Label("case-outcomes")),
    ("attempt_outcome", Label("attempt-outcomes")),
    ("visibility", Label("note-visibilities")),
    ("suspension_reason", Label("suspension-reasons")),
    ("work_kind", Label("work-kinds")),
    ("emergency_purpose", Label("emergency-purposes")),
    ("hold_reason", Label("hold-reasons")),
    ("erasure_ground", Label("erasure-grounds")),
    ("hand_over_reason", Label("hand-over-reasons")),
    ("hand_over_refusal", Label("hand-over-refusal-reasons")),
    ("blocked", Text("code-return-blocked")),
    ("service_kind", Label("referral-sources")),
    ("referral_reason", Label("referral-reasons")),
    ("referral_refusal", Label("referral-refusal-reasons")),
    ("referral_outcome", Label("referral-outcomes")),
    ("proof_mode", Label("agreement-proof-modes")),
    ("commitment", Label("agreement-commitments")),
    ("doer", Label("agreement-doers")),
    ("action_status", Label("agreement-action-statuses")),
    ("review_outcome", Label("agreement-review-outcomes")),
    ("agreement_end", Label("agreement-close-reasons")),
    ("appointment_mode", Label("appointment-modes")),
    ("appointment_outcome", Label("appointment-outcomes")),
    ("absence_reason", Label("appointment-absences")),
    ("change_reason", Label("appointment-changes")),
    ("group_kind", Text("code-group-kind")),
    ("session_mode", Text("code-session-mode")),
    ("follow_up_outcome", Label("follow-up-outcomes")),
    (
        "cancellation_reason",
        Label("follow-up-cancellation-reasons"),
    ),
    ("purpose", Label("access-purposes")),
    ("row_outcome", Text("code-row-outcome")),
    ("decision", Text("code-row-decision")),
    ("place_code", Official("municipalities")),
    ("birthplace_code", Official("municipalities")),
    ("country", Label("citizenships")),
    ("contract_type", Official("contract-types")),
    ("end_reason", Label("work-end-reasons")),
    ("edition", Text("code-edition")),
    ("regional_level", Label("education-levels")),
    ("recognition", Label("recognitions")),
    ("working_hours", Label("working-hours")),
    ("vehicle", Label("vehicles")),
    ("category", Label("driving-licences")),
    ("needed_for", Label("household-purposes")),
    ("language", Label("languages")),
    ("notice_language", Label("languages")),
    ("interpreted_into", Label("languages")),
    ("understanding", Label("cefr-levels")),
    ("speaking", Label("cefr-levels")),
    ("writing", Label("cefr-levels")),
    ("role", Label("guardian-roles")),
    ("how", Label("notice-ways")),
    ("disposal_class", Text("disposal-class")),
    ("trigger", Text("disposal-trigger")),
    ("kept_because", Text("disposal-kept")),
];

/// Members whose codes are of another list in each section or chapter.
const WITHIN: &[(&str, &str, Words)] = &[
    ("identifiers", "kind", Text("code-identifier-kind")),
    ("work_history", "kind", Label("work-kinds")),
    ("employment_status", "kind", Label("benefits")),
    ("employment_status", "state", Label("declaration-states")),
    ("employment_status", "reason", Label("status-loss-reasons")),
    ("education", "state", Label("qualification-states")),
    ("education", "level", Label("isced-levels")),
    ("citizenship", "code", Label("citizenships")),
    ("residence_permit", "kind", Label("permit-kinds")),
    ("residence_permit", "reason", Label("permit-reasons")),
    ("service_needs", "kind", Label("service-needs")),
    ("intakes", "status", Text("code-intake-status")),
    ("cases", "status", Text("code-case-status")),
    ("hand_overs", "status", Text("code-hand_over-status")),
    ("referrals", "status", Text("code-referral-status")),
    ("agreements", "status", Text("code-agreement-status")),
    ("appointments", "status", Text("code-appointment-status")),
    (
        "appointment_versions",
        "status",
        Text("code-appointment-status"),
    ),
    ("enrolments", "status", Text("code-enrolment-status")),
    ("messages", "status", Text("code-message-status")),
    ("messages", "kind", Text("code-message-kind")),
    ("messages", "dropped_because", Text("code-message-dropped")),
    ("messages", "channel", Label("message-channels")),
    ("documents", "status", Text("code-document-status")),
    ("documents", "kind", Text("code-document-kind")),
    ("documents", "language", Text("code-document-language")),
    ("follow_ups", "status", Text("code-follow_up-status")),
    ("merges", "status", Text("code-merge-status")),
    ("exports", "status", Text("code-export-status")),
    ("holds", "status", Text("code-hold-status")),
    ("erasure_requests", "status", Text("code-erasure-status")),
    ("disposals", "status", Text("disposal-item")),
];

fn words(place: Place<'_>) -> Option<Words> {
    let within = WITHIN
        .iter()
        .find(|(scope, member, _)| (*scope, *member) == (place.scope, place.member));
    let anywhere = ANYWHERE.iter().find(|(member, _)| *member == place.member);
    let within = within.map(|(_, _, words)| *words);
    within.or_else(|| anywhere.map(|(_, words)| *words))
}

/// What a code means; nothing where no list has it.
fn meaning(place: Place<'_>, code: &str, language: Language) -> Option<String> {
    let labelled = |list: &str, of: &str| {
        let found = label(language, list, of);
        (found != of).then_some(found)
    };
    let official = |list: &str| Some(format!("{} ({code})", labelled(list, code)?));
    match (place.member, place.edition) {
        ("code", Some(edition)) if edition.starts_with("cp") => {
            let group = labelled("occupation-major-groups", code.get(..1)?)?;
            return Some(format!("{group} ({code})"));
        }
        ("code", Some(edition)) => return official(&format!("ateco-{edition}")),
        _ => {}
    }
    match words(place)? {
        Label(list) => labelled(list, code),
        Official("municipalities") if code.starts_with('Z') => official("states"),
        Official(list) => official(list),
        Text(key) => text(language, &format!("{key}-{code}"), None, &[]),
    }
}

/// What a member is called. A member that nobody has named yet is told by its name in the data.
pub(super) fn member(name: &str, language: Language) -> String {
    let key = format!("member-{name}");
    text(language, &key, None, &[]).unwrap_or_else(|| name.replace('_', " "))
}

/// A value as people read it: what a code means, a day and an hour in the zone of the organisation,
/// yes or no.
pub(super) fn value(place: Place<'_>, value: &Value, reader: Reader) -> String {
    match value {
        Value::Bool(true) => reader.says("word-yes", &[]),
        Value::Bool(false) => reader.says("word-no", &[]),
        Value::String(text) => written(place, text, reader),
        other => other.to_string(),
    }
}

fn written(place: Place<'_>, text: &str, reader: Reader) -> String {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return reader.instant(at.to_utc());
    }
    if let Ok(day) = text.parse::<NaiveDate>()
        && text.len() == 10
    {
        return reader.day(day);
    }
    if place.member == "section"
        && let Ok(section) = text.parse()
    {
        return reader.section(section);
    }
    meaning(place, text, reader.language).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::agreements::AgreementStatus;
    use domain::cases::CaseStatus;
    use domain::disposals::ItemStatus;
    use domain::documents::{DocumentKind, DocumentLanguage, DocumentStatus};
    use domain::erasures::ErasureStatus;
    use domain::exports::ExportStatus;
    use domain::follow_ups::FollowUpStatus;
    use domain::hand_overs::{Blockage, HandOverStatus};
    use domain::holds::HoldStatus;
    use domain::imports::RowOutcome;
    use domain::individuals::IdentifierKind;
    use domain::individuals::classified::OccupationEdition;
    use domain::individuals::merging::MergeStatus;
    use domain::intakes::IntakeStatus;
    use domain::messages::{Dropped, MessageKind, MessageStatus};
    use domain::referrals::ReferralStatus;
    use domain::retention::Kept;
    use domain::vocabulary::ateco::Edition;
    use strum::VariantNames;

    use super::*;

    fn at<'a>(scope: &'a str, member: &'a str) -> Place<'a> {
        Place {
            scope,
            member,
            edition: None,
        }
    }

    #[test]
    fn every_code_list_that_is_named_is_there() {
        let within = WITHIN.iter().map(|(_, _, words)| words);
        for words in ANYWHERE.iter().map(|(_, words)| words).chain(within) {
            match words {
                Label(list) | Official(list) => {
                    assert!(domain::vocabulary::get(list).is_some(), "{list}");
                }
                Text(_) => {}
            }
        }
    }

    #[test]
    fn every_code_without_a_vocabulary_has_its_words_in_both_languages() {
        let coded: [(&str, &str, &[&str]); 23] = [
            ("intakes", "status", IntakeStatus::VARIANTS),
            ("cases", "status", CaseStatus::VARIANTS),
            ("hand_overs", "status", HandOverStatus::VARIANTS),
            ("hand_overs", "blocked", Blockage::VARIANTS),
            ("referrals", "status", ReferralStatus::VARIANTS),
            ("agreements", "status", AgreementStatus::VARIANTS),
            ("messages", "status", MessageStatus::VARIANTS),
            ("messages", "kind", MessageKind::VARIANTS),
            ("messages", "dropped_because", Dropped::VARIANTS),
            ("documents", "status", DocumentStatus::VARIANTS),
            ("documents", "kind", DocumentKind::VARIANTS),
            ("documents", "language", DocumentLanguage::VARIANTS),
            ("follow_ups", "status", FollowUpStatus::VARIANTS),
            ("merges", "status", MergeStatus::VARIANTS),
            ("exports", "status", ExportStatus::VARIANTS),
            ("holds", "status", HoldStatus::VARIANTS),
            ("erasure_requests", "status", ErasureStatus::VARIANTS),
            ("disposals", "status", ItemStatus::VARIANTS),
            ("disposals", "kept_because", Kept::VARIANTS),
            ("imports", "row_outcome", RowOutcome::VARIANTS),
            ("identifiers", "kind", IdentifierKind::VARIANTS),
            ("work_history", "edition", Edition::VARIANTS),
            ("work_history", "edition", OccupationEdition::VARIANTS),
        ];
        let decisions = ["same_as", "new_person", "skip"].as_slice();
        let coded = coded
            .into_iter()
            .chain([("imports", "decision", decisions)]);
        for (scope, member, codes) in coded {
            for (code, language) in codes
                .iter()
                .flat_map(|code| [(code, Language::Italian), (code, Language::English)])
            {
                let said = meaning(at(scope, member), code, language);
                assert!(said.is_some(), "{scope} {member} {code}");
            }
        }
    }

    #[test]
    fn values_are_told_as_people_read_them() {
        let reader = Reader {
            language: Language::Italian,
            zone: chrono_tz::Tz::Europe__Rome,
        };
        let told =
            |scope: &str, member: &str, given: Value| value(at(scope, member), &given, reader);
        assert_eq!(
            told("intakes", "held_on", "2026-03-02".into()),
            "02/03/2026"
        );
        assert_eq!(
            told("cases", "recorded_at", "2026-03-02T09:00:00Z".into()),
            "02/03/2026, 10:00"
        );
        assert_eq!(
            told("residence", "place_code", "L219".into()),
            "Torino (L219)"
        );
        assert_eq!(
            told("residence", "place_code", "Z100".into()),
            "Albania (Z100)"
        );
        assert_eq!(told("residence", "civic_number", "1/bis".into()), "1/bis");
        assert_eq!(told("household", "single_adult", true.into()), "sì");
        assert_eq!(told("cases", "status", "suspended".into()), "sospeso");
        assert_eq!(
            told("exports", "status", "running".into()),
            "in preparazione"
        );
        assert_eq!(
            told("hand_overs", "status", "running".into()),
            "in corso, a termine"
        );
        assert_eq!(told("cases", "reason", "other".into()), "other");
    }

    #[test]
    fn a_classified_code_is_told_by_the_edition_that_stands_beside_it() {
        let told = |edition, code| {
            let place = Place {
                edition: Some(edition),
                ..at("work_history", "code")
            };
            meaning(place, code, Language::Italian).unwrap()
        };
        for (edition, code) in [("2025", "01.11.0"), ("cp2021", "5.1.2.2.0")] {
            let said = told(edition, code);
            assert!(said.len() > code.len() + 3, "{said}");
            assert!(said.ends_with(&format!(" ({code})")), "{said}");
        }
    }
}
