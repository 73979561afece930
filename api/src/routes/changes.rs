//! What happened, for other systems: in order, without a gap, and without having to ask all the time.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use domain::audit::Mark;
use domain::changes::Change;
use domain::kernel::Id;
use domain::policy::Action;
use persistence::changes::{self, Told};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::answer::{Reply, respond};
use crate::http::list::ListLinks;
use crate::http::wire::{
    CaseIdField, FactKindField, IdField, IndividualIdField, MarkField, SectionNameField,
};
use crate::http::{Access, Field, Links, Params, Plain, Problem, Query, Routes};

/// How many changes an answer holds when nobody says.
const DEFAULT_LIMIT: u16 = 100;
/// How many pieces of which nothing is told one request passes over. Then its answer is empty and
/// leads on: each request is counted.
const PASSED_OVER: u32 = 5;

/// From where on, how many, and how long to wait.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ChangesAsked {
    #[validate(nested)]
    after: Option<MarkField>,
    #[validate(range(min = 1, max = 500))]
    limit: Option<u16>,
    #[validate(range(max = 25))]
    wait: Option<u64>,
}

/// Something that happened: what it is about, never what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// Where it stands in the order of all facts. Facts that the reader is not told of leave gaps.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1_203)]
    position: i64,
    /// What kind of fact.
    kind: FactKindField,
    /// What kind of thing it is about.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "individual")]
    subject: String,
    /// The thing.
    id: IdField,
    /// The person concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual_id: Option<IndividualIdField>,
    /// The case concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// The section that was replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<SectionNameField>,
    /// The version of that section since then.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// When it happened.
    at: DateTime<Utc>,
}

/// A piece of what happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesView {
    /// In the order in which it happened; each of them once.
    #[schema(min_items = 0, max_items = 500)]
    items: Vec<ChangeView>,
    /// Behind what the next piece begins, whether or not this one holds anything.
    next_after: MarkField,
    /// The last position that there is: whoever has it has seen everything up to now.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_203)]
    last_position: i64,
    /// This piece, and the next one.
    #[serde(rename = "_links")]
    links: ListLinks,
}

impl From<Change> for ChangeView {
    fn from(change: Change) -> Self {
        Self {
            position: change.position.number(),
            kind: change.kind.into(),
            subject: change.subject,
            id: Field::of(Id::new(change.id)),
            individual_id: change.individual.map(Field::of),
            case_id: change.case.map(Field::of),
            section: change.section.map(|(section, _)| Field::of(section)),
            version: change.section.map(|(_, version)| version.0),
            at: change.at,
        }
    }
}

impl ChangesView {
    fn of(told: Told, asked: &ChangesAsked, links: &Links) -> Self {
        let address = |after: Mark| {
            let limit = asked.limit.map(|limit| format!("&limit={limit}"));
            let wait = asked.wait.map(|wait| format!("&wait={wait}"));
            let more = [limit, wait].map(Option::unwrap_or_default).concat();
            links.to(format!("/changes?after={after}{more}"))
        };
        Self {
            next_after: told.next_after.into(),
            last_position: told.last.number(),
            links: ListLinks {
                href: address(asked.after()),
                next: Some(address(told.next_after)),
            },
            items: told.changes.into_iter().map(ChangeView::from).collect(),
        }
    }
}

impl ChangesAsked {
    fn after(&self) -> Mark {
        Field::given(self.after.as_ref()).unwrap_or_default()
    }
}

/// Tells what happened behind a position, in order.
///
/// Begin without `after`, or at `last_position`, and go on behind `next_after` each time: nothing
/// is left out and nothing comes twice, however many write meanwhile. Only facts about what the
/// other scopes of the program reach at its offices are told, by kind and identifier: read the
/// thing itself to know what became of it, of a hand-over its case. `case_left` tells that a case,
/// and perhaps its person, is within reach no more; `individual_absorbed` that a record is none any
/// more, and the `_reattributed` ones what belongs to another record of the person since: read it
/// again. An answer may be empty and still lead on. With `wait`, one that would be empty is held
/// back until something happens or so many seconds have passed; a program may have four that wait.
/// 410: the position is not of this record, which was restored from a copy; take everything anew.
/// Whoever is given more scopes or offices takes everything anew as well: earlier facts are behind.
#[utoipa::path(get, path = "/changes", tag = "changes", operation_id = "changes",
    params(
        ("after" = inline(Option<MarkField>), Query, description = "Begin behind this position."),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, example = 100,
            description = "At most so many; 100 when nobody says."),
        ("wait" = Option<u64>, Query, minimum = 0, maximum = 25, example = 25,
            description = "For at most so many seconds, instead of an empty answer.")),
    responses((status = 200, body = ChangesView)))]
async fn list(query: Query, Params(asked): Params<ChangesAsked>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    let told = follow(query, &asked).await?;
    respond(Plain(ChangesView::of(told, &asked, &links)).answer()?)
}

/// Looks until there is something to tell or the time is up. Each look is a short question of its
/// own, asked by whoever the bearer is by then.
async fn follow(mut query: Query, asked: &ChangesAsked) -> Result<Told, Problem> {
    let state = query.state();
    let patience = Duration::from_secs(asked.wait.unwrap_or_default());
    let limit = asked.limit.unwrap_or(DEFAULT_LIMIT);
    let (organisation, client) = (query.actor().organisation, query.reader());
    let mut waiting = state.news.wait_for(organisation, client, patience);
    let mut after = asked.after();
    let mut passed_over = 0;
    loop {
        let told = {
            let _turn = state.following.enter().await?;
            query = query.anew().await?;
            query
                .read(move |tx| changes::after(tx, after, limit))
                .await?
        };
        let ends = !told.changes.is_empty() || state.draining.load(Ordering::Acquire);
        let Some(waiting) = waiting.as_mut().filter(|w| !ends && !w.is_over()) else {
            return Ok(told);
        };
        after = told.next_after;
        if after.position == told.last {
            waiting.next(told.last).await;
        } else if passed_over < PASSED_OVER {
            passed_over += 1;
        } else {
            return Ok(told);
        }
    }
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_list, Access::To(Action::FollowChanges), list);
}
