//! The case file: one call, computed by the server.

mod agreed;
mod elsewhere;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::case_files::{self};
use domain::event::CaseId;
use domain::hand_overs::HandOver;
use domain::kernel::Day;
use domain::policy::Action;
use domain::rulebook::{Chain, Finding, Rulebook};
use persistence::case_files::{CaseFile, Happened, SectionStamp};
use serde::Serialize;
use utoipa::ToSchema;

use agreed::CaseFileAgreement;
use elsewhere::{CaseFileHandOver, CaseFileReferral};

use super::views::{CaseOutcomeBody, ColleagueView, SuspensionView, address, state};
use crate::http::views::{AllowedAction, FindingView};
use crate::http::wire::{
    CaseIdField, CaseReasonField, CaseStatusField, DateKindField, DayField, IndividualIdField,
    OfficeIdField, PersonNameField,
};
use crate::http::{Access, Field, Links, Problem, Query, Routes, SelfLink, Tagged};
use crate::routes::individuals::timeline::told;
use crate::texts::Language;

/// Whom a case file is about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFilePerson {
    /// Who.
    individual_id: IndividualIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// The day of birth.
    birth_date: DayField,
    /// Years completed today.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 200, example = 38)]
    age: Option<u32>,
    /// The sex that the document states.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1, pattern = "^[FM]$", example = "F")]
    sex: Option<String>,
    /// The tax code as issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 16,
        pattern = "^[A-Z0-9]{16}$",
        example = "RSSMRA80A01H501U"
    )]
    tax_code: Option<String>,
    /// Belfiore code of where the person lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4, pattern = "^[A-Z][0-9]{3}$", example = "L219")]
    residence_code: Option<String>,
    /// Telephone numbers, the best first.
    #[schema(min_items = 0, max_items = 10)]
    phones: Vec<String>,
    /// E-mail addresses, the best first.
    #[schema(min_items = 0, max_items = 10)]
    emails: Vec<String>,
    /// The certified e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "email", max_length = 254)]
    certified_email: Option<String>,
}

/// A section of the record: where its facts come from, and how old they are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFileFact {
    /// Which section.
    #[schema(max_length = 40, pattern = "^[a-z_]{1,40}$", example = "residence")]
    section: String,
    /// Its version.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    version: i64,
    /// Where the facts come from; vocabulary `evidence-sources`.
    #[schema(
        max_length = 40,
        pattern = "^[a-z0-9_]{1,40}$",
        example = "self_declared"
    )]
    source: String,
    /// How sure they are; vocabulary `verifications`.
    #[schema(max_length = 40, pattern = "^[a-z_]{1,40}$", example = "none")]
    verification: String,
    /// On which day they were observed.
    observed_on: DayField,
    /// How many days ago that was.
    #[schema(minimum = 0, maximum = 100_000, example = 45)]
    age_days: i64,
    /// When they were written down.
    recorded_at: DateTime<Utc>,
}

/// Who owns the case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFileOwner {
    /// The office.
    office_id: OfficeIdField,
    /// What it is called.
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Sportello lavoro"
    )]
    office_label: String,
    /// Who answers for the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// Who works on it beside the counsellor.
    #[schema(min_items = 0, max_items = 50)]
    team: Vec<ColleagueView>,
    /// Whether somebody else is to follow it, or follows it for a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<CaseFileHandOver>,
}

/// A day to keep in mind.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFileDate {
    /// What happens then.
    kind: DateKindField,
    /// When.
    on: DayField,
}

/// A fact of the history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFileEvent {
    /// When.
    at: DateTime<Utc>,
    /// What kind of fact.
    #[schema(max_length = 60, pattern = "^[a-z_]{1,60}$", example = "case_opened")]
    kind: String,
    /// The fact in words.
    #[schema(max_length = 2000, example = "Caso aperto.")]
    detail: String,
    /// What kind of thing it is about.
    #[schema(max_length = 40, pattern = "^[a-z_]{1,40}$", example = "case")]
    subject: String,
    /// The thing.
    subject_id: uuid::Uuid,
    /// Who, when somebody of the staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<ColleagueView>,
}

