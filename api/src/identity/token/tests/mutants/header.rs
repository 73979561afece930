use super::super::super::Reason::{Header, Key, TooLong, Type};
use super::super::rig::{RIG, quoted};
use super::{Mutant, header, headers_with};

pub(super) fn all() -> Vec<Mutant> {
    [key_ids(), members()].concat()
}

fn key_ids() -> Vec<Mutant> {
    let long = quoted(&"k".repeat(4 * 1024));
    let mut list = headers_with(
        "kid",
        &[
            (r#""../../../../dev/null""#, Key),
            (r#""x' UNION SELECT 'k' -- ""#, Key),
            (r#""https://evil.example/key""#, Key),
            (r#""unknown""#, Key),
            (r#""""#, Key),
            ("null", Key),
            ("7", Key),
            (&long, Key),
        ],
    );
    list.push(header("kid missing", |header| header.without("kid"), Key));
    let huge = quoted(&"k".repeat(64 * 1024));
    list.extend(headers_with("kid", &[(&huge, TooLong)]));
    let theirs = quoted(RIG.provider.public().kid());
    list.extend(headers_with("kid", &[(&theirs, Key)]));
    list
}

fn members() -> Vec<Mutant> {
    let mut list = Vec::new();
    for (member, raw) in [
        ("jku", r#""https://evil.example/jwks.json""#),
        ("jwk", r#"{"kty":"oct","k":"AAAA"}"#),
        ("x5u", r#""https://evil.example/cert.pem""#),
        ("x5c", r#"["MIIB"]"#),
        ("crit", r#"["exp"]"#),
        ("crit", r#"["https://evil.example/extension"]"#),
        ("b64", "false"),
        ("b64", "true"),
        ("zip", r#""DEF""#),
    ] {
        list.extend(headers_with(member, &[(raw, Header)]));
    }
    let typ = [
        r#""id+jwt""#,
        r#""JWT""#,
        r#""refresh+jwt""#,
        r#""AT+JWT""#,
        r#""""#,
        "1",
        "null",
    ];
    list.extend(headers_with("typ", &typ.map(|raw| (raw, Type))));
    list.push(header("typ missing", |header| header.without("typ"), Type));
    let twice = |name: &'static str, raw: &'static str| {
        header(
            &format!("{name} twice"),
            move |header| header.plus(name, raw),
            Header,
        )
    };
    list.extend([
        twice("alg", r#""RS256""#),
        twice("typ", r#""at+jwt""#),
        twice("kid", r#""k""#),
    ]);
    list.push(header(
        "a member twice, deep inside",
        |header| header.plus("note", r#"{"a":[{"b":1,"b":2}]}"#),
        Header,
    ));
    list
}
