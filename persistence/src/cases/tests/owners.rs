//! Who follows a case, who finds it, and what happens when its counsellor leaves.

use domain::intakes::ReferralSource;
use domain::policy::Action;
use domain::referrals::{Destination, NewReferral, Referral};

use super::super::{ByCounsellor, Filter, get_to_assign, get_to_show, list};
use super::*;
use crate::referrals;
use crate::schema::due_items;
use diesel::connection::SimpleConnection;

#[test]
fn a_case_is_found_by_its_counsellor_its_team_and_its_office_and_by_nobody_else() {
    for house in houses() {
        let id = house.case();
        let sees = |hand| house.read(hand, |tx| get(tx, id, Action::ReadCase)).is_ok();
        assert!(sees(house.counsellor) && sees(house.coordinator));
        assert!(!sees(house.other) && !sees(house.stranger) && !sees(house.operator));
        let member = house.other.id;
        let case = house.team_up(id, [member, member]);
        assert_eq!(case.unwrap().team, [member]);
        assert!(sees(house.other));
    }
}

#[test]
fn everybody_who_does_not_exist_and_who_does_not_suit_is_named_by_place() {
    for house in houses() {
        let id = house.case();
        let named = [house.other.id, nobody(), house.operator.id];
        let changed = house.team_up(id, named);
        assert_eq!(
            refusal(changed),
            "invalid: /members/1 unknown_reference, /members/2 unsuitable_colleague"
        );
    }
}

#[test]
fn a_case_that_nobody_follows_is_shown_to_who_may_take_it() {
    for house in houses() {
        let id = house.open_for(None).unwrap().id;
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let shown = |hand| {
            let page = house.read(hand, |tx| list(tx, &free, &everything()));
            page.map(|page| page.items.len()).map_err(|e| e.to_string())
        };
        assert_eq!(shown(house.other), Ok(1));
        assert_eq!(shown(house.stranger), Ok(0));
        assert_eq!(shown(house.operator), Err("refused: not_permitted".into()));
        let me = house.other.id;
        let taken = house.assign(house.other, id, me);
        assert_eq!(taken.unwrap().counsellor, Some(me));
        assert_eq!(shown(house.other), Ok(0));
    }
}

/// How the counsellor can leave a case, and how the counsellor comes back.
const LEAVING: [(&str, &str); 3] = [
    (
        "UPDATE staff SET disabled = {true} WHERE id = {me}",
        "UPDATE staff SET disabled = {false} WHERE id = {me}",
    ),
    (
        "UPDATE staff_roles SET role = 'desk_operator' WHERE staff_id = {me}",
        "UPDATE staff_roles SET role = 'counsellor' WHERE staff_id = {me}",
    ),
    (
        "UPDATE staff_offices SET office_id = {elsewhere} WHERE staff_id = {me}",
        "UPDATE staff_offices SET office_id = {desk} WHERE staff_id = {me}",
    ),
];

/// Runs a statement in which the house's own identifiers are put.
fn run(house: &House, statement: &str) {
    let is_sqlite = house.store.engine() == "sqlite";
    let uid = |id: Uuid| {
        if is_sqlite {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'")
        }
    };
    let [yes, no] = if is_sqlite {
        ["1", "0"]
    } else {
        ["true", "false"]
    };
    let statement = statement
        .replace("{me}", &uid(house.counsellor.id.uuid()))
        .replace("{desk}", &uid(house.desk.uuid()))
        .replace("{elsewhere}", &uid(house.elsewhere.uuid()))
        .replace("{true}", yes)
        .replace("{false}", no);
    let done = house.write(house.coordinator, move |tx| {
        tx.conn().batch_execute(&statement).map_err(Error::from)
    });
    done.unwrap();
}

#[test]
fn a_case_whose_counsellor_left_is_free_until_the_counsellor_comes_back() {
    for house in houses() {
        let id = house.case();
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let listed = |hand| {
            let page = house.read(hand, |tx| list(tx, &free, &everything()));
            let items = page.unwrap().items.into_iter();
            items.map(|item| item.case.id).collect::<Vec<_>>()
        };
        let shown = |hand| house.read(hand, |tx| get_to_show(tx, id));
        for (leave, come_back) in LEAVING {
            assert!(listed(house.coordinator).is_empty());
            run(&house, leave);
            assert_eq!(listed(house.coordinator), [id], "{leave}");
            assert_eq!(listed(house.other), [id], "{leave}");
            assert!(listed(house.stranger).is_empty());
            assert!(shown(house.other).unwrap().counsellor_left);
            assert_eq!(refusal(shown(house.stranger)), "not found");
            run(&house, come_back);
            assert_eq!(refusal(shown(house.other)), "not found");
        }
        run(&house, LEAVING[0].0);
        let me = house.other.id;
        let taken = house.assign(house.other, id, me);
        assert!(!taken.unwrap().counsellor_left);
        assert!(listed(house.coordinator).is_empty());
    }
}

