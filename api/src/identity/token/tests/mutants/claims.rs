use super::super::super::LEEWAY;
use super::super::super::Reason::{
    Audience, Claims, Early, Expired, Issuer, Signature, Subject, TooLong, Type,
};
use super::super::rig::{API, Members, NOW, OWN, PROVIDER, RIG, access, quoted, signed};
use super::{Mutant, claims, claims_with, mutant};

pub(super) fn all() -> Vec<Mutant> {
    [times(), issuers(), audiences(), subjects(), mixed()].concat()
}

fn times() -> Vec<Mutant> {
    let late = (NOW - LEEWAY).to_string();
    let later = (NOW - LEEWAY - 1).to_string();
    let soon = (NOW + LEEWAY + 1).to_string();
    let text = format!("\"{}\"", NOW + 600);
    let array = format!("[{}]", NOW + 600);
    let half = format!("{}.5", NOW + 600);
    let mut list = claims_with(
        "exp",
        &[
            (&text, Claims),
            (&half, Claims),
            ("1e300", Claims),
            ("18446744073709551615", Claims),
            ("-1", Expired),
            ("0", Expired),
            (&late, Expired),
            (&later, Expired),
            (&array, Claims),
            ("null", Claims),
            ("true", Claims),
        ],
    );
    for name in ["nbf", "iat"] {
        let values = [
            (&*soon, Early),
            ("9223372036854775807", Early),
            (&text, Claims),
            ("1.5", Claims),
        ];
        list.extend(claims_with(name, &values));
    }
    for name in ["exp", "nbf", "iat"] {
        list.push(claims(
            &format!("{name} missing"),
            |claims| claims.without(name),
            Claims,
        ));
    }
    list
}

fn issuers() -> Vec<Mutant> {
    let shouted = quoted(&OWN.to_uppercase());
    let slashed = quoted(&format!("{OWN}/"));
    let other = quoted(PROVIDER);
    let mut list = claims_with(
        "iss",
        &[
            (r#""https://evil.example""#, Issuer),
            (&shouted, Issuer),
            (&slashed, Issuer),
            (r#"["https://percorso.example"]"#, Issuer),
            ("null", Issuer),
        ],
    );
    // The provider's own tokens have another type, which is what refuses this one first.
    list.extend(claims_with("iss", &[(&other, Type)]));
    list.push(claims(
        "iss missing",
        |claims| claims.without("iss"),
        Issuer,
    ));
    list
}

fn audiences() -> Vec<Mutant> {
    let with_other = format!("[\"{API}\",\"https://other.example\"]");
    let nested = format!("[[\"{API}\"]]");
    let shouted = quoted(&API.to_uppercase());
    let mixed = format!("[\"{API}\",7]");
    let audiences = [
        r#""https://other.example""#,
        &with_other,
        &mixed,
        &nested,
        &shouted,
        "[]",
        "{}",
        r#""""#,
    ];
    let mut list = claims_with("aud", &audiences.map(|raw| (raw, Audience)));
    list.push(claims(
        "aud missing",
        |claims| claims.without("aud"),
        Audience,
    ));
    list
}

fn subjects() -> Vec<Mutant> {
    let mut list = claims_with(
        "sub",
        &[
            ("7", Subject),
            (r#""""#, Subject),
            ("null", Subject),
            (r#""somebody""#, Claims),
        ],
    );
    list.push(claims(
        "sub missing",
        |claims| claims.without("sub"),
        Subject,
    ));
    for name in ["jti", "sid", "epoch", "org"] {
        list.push(claims(
            &format!("{name} missing"),
            |claims| claims.without(name),
            Claims,
        ));
    }
    list.extend(claims_with("epoch", &[(r#""7""#, Claims), ("7.5", Claims)]));
    for (name, raw) in [
        ("sub", r#""b""#),
        ("exp", "1"),
        ("epoch", "9"),
        ("aud", r#""x""#),
    ] {
        list.push(claims(
            &format!("{name} twice"),
            |claims| claims.plus(name, raw),
            Claims,
        ));
    }
    list
}

/// Too much in one token, or the claims of two of them.
fn mixed() -> Vec<Mutant> {
    let huge = quoted(&"x".repeat(1024 * 1024));
    let long = claims(
        "a claim of 1 MiB",
        |claims| claims.plus("note", &huge),
        TooLong,
    );
    let foreign = signed(
        &RIG.ec,
        &Members::header(&RIG.ec),
        &Members::claims().with("org", r#""00000000-0000-0000-0000-000000000009""#),
    );
    let (foreign, _) = foreign.rsplit_once('.').unwrap();
    let valid = RIG.ec.issue(&access()).unwrap();
    let (_, seal) = valid.rsplit_once('.').unwrap();
    let mixed = mutant(
        "another tenant, old signature",
        format!("{foreign}.{seal}"),
        Signature,
    );
    vec![long, mixed]
}
