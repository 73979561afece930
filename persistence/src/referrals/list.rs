//! Lists of referrals.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::{Actor, OfficeId};
use domain::event::CaseId;
use domain::policy::{Action, Reach};
use domain::referrals::{ReferralId, ReferralStatus};

use super::{Item, Row, named, shared, told, ways_in, ways_out};
use crate::error::Error;
use crate::hand_overs::Direction;
use crate::keyset::{Page, Paged};
use crate::reach::{self, Condition};
use crate::schema::referrals;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Which referrals; all in which the actor has a part when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// In this status today.
    pub status: Option<ReferralStatus>,
    /// Which way.
    pub direction: Option<Direction>,
    /// From or to this office.
    pub office: Option<OfficeId>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// Only those of which something is late: the answer, or what came of it.
    pub overdue: bool,
}

/// How a referral stands, as it is stored: what is written down, and what nobody has written down
/// yet.
#[derive(Debug, Clone, Copy)]
enum Standing {
    /// In any way.
    Any,
    /// As it is written down.
    Written(ReferralStatus),
    /// Sent, and an answer can still come.
    Awaited,
    /// Sent, and the last day for an answer is over.
    Over,
    /// Accepted, and what came of it should be known.
    OutcomeOver,
}

impl Filter {
    /// The standings that it means; no referral has two of them.
    fn standings(&self) -> Vec<Standing> {
        let mut standings = match self.status {
            None if self.overdue => vec![
                Standing::Written(ReferralStatus::Expired),
                Standing::Over,
                Standing::OutcomeOver,
            ],
            None => vec![Standing::Any],
            Some(ReferralStatus::Sent) => vec![Standing::Awaited],
            Some(ReferralStatus::Expired) => {
                vec![Standing::Written(ReferralStatus::Expired), Standing::Over]
            }
            Some(ReferralStatus::Accepted) if self.overdue => vec![Standing::OutcomeOver],
            Some(status) => vec![Standing::Written(status)],
        };
        if self.overdue {
            standings.retain(|standing| standing.is_overdue());
        }
        standings
    }
}

impl Standing {
    fn is_overdue(self) -> bool {
        match self {
            Self::Any | Self::Awaited => false,
            Self::Written(status) => status == ReferralStatus::Expired,
            Self::Over | Self::OutcomeOver => true,
        }
    }

    fn condition(self, today: NaiveDate) -> Condition<referrals::table> {
        let written = |status: ReferralStatus| referrals::status.eq(status.to_string());
        match self {
            Self::Any => Box::new(referrals::id.eq(referrals::id)),
            Self::Written(status) => Box::new(written(status)),
            Self::Awaited => {
                let awaited = referrals::answer_by.ge(today);
                Box::new(written(ReferralStatus::Sent).and(awaited))
            }
            Self::Over => {
                let over = referrals::answer_by.lt(today);
                Box::new(written(ReferralStatus::Sent).and(over))
            }
            Self::OutcomeOver => {
                let over = referrals::outcome_by.assume_not_null().lt(today);
                let known = referrals::outcome_by.is_not_null().and(over);
                Box::new(written(ReferralStatus::Accepted).and(known))
            }
        }
    }
}

/// A page of the referrals in which the actor has a part, the last sent first. The key is the
/// referral.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page<ReferralId>,
) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::AnswerReferrals)?;
    let mut rows: Vec<Row> = Vec::new();
    // One query for each way and each standing: one for the actor and two for each office, three
    // times at the most; never one for each row.
    for standing in filter.standings() {
        for way in ways(tx.actor(), filter) {
            rows.extend(of_way(tx, way, standing, filter, page)?);
        }
    }
    let page = page.merge(rows, |row| row.id);
    let referrals = told(tx, &page.items)?;
    Ok(Paged {
        items: named(tx, referrals)?,
        more: page.more,
    })
}

/// The ways into what the filter means. A case leads to few referrals, of which those within reach
/// are kept: there whoever is of its team finds them too.
fn ways(actor: &Actor, filter: &Filter) -> Vec<Condition<referrals::table>> {
    let mut ways = Vec::new();
    if filter.direction != Some(Direction::Out) {
        ways.extend(ways_in(actor));
    }
    if filter.direction != Some(Direction::In) {
        ways.extend(ways_out(actor));
        if filter.case.is_some() && actor.reach(Action::ReferCases) != Reach::Never {
            ways.push(shared(actor));
        }
    }
    ways
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<referrals::table>,
    standing: Standing,
    filter: &Filter,
    page: &Page<ReferralId>,
) -> Result<Vec<Row>, Error> {
    let mut query = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(way)
        .filter(standing.condition(tx.today()));
    if let Some(office) = filter.office.map(Uid::from) {
        let to = referrals::to_office_id.assume_not_null().eq(office);
        let to = referrals::to_office_id.is_not_null().and(to);
        query = query.filter(referrals::from_office_id.eq(office).or(to));
    }
    if let Some(case) = filter.case {
        query = query.filter(referrals::case_id.eq(Uid::from(case)));
    }
    if let Some(after) = page.after {
        query = query.filter(referrals::id.lt(Uid::from(after)));
    }
    Ok(query
        .order(referrals::id.desc())
        .limit(page.probe())
        .load(tx.conn())?)
}