#[test]
fn a_closed_case_stays_with_the_name_of_who_followed_it() {
    for house in houses() {
        let id = house.case();
        house.close(id).unwrap();
        run(&house, LEAVING[0].0);
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let page = house.read(house.coordinator, |tx| list(tx, &free, &everything()));
        assert!(page.unwrap().items.is_empty());
        let shown = house.read(house.other, |tx| get_to_show(tx, id));
        assert_eq!(refusal(shown), "not found");
    }
}

#[test]
fn who_becomes_coordinator_keeps_the_cases_followed_at_another_office() {
    for house in houses() {
        let id = house.case();
        let member = house.stranger.id;
        let changed = house.team_up(id, [member]);
        changed.unwrap();
        let mut caller = house.caller(house.stranger);
        caller.actor.roles.push(Role::Coordinator);
        let read = |action| house.store.read(&caller, |tx| get(tx, id, action));
        for action in [
            Action::ReadCase,
            Action::WorkCase,
            Action::ReadNotes,
            Action::WriteNotes,
        ] {
            let case = read(action).unwrap();
            assert!(case.is_within(&caller.actor, action));
        }
        assert_eq!(refusal(read(Action::AssignCase)), "not found");
        assert_eq!(refusal(read(Action::TakeCase)), "not found");
        let lucia = house.lucia;
        let record = house.store.write(caller, move |tx| {
            crate::individuals::within(tx, lucia, Action::EditIndividual).map(|_| ())
        });
        record.unwrap();
    }
}

#[test]
fn a_case_that_nobody_follows_can_be_opened_by_who_may_take_it_and_a_followed_one_stays_hidden() {
    for house in houses() {
        let id = house.open_for(None).unwrap().id;
        let shown = |hand| house.read(hand, |tx| get_to_show(tx, id));
        assert_eq!(shown(house.other).unwrap().id, id);
        assert_eq!(refusal(shown(house.stranger)), "not found");
        let me = house.counsellor.id;
        let taken = house.assign(house.counsellor, id, me);
        taken.unwrap();
        let assigned = |hand| house.read(hand, |tx| get_to_assign(tx, id));
        assert_eq!(refusal(shown(house.other)), "not found");
        assert_eq!(refusal(assigned(house.other)), "not found");
        assert!(assigned(house.counsellor).is_ok() && assigned(house.coordinator).is_ok());
    }
}

#[test]
fn an_answer_is_repeated_only_as_long_as_the_case_is_within_reach() {
    for house in houses() {
        let id = house.open_for(None).unwrap().id;
        let (office, person) = (Some(house.desk), Some(house.lucia));
        let repeats = |hand, action| {
            house.read(hand, |tx| {
                crate::reach::recheck(tx, action, office, person, Some(id))
            })
        };
        repeats(house.other, Action::OpenCase).unwrap();
        let me = house.counsellor.id;
        let given = house.assign(house.coordinator, id, me);
        given.unwrap();
        for action in [Action::OpenCase, Action::TakeCase] {
            assert_eq!(refusal(repeats(house.other, action)), "not found");
            repeats(house.counsellor, action).unwrap();
            repeats(house.coordinator, action).unwrap();
        }
    }
}

/// The counsellor refers somebody to a service outside.
fn refer(house: &House, case: CaseId) -> Referral {
    let sent = house.write(house.counsellor, move |tx| {
        let case = lock(tx, case, Action::ReferCases)?;
        let new = NewReferral {
            id: tx.new_id(),
            to: Destination::Service {
                kind: ReferralSource::School,
                name: "Scuola serale".parse().unwrap(),
            },
            reason: "training".parse().unwrap(),
            request: "Un corso serale.".parse().unwrap(),
            answer_by: None,
        };
        let changed = tx.decide(|tx, moment| Referral::send(tx.actor(), &case, new, moment))??;
        referrals::insert(tx, changed)
    });
    sent.unwrap()
}

#[test]
fn a_step_of_a_referral_that_was_read_before_its_case_went_leaves_work_to_whoever_keeps_it() {
    for house in houses() {
        let id = house.case();
        let read = refer(&house, id);
        let (to, desk) = (house.other.id, Uid::from(house.desk));
        // The version is the one that was read: nobody decided about the referral meanwhile.
        let owner = house.write(house.counsellor, move |tx| {
            let case = get(tx, id, Action::WorkCase)?;
            let changed = read
                .clone()
                .extend(tx.actor(), &case, day("2026-07-01"), tx.day()?)?;
            referrals::follow(tx, vec![id.into()], desk, Some(to.into()))?;
            let kept = referrals::save(tx, changed)?.from.counsellor;
            let due: Option<Uid> = due_items::table
                .filter(due_items::subject_id.eq(Uid::from(read.id)))
                .select(due_items::counsellor_id)
                .first(tx.conn())?;
            Ok((kept, due.map(StaffId::from)))
        });
        assert_eq!(owner.unwrap(), (Some(to), Some(to)));
    }
}
