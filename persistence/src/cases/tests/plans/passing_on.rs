//! Hand-overs and referrals, and their lists.

use domain::hand_overs::HandOverStatus;
use domain::referrals::ReferralStatus;

use super::{Dialect, House, fresh, judge, page};
use crate::{hand_overs, referrals};

/// A hand-over of each case.
pub(super) fn hand_overs_of(org: &str, dialect: &Dialect, office: &str, follower: &str) -> String {
    let (mint, now) = (dialect.mint, dialect.instant);
    format!(
        "INSERT INTO hand_overs (organisation_id, id, case_id, from_office_id, \
         from_counsellor_id, to_office_id, to_counsellor_id, taken_by, reason, status, \
         proposed_by, proposed_at, ended_at, version) \
         SELECT {org}, {mint}, c.id, {office}, s.staff_id, {office}, s.staff_id, s.staff_id, \
         'absence', CASE WHEN n % 200 < 3 THEN 'proposed' WHEN n % 3 = 0 THEN 'accepted' \
         ELSE 'lapsed' END, s.staff_id, {now}, CASE WHEN n % 200 >= 3 THEN {now} END, 1 \
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases \
         WHERE organisation_id = {org}) c JOIN {follower} ON s.k = n % 30 + 1"
    )
}

/// A referral of each case, to a service outside or to the office itself.
pub(super) fn referrals_of(org: &str, dialect: &Dialect, office: &str, follower: &str) -> String {
    let (mint, now) = (dialect.mint, dialect.instant);
    format!(
        "INSERT INTO referrals (organisation_id, id, case_id, from_office_id, \
         from_counsellor_id, to_office_id, service_kind, service_name, reason, request, answer_by, \
         sent_by, sent_at, status, version) \
         SELECT {org}, {mint}, c.id, {office}, s.staff_id, \
         CASE WHEN n % 2 = 0 THEN {office} END, \
         CASE WHEN n % 2 = 1 THEN 'school' END, CASE WHEN n % 2 = 1 THEN 'Scuola' END, 'training', \
         'Un corso.', '2026-01-01', s.staff_id, {now}, \
         CASE WHEN n % 200 < 2 THEN 'expired' WHEN n % 200 < 4 THEN 'sent' ELSE 'withdrawn' END, 1 \
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases \
         WHERE organisation_id = {org}) c JOIN {follower} ON s.k = n % 30 + 1"
    )
}

pub(super) fn every_list_of_hand_overs(house: &House) {
    for hands in [
        vec![house.counsellor],
        vec![house.coordinator, house.stranger],
    ] {
        for status in [None, Some(HandOverStatus::Proposed)] {
            for after in [None, Some(fresh())] {
                for mine_to_answer in [false, true] {
                    let filter = hand_overs::Filter {
                        status,
                        mine_to_answer,
                        ..hand_overs::Filter::default()
                    };
                    let what = format!("{filter:?} {after:?} {}", hands[0].role);
                    judge(house, &hands, &what, |tx| {
                        hand_overs::list(tx, &filter, &page(after))
                    });
                }
            }
        }
    }
}

pub(super) fn every_list_of_referrals(house: &House) {
    for hands in [
        vec![house.counsellor],
        vec![house.coordinator, house.stranger],
    ] {
        for (status, overdue) in [
            (None, false),
            (None, true),
            (Some(ReferralStatus::Sent), false),
            (Some(ReferralStatus::Expired), false),
        ] {
            for after in [None, Some(fresh())] {
                let filter = referrals::Filter {
                    status,
                    overdue,
                    ..referrals::Filter::default()
                };
                let what = format!("{filter:?} {after:?} {}", hands[0].role);
                judge(house, &hands, &what, |tx| {
                    referrals::list(tx, &filter, &page(after))
                });
            }
        }
    }
}
