//! What came of each row.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::imports::{Alike, Import, ImportId, Remark, RowOutcome};
use domain::individuals::Card;
use domain::policy::Action;
use persistence::imports::{self, rows};
use persistence::{Error, Paged, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::decisions::RowDecision;
use crate::http::wire::{
    ColumnField, DayField, IdentifierCodeField, IndividualIdField, PersonNameField,
    RowOutcomeField, SexField,
};
use crate::http::{Access, Field, List, ListOf, Problem, Query, Routes};
use crate::import::batch::{Content, place_of};
use crate::import::report::words;
use crate::import::vault::Vault;
use crate::routes::individuals::CandidateCard;
use crate::texts::Language;

/// A page of rows.
type ImportRows = ListOf<ImportRowView>;

/// Which rows.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct RowFilter {
    #[validate(nested)]
    outcome: Option<RowOutcomeField>,
}

/// Something that is told about a row. It never quotes a cell.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowRemark {
    /// The column that it is about; left out when it is about the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<ColumnField>,
    /// What the file calls that column.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100, example = "DATA DI NASCITA")]
    heading: Option<String>,
    /// The code of a fault, or a rule.
    #[schema(
        max_length = 80,
        pattern = "^[a-z][a-z0-9_.]{0,79}$",
        example = "invalid_date"
    )]
    code: String,
    /// In a sentence, in the reader's language.
    #[schema(max_length = 1000, example = "Non è una data.")]
    detail: String,
}

/// Whom a row speaks of, while somebody has to decide on it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowPerson {
    /// Family names.
    family_name: PersonNameField,
    /// Given names.
    given_name: PersonNameField,
    /// The sex.
    sex: SexField,
    /// The day of birth.
    birth_date: DayField,
    /// The code, if the row has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<IdentifierCodeField>,
}

/// Somebody who may be the person of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowCandidate {
    /// Who.
    individual_id: IndividualIdField,
    /// What a search shows, and why it may be the same person; left out of people of offices for
    /// which the reader does not import.
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CandidateCard>,
}

/// What came of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportRowView {
    /// The number of its line in the file; the headings are on the first.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    row: i64,
    /// What came of it.
    outcome: RowOutcomeField,
    /// Whom it made, or of whom it speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual_id: Option<IndividualIdField>,
    /// All faults at once, and what else is to be said.
    #[schema(min_items = 0, max_items = 100)]
    remarks: Vec<RowRemark>,
    /// Whom the row speaks of, while it waits for a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<RowPerson>,
    /// Who may be the same person.
    #[schema(min_items = 0, max_items = 100)]
    candidates: Vec<RowCandidate>,
    /// What somebody decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<RowDecision>,
}

/// What rows are shown with.
struct Showing {
    import: Import,
    organisation: domain::actor::OrganisationId,
    cards: HashMap<IndividualId, Card>,
    vault: Vault,
    language: Language,
}

impl Showing {
    fn view(&self, kept: rows::Kept) -> ImportRowView {
        let result = kept.result;
        let place = place_of(&self.import, self.organisation, result.line);
        // Under another secret what the row says does not open any more; its candidates remain.
        let content = kept
            .content
            .and_then(|sealed| Content::open(&self.vault, place, sealed).ok());
        let candidates = result.candidates.iter();
        let candidates = candidates.map(|alike| RowCandidate {
            individual_id: Field::of(alike.id),
            card: self.card(alike),
        });
        ImportRowView {
            row: result.line,
            outcome: result.outcome.into(),
            individual_id: result.individual.map(Field::of),
            remarks: result.remarks.iter().map(|r| self.remark(r)).collect(),
            person: content.map(RowPerson::from),
            candidates: candidates.collect(),
            decision: result.decision.map(RowDecision::from),
        }
    }

    fn card(&self, alike: &Alike) -> Option<CandidateCard> {
        let card = self.cards.get(&alike.id)?.clone();
        let reasons = alike.reasons.iter().filter_map(|code| code.parse().ok());
        let reasons: Vec<_> = reasons.collect();
        Some(CandidateCard::may_be(card, &reasons, self.language))
    }

    fn remark(&self, remark: &Remark) -> RowRemark {
        let heading = remark.column.and_then(|column| {
            let reading = self.import.reading.as_ref()?;
            reading.heading(column).map(str::to_owned)
        });
        RowRemark {
            column: remark.column.map(Field::of),
            heading,
            code: remark.code.clone(),
            detail: words(self.language, remark).unwrap_or_else(|| remark.code.clone()),
        }
    }
}

impl From<Content> for RowPerson {
    fn from(content: Content) -> Self {
        let identity = content.identity;
        let codes = content.identifiers.map(|all| all.items).unwrap_or_default();
        Self {
            family_name: identity.family_name.into(),
            given_name: identity.given_name.into(),
            sex: identity.sex.into(),
            birth_date: identity.birth_date.into(),
            code: codes.into_iter().next().map(|item| item.code.into()),
        }
    }
}

/// Lists what came of each row, in the order of the file.
///
/// Kept for some days after the import has ended. Rows that wait for a decision show whom they
/// speak of and who may be the same person.
#[utoipa::path(get, path = "/imports/{import_id}/rows", tag = "imports",
    operation_id = "import_rows",
    params(("import_id" = uuid::Uuid, Path, description = "The import."),
        ("outcome" = Option<RowOutcomeField>, Query, description = "With this outcome only.")),
    responses((status = 200, body = ImportRows)))]
async fn list(
    query: Query,
    id: Path<ImportId>,
    list: List<RowFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page::<i64>()?;
    let outcome = list
        .filter
        .outcome
        .as_ref()
        .and_then(Field::as_ref)
        .copied();
    let vault = query.state().importer.vault().clone();
    let language = query.language();
    let organisation = query.actor().organisation;
    let (import, paged, cards) = query
        .read(move |tx| page_of(tx, *id, outcome, &page))
        .await?;
    let showing = Showing {
        import,
        organisation,
        cards,
        vault,
        language,
    };
    list.answer(paged, |kept| kept.result.line, |kept| showing.view(kept))?
        .respond()
}

type RowsOfPage = (Import, Paged<rows::Kept>, HashMap<IndividualId, Card>);

fn page_of(
    tx: &mut Tx<'_>,
    id: ImportId,
    outcome: Option<RowOutcome>,
    page: &persistence::Page<i64>,
) -> Result<RowsOfPage, Error> {
    let import = imports::get(tx, id)?;
    tx.record_access(Action::ImportIndividuals, "import_rows", None, None);
    let paged = rows::list(tx, id, outcome, page)?;
    let alike = paged.items.iter().flat_map(|kept| &kept.result.candidates);
    let ids: Vec<_> = alike.map(|alike| alike.id).collect();
    let cards = imports::cards(tx, ids)?;
    Ok((import, paged, cards))
}

/// Mounts the route of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_list, Access::To(Action::ImportIndividuals), list);
}
