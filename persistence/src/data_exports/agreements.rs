//! What was agreed with the person, as it stands, as it was signed, and how it went.

use domain::agreements::{Amendment, Terms};
use domain::kernel::Day;
use serde_json::json;

use super::*;
use crate::agreements::told;
use crate::schema::{
    agreement_action_outcomes, agreement_editions, agreement_reviews, agreements, cases,
};

/// The codes of a list, each as an item with one member.
fn coded<T: ToString>(member: &str, codes: &[T]) -> Value {
    let codes = codes.iter().map(|code| json!({ member: code.to_string() }));
    Value::Array(codes.collect())
}

/// What is to bind instead, under the members of what does.
fn amendment(text: &str, names: &Names) -> Result<Value, Error> {
    let amendment: Amendment = told(text)?;
    let made = Made::default()
        .text("officer", names.staff(Some(amendment.officer.into())))
        .day("proposed_on", amendment.proposed_on.map(Day::date));
    Ok(Value::Object(written(made, &amendment.terms).0))
}

/// What was agreed, member by member; codes have a member of their own.
fn written(made: Made, terms: &Terms) -> Made {
    let goals = terms.goals.iter().map(|goal| {
        let actions = goal.actions.iter().map(|action| {
            let made = Made::default()
                .id("action_id", Uid::from(action.id))
                .text("text", action.text.to_string())
                .text("doer", action.by.to_string())
                .text("action_status", action.status.to_string())
                .day("due_on", action.due_on.map(Day::date))
                .day("ended_on", action.ended_on.map(Day::date));
            Value::Object(made.0)
        });
        json!({ "text": goal.text.to_string(), "actions": actions.collect::<Vec<_>>() })
    });
    made.text("profile", terms.profile.to_string())
        .text("search_acts", terms.search.to_string())
        .number("contact_every_days", terms.contact_every_days.into())
        .with("proof_modes", coded("proof_mode", &terms.proofs))
        .with("commitments", coded("commitment", &terms.commitments))
        .with("goals", Value::Array(goals.collect()))
}

type Agreed = (
    (Uid, Uid, String, Uid, String, Uid, Instant),
    (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>),
    (Option<NaiveDate>, Option<NaiveDate>, Option<String>),
    (Option<String>, Option<String>),
);