/// Everything that whoever opens a case has to know first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFileView {
    /// The case.
    case_id: CaseIdField,
    /// The version of the case.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: CaseStatusField,
    /// Since when it stands so.
    since: DayField,
    /// Since when there is a case.
    opened_on: DayField,
    /// Why the service follows the person.
    reason: CaseReasonField,
    /// Why it rests, while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspension: Option<SuspensionView>,
    /// How it ended, once it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<CaseOutcomeBody>,
    /// When the person was last reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contact_on: Option<DayField>,
    /// Whom it is about.
    person: CaseFilePerson,
    /// Who owns it.
    owner: CaseFileOwner,
    /// The sections of the record as they were last confirmed.
    #[schema(min_items = 0, max_items = 50)]
    facts: Vec<CaseFileFact>,
    /// Days to keep in mind, the nearest first.
    #[schema(min_items = 0, max_items = 20)]
    next_dates: Vec<CaseFileDate>,
    /// What deserves attention.
    #[schema(min_items = 0, max_items = 100)]
    warnings: Vec<FindingView>,
    /// The last ten facts that the reader may see, the latest first.
    #[schema(min_items = 0, max_items = 10)]
    events: Vec<CaseFileEvent>,
    /// Referrals of which something can still come, the last sent first.
    #[schema(min_items = 0, max_items = 20)]
    referrals: Vec<CaseFileReferral>,
    /// What was agreed and has not ended, for whoever may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<CaseFileAgreement>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl CaseFilePerson {
    fn of(file: &CaseFile, (book, chain): (&Rulebook, &Chain), today: Day) -> Self {
        let leap = book.leap_birthday(chain, today);
        let who = file.who.clone();
        Self {
            individual_id: file.case.individual.into(),
            given_name: file.given_name.clone().into(),
            family_name: file.family_name.clone().into(),
            birth_date: file.birth_date.into(),
            age: file.birth_date.age_on(today, leap),
            sex: who.sex,
            tax_code: who.tax_code,
            residence_code: who.residence_code,
            phones: who.phones,
            emails: who.emails,
            certified_email: who.certified_email,
        }
    }
}

impl CaseFileFact {
    fn of(stamp: &SectionStamp, today: Day) -> Self {
        Self {
            section: stamp.section.clone(),
            version: stamp.version.0,
            source: stamp.source.clone(),
            verification: stamp.verification.clone(),
            observed_on: stamp.observed_on.into(),
            age_days: stamp.observed_on.days_until(today),
            recorded_at: stamp.recorded_at,
        }
    }
}

impl CaseFileEvent {
    fn of(happened: &Happened, language: Language) -> Self {
        Self {
            at: happened.at,
            kind: happened.fact.kind().to_owned(),
            detail: told(&happened.fact, language),
            subject: happened.subject.clone(),
            subject_id: happened.subject_id,
            actor: happened.actor.clone().map(ColleagueView::of),
        }
    }
}

/// What deserves attention in the case and in the record behind it.
fn warnings(file: &CaseFile, actor: &Actor, book: &Rulebook, today: Day) -> Vec<Finding> {
    let chain = actor.chain();
    let observed: Vec<_> = file.sections.iter().map(SectionStamp::observed).collect();
    let mut found = file.case.warnings(book, &chain, today);
    found.extend(file.hand_over.iter().flat_map(HandOver::warnings));
    found.extend(file.referrals.iter().flat_map(|one| one.warnings(today)));
    // A registered person always has a section: where none is told the record is out of reach, and
    // nothing can be said to be missing from it.
    if !observed.is_empty() {
        let reachable = file.who.is_reachable();
        found.extend(case_files::record_warnings(
            &observed, reachable, book, &chain, today,
        ));
        found.extend(file.working.warnings(book, &chain, today));
    }
    if let Some(record) = &file.record {
        found.extend(record.warnings(book, &chain, today));
    }
    found.extend(case_files::contradictions(&file.contradicted));
    found
}

