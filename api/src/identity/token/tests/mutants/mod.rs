//! Each mutant differs from a valid token in one thing, is signed again where that is possible,
//! and names the check that must catch it: a mutant that another check catches proves nothing.

mod algorithm;
mod claims;
mod header;
mod shape;

use super::super::{Reason, TokenFault};
use super::rig::{Members, RIG, now, signed};

#[derive(Clone)]
struct Mutant {
    name: String,
    token: String,
    caught_by: Reason,
}

fn mutant(name: &str, token: String, caught_by: Reason) -> Mutant {
    Mutant {
        name: name.to_owned(),
        token,
        caught_by,
    }
}

fn header(name: &str, change: impl Fn(Members) -> Members, caught_by: Reason) -> Mutant {
    let token = signed(
        &RIG.rsa,
        &change(Members::header(&RIG.rsa)),
        &Members::claims(),
    );
    mutant(name, token, caught_by)
}

fn claims(name: &str, change: impl Fn(Members) -> Members, caught_by: Reason) -> Mutant {
    let token = signed(
        &RIG.ec,
        &Members::header(&RIG.ec),
        &change(Members::claims()),
    );
    mutant(name, token, caught_by)
}

/// A member of the header, or of the claims, with another value.
fn headers_with(member: &str, values: &[(&str, Reason)]) -> Vec<Mutant> {
    let one = |(raw, caught_by): &(&str, Reason)| {
        let name: String = format!("header {member}: {raw}").chars().take(80).collect();
        header(&name, |header| header.with(member, raw), *caught_by)
    };
    values.iter().map(one).collect()
}

fn claims_with(member: &str, values: &[(&str, Reason)]) -> Vec<Mutant> {
    let one = |(raw, caught_by): &(&str, Reason)| {
        claims(
            &format!("claim {member}: {raw}"),
            |claims| claims.with(member, raw),
            *caught_by,
        )
    };
    values.iter().map(one).collect()
}

#[test]
fn every_mutant_is_refused_by_its_check_and_with_the_same_words() {
    let all = [algorithm::all(), header::all(), shape::all(), claims::all()].concat();
    assert!(all.len() >= 120, "{} mutants", all.len());
    for Mutant {
        name,
        token,
        caught_by,
    } in &all
    {
        let judged = RIG.verifier.verify(token, now());
        assert!(judged.is_err(), "{name} was taken for good");
        let fault = judged.unwrap_err();
        assert_eq!(fault.reason(), *caught_by, "{name}");
        assert_eq!(fault.to_string(), TokenFault::CODE, "{name}");
    }
}
