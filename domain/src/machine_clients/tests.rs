//! Who proposes, who approves, and what a token may.

use super::*;
use crate::actor::{ActorKind, Role};
use crate::kernel::Id;
use crate::policy::Scope;
use uuid::Uuid;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn administrator(number: u128) -> Actor {
    crate::samples::staff(number, &[Role::Administrator], &[])
}

fn terms(scopes: &[Scope], offices: &[u128], keys: &[&str]) -> ClientTerms {
    ClientTerms {
        label: "Centro per l'impiego".parse().unwrap(),
        purpose: "Convenzione sui servizi".parse().unwrap(),
        scopes: scopes.iter().copied().collect(),
        offices: offices.iter().map(|n| id(*n)).collect(),
        keys: { keys.iter() }
            .map(|kid| ClientKey {
                kid: (*kid).to_owned(),
                thumbprint: (*kid).to_owned(),
                jwk: format!("{{{kid}}}"),
            })
            .collect(),
    }
}

fn proposed() -> MachineClient {
    let terms = terms(&[Scope::ReadCases, Scope::Calculators], &[1, 2], &["a"]);
    MachineClient::propose(id(9), terms, &administrator(1))
        .unwrap()
        .state()
        .clone()
}

fn enabled() -> MachineClient {
    proposed()
        .approve(&administrator(2))
        .unwrap()
        .state()
        .clone()
}

fn code<T>(outcome: Result<Changed<T>, Refusal>) -> Option<&'static str> {
    outcome.err().map(|refusal| refusal.code())
}

#[test]
fn a_client_gets_tokens_only_after_a_second_person_approved_it() {
    assert_eq!(code(proposed().grant(None)), Some("not_permitted"));
    let alone = proposed().approve(&administrator(1));
    assert_eq!(code(alone), Some("own_proposal"));
    assert!(enabled().grant(None).is_ok());
}

#[test]
fn the_operator_approves_alone() {
    let system = Actor::system(id(1));
    let terms = terms(&[Scope::Calculators], &[], &["a"]);
    let client = MachineClient::propose(id(9), terms, &system)
        .unwrap()
        .state()
        .clone();
    assert!(client.approve(&system).is_ok());
}

#[test]
fn only_administrators_and_the_operator_decide() {
    let others = [
        crate::samples::staff(5, &[Role::Coordinator], &[1]),
        crate::samples::staff(5, &[Role::Auditor], &[]),
        Actor::anonymous(id(1)),
        Actor {
            kind: ActorKind::Machine(id(9), "cases.read".parse().unwrap()),
            ..Actor::anonymous(id(1))
        },
    ];
    for actor in others {
        let refused = Some("not_permitted");
        let terms = proposed().terms;
        assert_eq!(
            code(MachineClient::propose(id(8), terms.clone(), &actor)),
            refused
        );
        assert_eq!(code(proposed().approve(&actor)), refused);
        assert_eq!(code(enabled().change(terms, &actor)), refused);
        assert_eq!(code(enabled().disable(&actor)), refused);
    }
}

#[test]
fn what_widens_waits_again_and_what_narrows_does_not() {
    let (both, one) = ([Scope::ReadCases, Scope::Calculators], [Scope::ReadCases]);
    for (changed, expected) in [
        (terms(&both, &[1, 2], &["a"]), ClientStatus::Enabled),
        (terms(&one, &[1], &["a"]), ClientStatus::Enabled),
        (
            terms(&[Scope::ReadIntakes], &[1], &["a"]),
            ClientStatus::Waiting,
        ),
        (terms(&both, &[1, 3], &["a"]), ClientStatus::Waiting),
        (terms(&both, &[1, 2], &["a", "b"]), ClientStatus::Waiting),
        (terms(&both, &[1, 2], &["b"]), ClientStatus::Waiting),
    ] {
        let before = enabled();
        let after = before.clone().change(changed.clone(), &administrator(2));
        let after = after.unwrap().state().clone();
        assert_eq!(after.status, expected, "{changed:?}");
        assert_eq!(after.epoch, before.epoch + 1);
    }
}

#[test]
fn whoever_widened_a_client_cannot_approve_it() {
    let wider = terms(&[Scope::ReadIndividuals], &[1], &["a"]);
    let waiting = enabled()
        .change(wider, &administrator(2))
        .unwrap()
        .state()
        .clone();
    let alone = waiting.clone().approve(&administrator(2));
    assert_eq!(code(alone), Some("own_proposal"));
    assert!(waiting.approve(&administrator(1)).is_ok());
}

#[test]
fn a_disabled_client_gets_nothing_and_needs_an_approval() {
    let disabled = enabled()
        .disable(&administrator(1))
        .unwrap()
        .state()
        .clone();
    assert_eq!(disabled.epoch, 2);
    assert_eq!(code(disabled.clone().grant(None)), Some("not_permitted"));
    let twice = disabled.clone().disable(&administrator(1));
    assert_eq!(code(twice), Some("wrong_status"));
    let alone = disabled.clone().approve(&administrator(1));
    assert_eq!(code(alone), Some("own_proposal"));
    assert!(disabled.approve(&administrator(2)).is_ok());
}

#[test]
fn a_token_has_what_was_asked_and_never_more_than_the_client() {
    let scopes = |names: &str| Some(names.parse::<Scopes>().unwrap());
    let granted = |asked| {
        enabled()
            .grant(asked)
            .map(|granted| granted.state().clone().1)
    };
    assert_eq!(granted(None).unwrap().to_string(), "calculators cases.read");
    assert_eq!(
        granted(scopes("cases.read")).unwrap().to_string(),
        "cases.read"
    );
    for more in ["individuals.read", "cases.read intakes.read", ""] {
        assert_eq!(code(enabled().grant(scopes(more))), Some("not_permitted"));
    }
}

#[test]
fn a_client_has_a_scope_and_one_or_two_keys() {
    let all = [
        (terms(&[], &[1], &["a"]), "/scopes"),
        (terms(&[Scope::Calculators], &[], &[]), "/keys"),
        (terms(&[Scope::Calculators], &[], &["a", "b", "c"]), "/keys"),
    ];
    for (terms, at) in all {
        let refused = MachineClient::propose(id(9), terms, &administrator(1));
        let Err(Refusal::Invalid { faults }) = refused else {
            panic!("{at} was taken");
        };
        let pointers: Vec<_> = faults.iter().map(|told| told.pointer.as_str()).collect();
        assert_eq!(pointers, [at]);
    }
}
