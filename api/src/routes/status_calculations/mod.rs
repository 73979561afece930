//! Unemployment status and target groups, worked out on typed facts.

mod request;
pub mod views;

use actix_web::HttpResponse;
use domain::policy::Action;
use persistence::Tx;

use self::request::StatusCalculationRequest;
use self::views::StatusCalculationView;
use crate::http::answer::{Plain, Reply, respond};
use crate::http::{Access, Problem, ProblemCode, Query, Routes, Valid};

/// Works out an unemployment status.
///
/// From declarations, work, permits and schooling: the state on the reference date and all states
/// before and after it, each with the rule, the facts and the dated numbers that gave it; the days
/// of unemployment and the days without regularly paid work; every target group that needs no
/// sealed ground. What is left out of the request is unknown and never guessed: the answer is then
/// `unknown`, and names the facts that would settle it. Nothing is stored, and no
/// `Idempotency-Key` is needed.
#[utoipa::path(post, path = "/status-calculations", tag = "calculators",
    operation_id = "calculate_status",
    request_body(content = StatusCalculationRequest, examples(
        ("short_contract" = (summary = "A contract of three months in between", value = json!({
            "reference_date": "2026-12-31", "birth_date": "1985-06-15", "sex": "F",
            "declarations": [{ "declared_on": "2026-01-10", "source": "cpi_certificate" }],
            "work": { "periods": [{ "kind": "employee_fixed", "from": "2026-03-01",
                "to": "2026-05-31", "employer": "rossi",
                "expected_income": { "amount": "20000.00", "currency": "EUR" } }] },
        }))),
        ("small_business" = (summary = "Self-employed within the limit of income", value = json!({
            "reference_date": "2026-06-30", "birth_date": "1974-02-28", "sex": "M",
            "declarations": [{ "declared_on": "2025-02-01", "source": "sap_import" }],
            "work": { "periods": [
                { "kind": "employee_open", "from": "2010-01-01", "to": "2025-01-31" },
                { "kind": "self_employed", "from": "2026-02-01",
                  "expected_income": { "amount": "5500.00", "currency": "EUR" } }] },
            "schooling": { "isced_level": 2 },
        }))),
        ("missing_income" = (summary = "An income that nobody knows", value = json!({
            "reference_date": "2026-04-15", "birth_date": "1985-06-15",
            "declarations": [{ "declared_on": "2026-01-10", "source": "self_declared" }],
            "work": { "complete_since": "2025-01-01", "periods": [
                { "kind": "intermittent", "from": "2026-03-01", "source": "co_import" }] },
        }))),
        ("neither_works_nor_learns" = (summary = "Young, out of school and work", value = json!({
            "reference_date": "2026-09-01", "birth_date": "2005-05-20", "sex": "M",
            "declarations": [], "work": { "periods": [] },
            "schooling": { "isced_level": 3, "full_time_ended_on": "2025-06-30",
                "in_education": false, "in_training": false },
            "gender_gap": "none",
        })))
    )),
    responses((status = 200, body = StatusCalculationView)))]
async fn calculate(
    query: Query,
    Valid(body): Valid<StatusCalculationRequest>,
) -> Result<HttpResponse, Problem> {
    let today = query.today().try_into();
    let facts = body.facts(today.map_err(|_| Problem::of(ProblemCode::Internal))?)?;
    let calculate = move |tx: &mut Tx<'_>| {
        let book = tx.rulebook()?;
        Ok(facts.outcome(&book, &tx.actor().chain()))
    };
    let outcome = query.read(calculate).await?;
    let view = StatusCalculationView::of(&outcome, query.language());
    respond(Plain(view).answer()?)
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_calculate, Access::To(Action::Calculate), calculate);
}

#[cfg(test)]
mod tests {
    use domain::employment_status::{MissingFact, NotComputed};
    use strum::VariantNames;

    use crate::texts::{Language, text};

    #[test]
    fn every_missing_fact_and_every_reason_has_its_words_in_both_languages() {
        let missing = MissingFact::VARIANTS
            .iter()
            .map(|code| format!("missing-{code}"));
        let reasons = NotComputed::VARIANTS
            .iter()
            .map(|code| format!("not-computed-{code}"));
        for key in missing.chain(reasons) {
            for language in [Language::Italian, Language::English] {
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }
}
