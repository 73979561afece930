use super::*;
use crate::actor::Role;
use crate::samples::{id, staff};
use crate::vocabulary::codes;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn coordinator(number: u128) -> Actor {
    staff(number, &[Role::Coordinator], &[7])
}

fn new(ground: ErasureGround) -> NewErasure {
    NewErasure {
        id: id(1),
        individual: id(2),
        records: vec![id(2)],
        office: id(7),
        ground,
        reference: Some("Prot. 12/2026".parse().unwrap()),
    }
}

const NEVER_SERVED: Standing = Standing {
    running_cases: 0,
    served: 0,
    holds: 0,
    is_another: false,
};
const CLOSED: Standing = Standing {
    served: 2,
    ..NEVER_SERVED
};
const RUNNING: Standing = Standing {
    running_cases: 1,
    ..CLOSED
};

fn asked(ground: ErasureGround) -> ErasureRequest {
    let request = ErasureRequest::of(new(ground), NEVER_SERVED, &coordinator(3), now());
    request.unwrap().into_parts().0
}

fn approved(ground: ErasureGround) -> ErasureRequest {
    let approved = asked(ground).approve(NEVER_SERVED, &coordinator(4), now());
    approved.unwrap().into_parts().0
}

fn rules(refusal: Refusal) -> Vec<&'static str> {
    match refusal {
        Refusal::Rules { findings } => findings.iter().map(|found| found.rule).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_wish_erases_nobody_who_was_served_and_a_mistake_nobody_with_a_running_case() {
    use ErasureGround as G;
    let told = |ground, standing| -> Vec<&str> {
        let found = obstacles(ground, standing);
        found.iter().map(|found| found.rule).collect()
    };
    assert_eq!(told(G::DataSubjectRequest, NEVER_SERVED), [""; 0]);
    assert_eq!(told(G::DataSubjectRequest, CLOSED), [PUBLIC_TASK.id]);
    assert_eq!(told(G::RegisteredByMistake, CLOSED), [""; 0]);
    assert_eq!(told(G::RegisteredByMistake, RUNNING), [RUNNING_CASE.id]);
    for order in [G::CourtOrder, G::AuthorityOrder] {
        assert_eq!(told(order, RUNNING), [""; 0], "{order}");
        let merged = Standing {
            is_another: true,
            ..RUNNING
        };
        assert_eq!(told(order, merged), [RECORD_CHANGED.id], "{order}");
        let held = Standing {
            holds: 1,
            ..RUNNING
        };
        assert_eq!(told(order, held), [HELD.id], "{order}");
    }
    let refused = ErasureRequest::of(new(G::DataSubjectRequest), RUNNING, &coordinator(3), now());
    let both = [RUNNING_CASE.id, PUBLIC_TASK.id];
    assert_eq!(rules(refused.unwrap_err()), both);
}

#[test]
fn an_order_is_named() {
    let unnamed = NewErasure {
        reference: None,
        ..new(ErasureGround::CourtOrder)
    };
    let refused = ErasureRequest::of(unnamed, NEVER_SERVED, &coordinator(3), now());
    let refusal = Refusal::invalid("/reference", "order_without_reference");
    assert_eq!(refused.unwrap_err(), refusal);
}

#[test]
fn nobody_agrees_with_himself_and_only_coordinators_decide() {
    let request = asked(ErasureGround::RegisteredByMistake);
    let own = request
        .clone()
        .approve(NEVER_SERVED, &coordinator(3), now());
    assert_eq!(own.unwrap_err(), Refusal::OwnProposal {});
    for role in [Role::Counsellor, Role::Administrator, Role::Auditor] {
        let other = staff(5, &[role], &[7]);
        let request = request.clone();
        let refused = request.approve(NEVER_SERVED, &other, now());
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
    }
    let elsewhere = staff(6, &[Role::Coordinator], &[8]);
    assert!(request.approve(NEVER_SERVED, &elsewhere, now()).is_ok());
}

#[test]
fn the_person_is_looked_at_again_before_the_approval_and_before_the_erasure() {
    let ground = ErasureGround::RegisteredByMistake;
    let refused = asked(ground).approve(RUNNING, &coordinator(4), now());
    assert_eq!(rules(refused.unwrap_err()), [RUNNING_CASE.id]);
    let fell = approved(ground).carry_out(RUNNING, &[id(2)], now());
    let (fell, events) = fell.unwrap().into_parts();
    assert_eq!(fell.status, ErasureStatus::FellOut);
    let rules = vec![RUNNING_CASE.id.to_owned()];
    assert_eq!(events[0].fact, Fact::ErasureFellOut { rules });
    let erased = approved(ground).carry_out(CLOSED, &[id(2), id(9)], now());
    let (erased, events) = erased.unwrap().into_parts();
    assert_eq!(erased.status, ErasureStatus::Erased);
    assert_eq!(
        events[0].fact,
        Fact::IndividualErased {
            ground: ground.to_string(),
            records: vec![id(2), id(9)],
            again: false,
        }
    );
    let done = erased.enter(1).unwrap().into_parts().0;
    assert_eq!(done.status, ErasureStatus::Done);
}

#[test]
fn what_is_approved_can_be_taken_back_until_it_is_done() {
    let ground = ErasureGround::RegisteredByMistake;
    let withdrawn = approved(ground).withdraw(&coordinator(3), now()).unwrap();
    let withdrawn = withdrawn.into_parts().0;
    assert_eq!(withdrawn.status, ErasureStatus::Withdrawn);
    let late = withdrawn.carry_out(NEVER_SERVED, &[id(2)], now());
    assert_eq!(late.unwrap_err().code(), "wrong_status");
    let erased = approved(ground).carry_out(NEVER_SERVED, &[id(2)], now());
    let erased = erased.unwrap().into_parts().0;
    let late = erased.withdraw(&coordinator(3), now());
    assert_eq!(late.unwrap_err().code(), "wrong_status");
}

#[test]
fn the_grounds_are_those_of_the_vocabulary() {
    let own: Vec<&str> = ErasureGround::VARIANTS.to_vec();
    assert_eq!(codes("erasure-grounds"), own);
}
