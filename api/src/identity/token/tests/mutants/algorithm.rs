use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::sign;

use super::super::super::Reason::{Algorithm, Shape, Signature};
use super::super::rig::{Members, RIG, quoted, signed};
use super::{Mutant, header, headers_with, mutant};

pub(super) fn all() -> Vec<Mutant> {
    let mut list = Vec::new();
    for alg in [
        "none", "NONE", "nOnE", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", "EdDSA",
    ] {
        list.extend(headers_with("alg", &[(&quoted(alg), Algorithm)]));
    }
    list.push(header(
        "alg missing",
        |header| header.without("alg"),
        Algorithm,
    ));
    list.extend(headers_with(
        "alg",
        &[("256", Algorithm), (r#"["RS256"]"#, Algorithm)],
    ));
    let unsigned = |alg: &str| {
        let header = Members::header(&RIG.rsa).with("alg", &quoted(alg)).text();
        let parts = [header, Members::claims().text()].map(|part| URL_SAFE_NO_PAD.encode(part));
        parts.join(".")
    };
    list.push(mutant(
        "none, without signature",
        format!("{}.", unsigned("none")),
        Shape,
    ));
    // The classic: the public key, which everybody has, taken as the secret of an HMAC.
    let jwk = serde_json::to_vec(&RIG.rsa.public().jwk()).unwrap();
    let message = unsigned("HS256");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &jwk), message.as_bytes());
    let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
    list.push(mutant("HS256 with the public key", forged, Algorithm));
    // Rightly signed by our own key, with an algorithm that it is not for.
    let key = EncodingKey::from_rsa_pem(RIG.rsa_pem.as_bytes()).unwrap();
    for (alg, algorithm) in [
        ("PS256", jsonwebtoken::Algorithm::PS256),
        ("RS512", jsonwebtoken::Algorithm::RS512),
    ] {
        let message = unsigned(alg);
        let signature = sign(message.as_bytes(), &key, algorithm).unwrap();
        list.push(mutant(
            &format!("true {alg}"),
            format!("{message}.{signature}"),
            Algorithm,
        ));
        let message = unsigned("RS256");
        let signature = sign(message.as_bytes(), &key, algorithm).unwrap();
        let token = format!("{message}.{signature}");
        list.push(mutant(&format!("{alg} called RS256"), token, Signature));
    }
    let swapped = signed(&RIG.ec, &Members::header(&RIG.rsa), &Members::claims());
    list.push(mutant(
        "the other key under this key's name",
        swapped,
        Signature,
    ));
    list
}
