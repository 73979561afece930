//! What is known of a person: what, from whom, since when, and how sure.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{Missing, Standing};
use domain::kernel::Day;
use domain::policy::Action;
use domain::rulebook::{Chain, Finding, Rulebook};
use persistence::individuals::facts::{self, Known};

use self::views::FactsView;
use crate::http::wire::IdField;
use crate::http::{Access, Problem, Query, Routes, Tagged};

/// Shows everything that is known of a person: what, from whom, since when, and how sure.
///
/// Every fact of every section with its source, the day on which it was observed, who wrote it
/// down, what came of a check, who says something else, and whether it needs confirmation; what
/// rules need and nobody has told; and what deserves attention. The access is recorded with its
/// purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/facts", tag = "individuals",
    operation_id = "individual_facts",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = FactsView)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let known = facts::of(tx, *id)?;
            tx.record_access(Action::ReadIndividual, "individual_facts", Some(*id), None);
            let version = known.person.version_for(tx.actor());
            let book = tx.rulebook()?;
            let judged = Judged::of(&known, &book, &tx.actor().chain(), tx.day()?);
            Ok(Tagged(
                version,
                judged.view((known, version), language, &links),
            ))
        })
        .await
}

/// What rules say of what is known.
struct Judged {
    permit: Standing,
    missing: Vec<Missing>,
    warnings: Vec<Finding>,
}

impl Judged {
    fn of(known: &Known, book: &Rulebook, chain: &Chain, today: Day) -> Self {
        Self {
            permit: known.record.permit(book, chain, today),
            missing: known.record.missing(book, chain, today),
            warnings: known.record.warnings(book, chain, today),
        }
    }
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadIndividual), show);
}