pub(super) fn chapters(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<[Chapter; 4], Error> {
    let rows = agreements(tx, records)?;
    let of: Vec<Uid> = rows.iter().map(|(what, ..)| what.0).collect();
    let items = rows.into_iter().map(|row| agreement(row, names));
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok([
        Chapter::of("agreements", items?),
        editions(tx, &of, names)?,
        reviews(tx, &of, names)?,
        outcomes(tx, &of, names)?,
    ])
}

fn agreements(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Vec<Agreed>, Error> {
    let rows = agreements::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(agreements::organisation_id)
                .and(cases::id.eq(agreements::case_id))),
        )
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(agreements::id)
        .select((
            (
                agreements::id,
                agreements::case_id,
                agreements::status,
                agreements::officer_id,
                agreements::terms,
                agreements::drawn_up_by,
                agreements::drawn_up_at,
            ),
            (
                agreements::proposed_on,
                agreements::signed_on,
                agreements::reviewed_on,
            ),
            (
                agreements::next_review_on,
                agreements::closed_on,
                agreements::close_reason,
            ),
            (agreements::pact_id, agreements::amendment),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(rows)
}

fn agreement((what, when, end, beside): Agreed, names: &Names) -> Result<Item, Error> {
    let (pact, instead) = beside;
    let made = Made::default()
        .id("id", what.0)
        .id("case_id", what.1)
        .text("status", what.2)
        .text("officer", names.staff(Some(what.3)))
        .text("pact_reference", pact);
    let made = written(made, &told(&what.4)?)
        .text("drawn_up_by", names.staff(Some(what.5)))
        .instant("drawn_up_at", what.6)
        .day("proposed_on", when.0)
        .day("signed_on", when.1)
        .day("reviewed_on", when.2)
        .day("next_review_on", end.0)
        .day("agreement_closed_on", end.1)
        .text("agreement_end", end.2);
    let instead = instead.map(|text| amendment(&text, names)).transpose()?;
    Ok(made.with("amendment", instead).0)
}

fn editions(tx: &mut Tx<'_>, of: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, i64, NaiveDate, Uid, String),
        (NaiveDate, Instant, Uid),
    );
    let rows: Vec<Row> = agreement_editions::table
        .filter(agreement_editions::organisation_id.eq(tx.org()))
        .filter(agreement_editions::agreement_id.eq_any(of))
        .order((agreement_editions::agreement_id, agreement_editions::number))
        .select((
            (
                agreement_editions::agreement_id,
                agreement_editions::number,
                agreement_editions::signed_on,
                agreement_editions::officer_id,
                agreement_editions::terms,
            ),
            (
                agreement_editions::next_on,
                agreement_editions::recorded_at,
                agreement_editions::recorded_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(what, when): Row| {
        let made = Made::default()
            .id("agreement_id", what.0)
            .number("number", what.1)
            .day("signed_on", what.2)
            .text("officer", names.staff(Some(what.3)));
        let made = written(made, &told(&what.4)?)
            .day("next_review_on", when.0)
            .instant("recorded_at", when.1)
            .text("recorded_by", names.staff(Some(when.2)));
        Ok(made.0)
    };
    let items: Result<Vec<Item>, Error> = rows.into_iter().map(item).collect();
    Ok(Chapter::of("agreement_editions", items?))
}

fn reviews(tx: &mut Tx<'_>, of: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, i64, i64, NaiveDate, String, Option<String>),
        (NaiveDate, Instant, Uid),
    );
    let rows: Vec<Row> = agreement_reviews::table
        .filter(agreement_reviews::organisation_id.eq(tx.org()))
        .filter(agreement_reviews::agreement_id.eq_any(of))
        .order((agreement_reviews::agreement_id, agreement_reviews::number))
        .select((
            (
                agreement_reviews::agreement_id,
                agreement_reviews::number,
                agreement_reviews::edition,
                agreement_reviews::held_on,
                agreement_reviews::outcome,
                agreement_reviews::remark,
            ),
            (
                agreement_reviews::next_on,
                agreement_reviews::recorded_at,
                agreement_reviews::recorded_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(what, when): Row| {
        Made::default()
            .id("agreement_id", what.0)
            .number("number", what.1)
            .number("edition_number", what.2)
            .day("held_on", what.3)
            .text("review_outcome", what.4)
            .text("remark", what.5)
            .day("next_review_on", when.0)
            .instant("recorded_at", when.1)
            .text("recorded_by", names.staff(Some(when.2)))
            .0
    };
    Ok(Chapter::of(
        "agreement_reviews",
        rows.into_iter().map(item).collect(),
    ))
}

fn outcomes(tx: &mut Tx<'_>, of: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (Uid, i64, Uid, String, Option<NaiveDate>, Instant, Uid);
    let rows: Vec<Row> = agreement_action_outcomes::table
        .filter(agreement_action_outcomes::organisation_id.eq(tx.org()))
        .filter(agreement_action_outcomes::agreement_id.eq_any(of))
        .order((
            agreement_action_outcomes::agreement_id,
            agreement_action_outcomes::number,
        ))
        .select((
            agreement_action_outcomes::agreement_id,
            agreement_action_outcomes::number,
            agreement_action_outcomes::action_id,
            agreement_action_outcomes::status,
            agreement_action_outcomes::ended_on,
            agreement_action_outcomes::recorded_at,
            agreement_action_outcomes::recorded_by,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(agreement, number, action, status, ended_on, at, by): Row| {
        Made::default()
            .id("agreement_id", agreement)
            .number("number", number)
            .id("action_id", action)
            .text("action_status", status)
            .day("ended_on", ended_on)
            .instant("recorded_at", at)
            .text("recorded_by", names.staff(Some(by)))
            .0
    };
    Ok(Chapter::of(
        "agreement_action_outcomes",
        rows.into_iter().map(item).collect(),
    ))
}
