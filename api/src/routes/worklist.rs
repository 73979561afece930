//! The worklist: what is to be done, by the day on which it is due.

use actix_web::HttpResponse;
use domain::kernel::Day;
use domain::policy::Action;
use domain::worklist::{Due, Kind};
use persistence::worklist::{self, Filter, Item};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    CaseIdField, DayField, OfficeIdField, StaffIdField, WhoseField, WorkItemKindField,
    WorkReasonField,
};
use crate::http::{Access, Field, Links, List, ListOf, Problem, Query, Routes};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::{Language, text};

/// A page of the worklist.
type Worklist = ListOf<WorklistItem>;

/// Which work.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct WorklistFilter {
    #[validate(nested)]
    kind: Option<WorkItemKindField>,
    #[validate(nested)]
    due_until: Option<DayField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    counsellor: Option<StaffIdField>,
    #[validate(nested)]
    whose: Option<WhoseField>,
}

impl WorklistFilter {
    /// A colleague's work is that colleague's, and nobody else's besides.
    fn filter(&self) -> Result<Filter, Problem> {
        if self.counsellor.is_some() && self.whose.is_some() {
            return Err(Problem::parameter("whose", "one_of_both"));
        }
        Ok(Filter {
            kind: Field::given(self.kind.as_ref()),
            due_until: Field::given(self.due_until.as_ref()),
            office: Field::given(self.office.as_ref()),
            counsellor: Field::given(self.counsellor.as_ref()),
            whose: Field::given(self.whose.as_ref()),
        })
    }
}

/// Why something is to be done.
#[derive(Debug, Serialize, ToSchema)]
struct WorklistReason {
    /// The code, for programs.
    code: WorkReasonField,
    /// The same for people, in their language.
    #[schema(
        max_length = 500,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Nobody has reached the person since 2026-03-02."
    )]
    text: String,
}

/// Where to go on.
#[derive(Debug, Serialize, ToSchema)]
struct WorklistLinks {
    /// The resource to open.
    #[schema(format = "uri", max_length = 2048)]
    open: String,
}

/// Something to be done.
#[derive(Debug, Serialize, ToSchema)]
struct WorklistItem {
    /// Of which kind it is.
    kind: WorkItemKindField,
    /// Why.
    reason: WorklistReason,
    /// On which day somebody is to see to it: the list is in this order.
    due_on: DayField,
    /// The last day on which it is done in time. What runs out or comes back is due some days
    /// before, and late when it has; all else is late behind `due_on`.
    in_time_until: DayField,
    /// Whether that last day is over.
    overdue: bool,
    /// The day that the reason is about: of the last contact, of the expiry.
    about_on: DayField,
    /// How often somebody tried already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    attempts: Option<i64>,
    /// About whom.
    person: PersonView,
    /// At which office.
    office_id: OfficeIdField,
    /// Whose it is; everybody's of the office, or its coordinator's, when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// The case behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// Where to go on.
    #[serde(rename = "_links")]
    links: WorklistLinks,
}

/// The reason in a sentence.
fn in_words(language: Language, due: &Due, today: Day) -> String {
    let is_over = if due.about < today { "yes" } else { "no" };
    let facts = [
        ("about", due.about.to_string()),
        ("over", is_over.to_owned()),
        ("on", due.on.to_string()),
        ("attempts", due.attempts.unwrap_or(0).to_string()),
    ];
    let facts = facts.map(|(key, value)| (key.to_owned(), value));
    let key = format!("worklist-{}", due.reason);
    text(language, &key, None, &facts).unwrap_or_else(|| due.reason.to_string())
}

/// What the reader opens to go on: of a case the case itself, which whoever may take it sees too.
fn address(item: &Item) -> String {
    let subject = item.subject;
    match item.due.reason.kind() {
        Kind::Intake => format!("/intakes/{subject}"),
        Kind::HandOver => format!("/hand-overs/{subject}"),
        Kind::Referral => format!("/referrals/{subject}"),
        Kind::Case | Kind::Expiry => format!("/cases/{subject}"),
        Kind::Agreement => format!("/cases/{subject}/agreements"),
        Kind::Appointment => format!("/appointments/{subject}"),
        Kind::FollowUp => format!("/follow-ups/{subject}"),
        Kind::Emergency => format!("/emergency-accesses/{subject}"),
    }
}

impl WorklistItem {
    fn of(item: Item, today: Day, language: Language, links: &Links) -> Self {
        let due = item.due;
        Self {
            kind: due.reason.kind().into(),
            reason: WorklistReason {
                code: due.reason.into(),
                text: in_words(language, &due, today),
            },
            due_on: due.on.into(),
            in_time_until: due.in_time_until().into(),
            overdue: due.in_time_until() < today,
            about_on: due.about.into(),
            attempts: due.attempts,
            office_id: due.owner.office().into(),
            case_id: item.case.map(Field::of),
            links: WorklistLinks {
                open: links.to(address(&item)),
            },
            person: PersonView::of(item.person),
            counsellor: item.counsellor.map(ColleagueView::of),
        }
    }
}

/// Lists what is to be done, what is due first at the beginning.
///
/// Without a filter: what is the caller's own, and what nobody has at the caller's offices, or only
/// somebody who left. Each item tells why, until when, and which resource to open. First interviews
/// without a conclusion are for everybody of their office, the desk included; hand-overs for whoever
/// is asked, or gets the case back, or decides; referrals for everybody of the office that is to
/// answer, then for whoever keeps the case; cases, what runs out of a record, and follow-ups for
/// whoever follows; that a counsellor can answer for a case no longer is told to the office besides,
/// from the day on. `whose=all` shows a coordinator the whole office, `counsellor` one colleague's
/// work there, and not both at once. Contact is what moved `last_contact_on`: the person was reached, or the case was
/// opened again; a note is none. The days and months are parameters of the organisation.
#[utoipa::path(get, path = "/worklist", tag = "worklist", operation_id = "worklist",
    params(
        ("kind" = Option<WorkItemKindField>, Query, description = "Of this kind only."),
        ("due_until" = Option<DayField>, Query, description = "Due on this day or before."),
        ("office" = Option<OfficeIdField>, Query, description = "At this office only."),
        ("counsellor" = Option<StaffIdField>, Query, description = "Of this colleague: a coordinator sees the work at the own offices, anybody else the own."),
        ("whose" = inline(Option<WhoseField>), Query, description = "Whose; the caller's own and nobody's when it is left out.")),
    responses((status = 200, body = Worklist)))]
async fn list(query: Query, list: List<WorklistFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter()?;
    let (paged, today) = query
        .read(move |tx| {
            tx.record_access(Action::ReadWorklist, "worklist", None, None);
            Ok((worklist::list(tx, &filter, &page)?, tx.day()?))
        })
        .await?;
    let (links, language) = (query.links(), query.language());
    let view = |item| WorklistItem::of(item, today, language, &links);
    list.answer(paged, Item::key, view)?.respond()
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_list, Access::To(Action::ReadWorklist), list);
}

#[cfg(test)]
mod tests {
    use domain::worklist::Reason;
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for reason in Reason::iter() {
            let key = format!("worklist-{reason}");
            for language in [Language::Italian, Language::English] {
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }
}
