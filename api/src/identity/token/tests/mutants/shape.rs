use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::super::LONGEST;
use super::super::super::Reason::{
    self, Algorithm, Claims, Header, Issuer, Key, Shape, Signature, TooLong,
};
use super::super::rig::{Members, RIG, access};
use super::{Mutant, mutant};

pub(super) fn all() -> Vec<Mutant> {
    [shapes(), header_texts(), bit_flips()].concat()
}

fn shapes() -> Vec<Mutant> {
    let token = RIG.rsa.issue(&access()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let (head, body, seal) = (parts[0], parts[1], parts[2]);
    vec![
        mutant("empty", String::new(), Shape),
        mutant("dots", "..".to_owned(), Shape),
        mutant("leading space", format!(" {token}"), Shape),
        mutant("trailing space", format!("{token} "), Shape),
        mutant("trailing line end", format!("{token}\n"), Shape),
        mutant("padded signature", format!("{token}=="), Shape),
        mutant("padded header", format!("{head}=.{body}.{seal}"), Shape),
        mutant(
            "standard alphabet",
            format!("{head}.{body}.{}+/", &seal[..seal.len() - 2]),
            Shape,
        ),
        mutant("four parts", format!("{token}.{seal}"), Shape),
        mutant("five parts", format!("{token}.{body}.{seal}"), Shape),
        mutant("two parts", format!("{head}.{body}"), Shape),
        mutant("empty signature", format!("{head}.{body}."), Shape),
        mutant("empty claims", format!("{head}..{seal}"), Shape),
        mutant(
            "truncated signature",
            format!("{head}.{body}.{}", &seal[..seal.len() - 2]),
            Signature,
        ),
        mutant(
            "stray bits in the signature",
            format!("{}_", &token[..token.len() - 1]),
            Shape,
        ),
        mutant(
            "too long by one",
            format!("{token}{}", "A".repeat(LONGEST + 1 - token.len())),
            TooLong,
        ),
    ]
}

/// A header that two readers could read differently.
fn header_texts() -> Vec<Mutant> {
    let spaced = |header: String| {
        RIG.rsa
            .compact(header.as_bytes(), Members::claims().text().as_bytes())
            .unwrap()
    };
    let plain = Members::header(&RIG.rsa).text();
    vec![
        mutant(
            "space before the header",
            spaced(format!(" {plain}")),
            Header,
        ),
        mutant(
            "line end after the header",
            spaced(format!("{plain}\n")),
            Header,
        ),
        mutant(
            "text after the header",
            spaced(format!("{plain}{{}}")),
            Header,
        ),
        mutant("header is a list", spaced("[]".to_owned()), Header),
        mutant(
            "deep header",
            spaced(format!("{{\"a\":{}}}", "[".repeat(4000))),
            Header,
        ),
    ]
}

/// Sixteen single bits of the decoded parts, spread over header, claims and signature.
fn bit_flips() -> Vec<Mutant> {
    let token = RIG.rsa.issue(&access()).unwrap();
    let parts: Vec<Vec<u8>> = token
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let flip = |(part, byte, caught_by): (usize, usize, Reason)| {
        let mut parts = parts.clone();
        parts[part][byte] ^= 1;
        let token: Vec<_> = parts
            .iter()
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .collect();
        mutant(
            &format!("bit of byte {byte} of part {part}"),
            token.join("."),
            caught_by,
        )
    };
    let claim = |text: &str| {
        let body = String::from_utf8(parts[1].clone()).unwrap();
        body.find(text).unwrap() + text.len()
    };
    let mut places = vec![
        (0, 9, Algorithm),
        (0, 30, Key),
        (1, 0, Claims),
        (1, claim(r#""epoch":"#), Signature),
        (1, claim(r#""exp":1"#), Signature),
        (1, claim(r#""org":""#), Signature),
        (1, claim(r#""sub":""#), Signature),
        (1, claim(r#""iss":""#), Issuer),
    ];
    places.extend([0, 1, 31, 64, 127, 128, 200, 255].map(|byte| (2, byte, Signature)));
    places.into_iter().map(flip).collect()
}
