use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;

use super::*;
use crate::identity::keys::SigningKeys;

const ALL: [Algorithm; 4] = [
    Algorithm::Rs256,
    Algorithm::Es256,
    Algorithm::Ps256,
    Algorithm::EdDsa,
];

fn given(jwk: &Value) -> GivenKey {
    serde_json::from_value(jwk.clone()).unwrap()
}

fn jwk(algorithm: Algorithm) -> Value {
    let keys = SigningKeys::generate(algorithm).unwrap();
    serde_json::to_value(keys.public().jwk()).unwrap()
}

fn with(jwk: &Value, member: &str, value: Value) -> Value {
    let mut changed = jwk.clone();
    changed[member] = value;
    changed
}

fn fault(jwk: &Value, allowed: &[Algorithm]) -> Option<&'static str> {
    given(jwk).verifying(allowed).err().map(|fault| fault.code)
}

#[test]
fn a_key_without_an_algorithm_gets_the_only_one_that_fits() {
    let mut rsa = jwk(Algorithm::Rs256);
    rsa.as_object_mut().unwrap().remove("alg");
    let pinned = |allowed: &[Algorithm]| {
        let key = given(&rsa).verifying(allowed);
        key.map(|key| key.algorithm()).map_err(|fault| fault.code)
    };
    assert_eq!(pinned(&[Algorithm::Rs256]), Ok(Algorithm::Rs256));
    assert_eq!(
        pinned(&[Algorithm::Es256, Algorithm::Ps256]),
        Ok(Algorithm::Ps256)
    );
    // Of two that fit nobody can tell which.
    assert_eq!(pinned(&ALL), Err("unknown_algorithm"));
    assert_eq!(pinned(&[Algorithm::EdDsa]), Err("unknown_algorithm"));
}

#[test]
fn a_key_is_for_the_algorithm_that_it_names_and_that_is_allowed() {
    let rsa = jwk(Algorithm::Rs256);
    assert_eq!(fault(&rsa, &ALL), None);
    assert_eq!(fault(&rsa, &[Algorithm::Es256]), Some("unknown_algorithm"));
    for (member, value, code) in [
        ("alg", json!("HS256"), "unknown_algorithm"),
        ("alg", json!("ES256"), "unknown_algorithm"),
        ("use", json!("enc"), "unknown_algorithm"),
        ("kty", json!("oct"), "unknown_algorithm"),
        ("n", json!("AQAB"), "weak_key"),
        ("e", json!("Aw"), "weak_key"),
        ("n", json!("!"), "invalid_key"),
        ("d", json!("AAAA"), "private_key"),
    ] {
        assert_eq!(
            fault(&with(&rsa, member, value), &ALL),
            Some(code),
            "{member}"
        );
    }
}

#[test]
fn an_edwards_key_is_taken_when_it_is_one() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": x });
    let key = given(&jwk).verifying(&ALL).unwrap();
    assert_eq!(key.algorithm(), Algorithm::EdDsa);
    assert_eq!(
        fault(&with(&jwk, "x", json!("AAAA")), &ALL),
        Some("invalid_key")
    );
    assert_eq!(
        fault(&with(&jwk, "crv", json!("X25519")), &ALL),
        Some("unknown_algorithm")
    );
    // RFC 8037, appendix A.3.
    let known = json!({
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let thumbprint = given(&known).thumbprint().unwrap();
    assert_eq!(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn a_thumbprint_is_that_of_our_own_keys() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
        let jwk = jwk(algorithm);
        assert_eq!(json!(given(&jwk).thumbprint().unwrap()), jwk["kid"]);
    }
}

#[test]
fn a_set_gives_what_can_be_used_and_counts_the_rest() {
    let (rsa, ec) = (jwk(Algorithm::Rs256), jwk(Algorithm::Es256));
    let named = |kid: &str| with(&jwk(Algorithm::Es256), "kid", json!(kid));
    let set = json!({ "keys": [
        rsa, ec,
        named("twice"), named("twice"), named("../../etc"),
        { "kty": "oct", "kid": "secret", "k": "AAAA" },
        { "kty": "RSA", "kid": "encrypts", "use": "enc", "n": "AA", "e": "AQAB" },
        7, {},
    ], "more": true });
    let (keys, unused) = key_set(set.to_string().as_bytes(), &ALL).unwrap();
    let mut expected = [&rsa, &ec].map(|jwk| jwk["kid"].as_str().unwrap().to_owned());
    expected.sort();
    assert_eq!(keys.into_keys().collect::<Vec<_>>(), expected);
    assert_eq!(unused, 7);
    assert!(key_set(br#"{ "keys": [] }"#, &ALL).unwrap().0.is_empty());
    for none in ["", "<html>", "[]", r#"{ "keys": {} }"#, "{}"] {
        assert!(key_set(none.as_bytes(), &ALL).is_err(), "{none}");
    }
}

#[test]
fn a_modulus_with_the_mark_of_the_weak_generator_is_refused() {
    // A power of 65537 has the mark; its neighbour by a product of other primes has not.
    let mut power = vec![1_u8];
    while power.len() < 256 {
        power = times(&power, 65_537);
    }
    let refused = VerifyingKey::rs256(&power, &[1, 0, 1]).unwrap_err();
    assert_eq!(refused.code, "weak_key");
    assert!(VerifyingKey::rs256(&times(&power, 3), &[1, 0, 1]).is_ok());
}

/// A big-endian number times a small one.
fn times(number: &[u8], factor: u32) -> Vec<u8> {
    let mut carry = 0_u64;
    let mut product = Vec::new();
    for byte in number.iter().rev() {
        let value = u64::from(*byte) * u64::from(factor) + carry;
        product.push(u8::try_from(value % 256).unwrap());
        carry = value / 256;
    }
    while carry > 0 {
        product.push(u8::try_from(carry % 256).unwrap());
        carry /= 256;
    }
    product.reverse();
    product
}
