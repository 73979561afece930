//! On paper, codes are words.

use domain::agreements::AgreementStatus;
use domain::appointments::AppointmentStatus;
use domain::cases::CaseStatus;
use domain::disposals::ItemStatus;
use domain::documents::{DocumentKind, DocumentStatus};
use domain::erasures::ErasureStatus;
use domain::exports::ExportStatus;
use domain::follow_ups::FollowUpStatus;
use domain::groups::{EnrolmentStatus, GroupKind, SessionMode};
use domain::hand_overs::{Blockage, HandOverStatus};
use domain::holds::HoldStatus;
use domain::imports::RowOutcome;
use domain::individuals::IdentifierKind;
use domain::individuals::classified::OccupationEdition;
use domain::individuals::merging::MergeStatus;
use domain::intakes::IntakeStatus;
use domain::messages::{Dropped, MessageKind, MessageStatus};
use domain::referrals::ReferralStatus;
use strum::VariantNames;

use super::*;

/// Codes of the product's own, which say nothing to whoever reads them on paper.
fn codes() -> BTreeSet<&'static str> {
    let lists = domain::vocabulary::all().iter();
    let listed = lists.flat_map(|list| list.concepts.iter().map(|concept| concept.code));
    let others = [
        AgreementStatus::VARIANTS,
        AppointmentStatus::VARIANTS,
        EnrolmentStatus::VARIANTS,
        GroupKind::VARIANTS,
        SessionMode::VARIANTS,
        CaseStatus::VARIANTS,
        ItemStatus::VARIANTS,
        Dropped::VARIANTS,
        MessageKind::VARIANTS,
        MessageStatus::VARIANTS,
        DocumentKind::VARIANTS,
        DocumentStatus::VARIANTS,
        ErasureStatus::VARIANTS,
        ExportStatus::VARIANTS,
        FollowUpStatus::VARIANTS,
        HandOverStatus::VARIANTS,
        Blockage::VARIANTS,
        HoldStatus::VARIANTS,
        RowOutcome::VARIANTS,
        IdentifierKind::VARIANTS,
        OccupationEdition::VARIANTS,
        MergeStatus::VARIANTS,
        IntakeStatus::VARIANTS,
        ReferralStatus::VARIANTS,
        &["same_as", "new_person", "skip"],
    ];
    let all = listed.chain(others.into_iter().flatten().copied());
    // An answer to a question is a word, too, and a language.
    all.filter(|code| code.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter(|code| *code != "no")
        .collect()
}

/// What a code means in Italian, by any list that has it.
pub(super) fn meanings(code: &str) -> Vec<String> {
    let lists = domain::vocabulary::all().iter();
    let labels = lists.flat_map(|list| list.concepts.iter());
    let labels = labels.filter(|concept| concept.code == code);
    let mut all: Vec<String> = labels.map(|concept| concept.label_it.to_owned()).collect();
    let texts = ["identifier-kind", "edition"].into_iter();
    all.extend(
        texts.filter_map(|list| text(Language::Italian, &format!("code-{list}-{code}"), None, &[])),
    );
    all
}

/// What stands in the cells of values.
fn cells(page: &str) -> Vec<&str> {
    let rest = page.split("<td>").skip(1);
    rest.map(|rest| rest.split("</td>").next().unwrap())
        .collect()
}

fn is_bare(word: &str) -> bool {
    let parts: Vec<&str> = word.split('_').collect();
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    parts.len() > 1 && parts.iter().all(is_part)
}

/// A copy of somebody with everything, whose files were written and read.
fn lived() -> Desk {
    let desk = desk();
    crate::exports::work(&desk.app);
    crate::imports::work(&desk.app);
    desk.app.store.flush_accesses().unwrap();
    desk
}

#[test]
fn no_value_on_the_page_is_a_bare_code() {
    let desk = lived();
    let codes = codes();
    let mut quoted = BTreeSet::new();
    for who in ["individual_id", "twin", "forgotten"] {
        let data = desk.coordinator.get(&desk.path(who)).ok(200);
        let held = scalars(&data["chapters"]);
        let held = held.iter().filter_map(Value::as_str);
        quoted.extend(held.filter_map(|text| codes.get(text).copied()));
        let page = desk.page(who).text();
        let bare: Vec<&str> = cells(&page)
            .into_iter()
            .filter(|cell| is_bare(cell) || codes.contains(cell))
            .collect();
        assert!(bare.is_empty(), "{who}: {bare:?}");
        let english = desk.coordinator.with("Accept", "text/html");
        let english = english.with("Accept-Language", "en");
        let page = english.get(&desk.path(who)).text();
        let bare: Vec<&str> = cells(&page).into_iter().filter(|c| is_bare(c)).collect();
        assert!(bare.is_empty(), "{who}: {bare:?}");
    }
    assert!(quoted.len() > 45, "{quoted:?}");
}

#[test]
fn no_heading_on_the_page_is_the_name_of_a_text() {
    let desk = lived();
    for who in ["individual_id", "twin", "forgotten"] {
        let page = desk.page(who).text();
        for key in ["export-", "member-", "code-", "word-"] {
            assert!(!page.contains(&format!(">{key}")), "{who}: {key}");
        }
    }
}

#[test]
fn no_sentence_about_accesses_quotes_a_code() {
    let desk = lived();
    for (who, language, words) in [
        ("individual_id", "it", "Dati trattenuti (contenzioso)"),
        ("individual_id", "en", "held (litigation)"),
        ("forgotten", "it", "(registrazione per errore)"),
        ("forgotten", "en", "(registered by mistake)"),
    ] {
        let reader = desk.coordinator.with("Accept-Language", language);
        let data = reader.get(&desk.path(who)).ok(200);
        let lines = data["accesses"].as_array().unwrap().iter();
        let lines: Vec<&str> = lines.map(|line| line["text"].as_str().unwrap()).collect();
        assert!(lines.iter().any(|line| line.contains(words)), "{lines:#?}");
        for line in lines {
            let mut pieces = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            assert!(!pieces.any(is_bare), "{line}");
        }
    }
}

#[test]
fn nobody_is_told_of_a_reprimand() {
    let desk = lived();
    let page = desk.page("individual_id").text();
    assert!(page.contains("Contatti di verifica"));
    assert!(!page.to_lowercase().contains("richiam"));
}

#[test]
fn a_request_to_erase_somebody_is_told() {
    let desk = lived();
    let data = desk.coordinator.get(&desk.path("forgotten")).ok(200);
    let chapters = data["chapters"].as_array().unwrap().iter();
    let mut chapters = chapters.filter(|chapter| chapter["chapter"] == "erasure_requests");
    let items = &chapters.next().unwrap()["items"];
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    assert_eq!(items[0]["erasure_ground"], "registered_by_mistake");
    assert_eq!(items[0]["status"], "waiting");
    let who = Member::new(Place::Home, Role::Coordinator, 0);
    let asked = desk.app.member(who).get("/me").ok(200);
    let name = asked["family_name"].as_str();
    let by = items[0]["requested_by"].as_str().unwrap();
    assert!(name.is_none_or(|name| by.contains(name)), "{by}");
    let page = desk.page("forgotten").text();
    assert!(page.contains("in attesa di una seconda persona"), "{page}");
}
