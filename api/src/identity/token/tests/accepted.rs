use serde_json::json;

use super::super::{Claims, LEEWAY, Reason, Verifier};
use super::rig::{API, Members, NOW, OWN, PROVIDER, RIG, access, now, outside, signed};
use crate::identity::keys::SigningKeys;

#[test]
fn our_tokens_of_both_algorithms_are_accepted() {
    for keys in [&RIG.rsa, &RIG.ec] {
        let token = keys.issue(&access()).unwrap();
        assert_eq!(
            RIG.verifier.verify(&token, now()),
            Ok(Claims::Own(access()))
        );
    }
}

#[test]
fn a_token_written_by_hand_is_accepted_so_that_each_mutant_has_one_fault_only() {
    let token = signed(&RIG.rsa, &Members::header(&RIG.rsa), &Members::claims());
    assert_eq!(
        RIG.verifier.verify(&token, now()),
        Ok(Claims::Own(access()))
    );
}

#[test]
fn a_token_holds_from_five_seconds_before_to_five_seconds_after() {
    let token = RIG.ec.issue(&access()).unwrap();
    let at = |second| {
        let then = chrono::DateTime::from_timestamp(second, 0).unwrap();
        RIG.verifier
            .verify(&token, then)
            .map(|_| ())
            .map_err(super::super::TokenFault::reason)
    };
    assert_eq!(at(NOW - LEEWAY - 1), Err(Reason::Early));
    assert_eq!(at(NOW - LEEWAY), Ok(()));
    assert_eq!(at(NOW + 600 + LEEWAY - 1), Ok(()));
    assert_eq!(at(NOW + 600 + LEEWAY), Err(Reason::Expired));
}

#[test]
fn a_previous_key_is_believed_until_it_is_removed() {
    let old = &RIG.rsa;
    let token = old.issue(&access()).unwrap();
    let new = SigningKeys::generate(super::super::Algorithm::Es256).unwrap();
    let both = new.with_previous(vec![old.public().clone()]);
    let verifier = Verifier::new(vec![both.issuer(OWN, API)]).unwrap();
    assert!(verifier.verify(&token, now()).is_ok());
    assert!(
        verifier
            .verify(&both.issue(&access()).unwrap(), now())
            .is_ok()
    );

    let drained = both.with_previous(vec![]);
    let verifier = Verifier::new(vec![drained.issuer(OWN, API)]).unwrap();
    assert_eq!(
        verifier.verify(&token, now()).unwrap_err().reason(),
        Reason::Key
    );
}

#[test]
fn a_provider_may_leave_out_nbf_and_iat_and_say_more() {
    let header = Members::header(&RIG.provider).with("typ", r#""JWT""#);
    let claims = Members::claims()
        .with("iss", &format!("\"{PROVIDER}\""))
        .with("aud", &format!("[\"{API}\"]"))
        .with("sub", r#""f:clerk-12""#)
        .with("roles", r#"["counsellor"]"#)
        .without("nbf")
        .without("iat");
    let token = signed(&RIG.provider, &header, &claims);
    let Ok(Claims::Outside(claims)) = RIG.verifier.verify(&token, now()) else {
        panic!("the provider's token was refused")
    };
    assert_eq!(
        (claims.issuer.as_str(), claims.subject.as_str()),
        (PROVIDER, "f:clerk-12")
    );
    assert_eq!(claims.extra.get("roles"), Some(&json!(["counsellor"])));
    assert_eq!(claims.extra.get("aud"), None);
}

#[test]
fn a_provider_cannot_speak_for_us_nor_we_for_it() {
    let theirs = RIG.provider.issue(&access()).unwrap();
    assert_eq!(
        RIG.verifier.verify(&theirs, now()).unwrap_err().reason(),
        Reason::Key
    );
    let header = Members::header(&RIG.ec).with("typ", r#""JWT""#);
    let claims = Members::claims().with("iss", &format!("\"{PROVIDER}\""));
    let ours = signed(&RIG.ec, &header, &claims);
    assert_eq!(
        RIG.verifier.verify(&ours, now()).unwrap_err().reason(),
        Reason::Key
    );
}

#[test]
fn a_verifier_with_a_hole_is_not_built() {
    let twice = vec![outside(&RIG.provider), outside(&RIG.ec)];
    assert_eq!(Verifier::new(twice).unwrap_err().code, "issuer_twice");
    let mut mute = outside(&RIG.provider);
    mute.audiences.clear();
    assert_eq!(
        Verifier::new(vec![mute]).unwrap_err().code,
        "issuer_incomplete"
    );
    let mut untyped = outside(&RIG.provider);
    untyped.allowed_typ.clear();
    assert_eq!(
        Verifier::new(vec![untyped]).unwrap_err().code,
        "issuer_incomplete"
    );
}