/// Days to keep in mind of the case and of the record behind it, the nearest first.
fn next_dates(
    file: &CaseFile,
    (book, chain): (&Rulebook, &Chain),
    today: Day,
) -> Vec<CaseFileDate> {
    let mut dates = case_files::next_dates(&file.case, file.record.as_ref(), book, chain, today);
    dates.extend(file.working.next_dates(today));
    dates.sort_by_key(|(_, on)| *on);
    let shown = dates.into_iter().map(|(kind, on)| CaseFileDate {
        kind: kind.into(),
        on: on.into(),
    });
    shown.collect()
}

/// Who reads a file, when, by which rules, and in which language.
struct Reader<'a> {
    book: &'a Rulebook,
    actor: &'a Actor,
    today: Day,
    language: Language,
}

impl CaseFileView {
    fn of(file: CaseFile, reader: &Reader<'_>, links: &Links) -> Self {
        let (actor, today, language) = (reader.actor, reader.today, reader.language);
        let (book, chain) = (reader.book, actor.chain());
        let found = warnings(&file, actor, book, today);
        let dates = next_dates(&file, (book, &chain), today);
        let person = CaseFilePerson::of(&file, (book, &chain), today);
        let hand_over = file
            .hand_over
            .as_ref()
            .map(|one| CaseFileHandOver::of(one, file.handed_over_by.clone(), file.asked.clone()));
        let agreed = file.agreement.as_ref();
        let agreement = agreed.map(|one| CaseFileAgreement::of(one, file.officer.clone()));
        let allowed = file.case.allowed_steps_beside(actor, agreed);
        let case = file.case;
        let (suspension, outcome) = state(case.state);
        Self {
            case_id: case.id.into(),
            version: case.version.0,
            status: case.status().into(),
            since: case.since.into(),
            opened_on: case.opened_on.into(),
            suspension,
            outcome,
            last_contact_on: case.last_contact_on.map(Field::of),
            person,
            owner: CaseFileOwner {
                office_id: case.office.into(),
                office_label: file.office_label,
                counsellor: file.counsellor.map(ColleagueView::of),
                team: file.team.into_iter().map(ColleagueView::of).collect(),
                hand_over,
            },
            facts: file
                .sections
                .iter()
                .map(|stamp| CaseFileFact::of(stamp, today))
                .collect(),
            next_dates: dates,
            warnings: FindingView::all(language, &found),
            events: file
                .events
                .iter()
                .map(|happened| CaseFileEvent::of(happened, language))
                .collect(),
            referrals: file
                .referrals
                .into_iter()
                .map(CaseFileReferral::of)
                .collect(),
            agreement,
            allowed_actions: AllowedAction::all(language, &allowed),
            links: links.of(format!("{}/file", address(case.id))),
            reason: case.reason.into(),
        }
    }
}

/// Shows the case file: all that whoever opens a case has to know first.
///
/// The entity tag changes when any part of it does. Each reading is recorded with its purpose,
/// also one that is answered with 304.
#[utoipa::path(get, path = "/cases/{case_id}/file", tag = "cases", operation_id = "case_file",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    responses((status = 200, body = CaseFileView)))]
async fn show(query: Query, id: Path<CaseId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let file = persistence::case_files::get(tx, *id)?;
            let (individual, case) = (file.case.individual, file.case.id);
            tx.record_access(Action::ReadCase, "case_file", Some(individual), Some(case));
            let book = tx.rulebook()?;
            let reader = Reader {
                book: &book,
                actor: tx.actor(),
                today: tx.day()?,
                language,
            };
            let version = file.case.version;
            Ok(Tagged(version, CaseFileView::of(file, &reader, &links)))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadCase), show);
}
