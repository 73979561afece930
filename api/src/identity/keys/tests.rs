use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{KeyFault, PublicKey, SigningKeys};
use crate::identity::token::{Algorithm, VerifyingKey};

/// PKCS#8 of a throw-away RSA key of 1024 bits.
const WEAK: &str = "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALN8jDHNNRD6+GyT2Z4MHIGPZH2kcHc/\
QMVNarWhskecGVC6mV9mh8hR/ZwDARm/Jw/8GqRNrQ8iPWmi/cylmw/tiFPB6cTcHmW+litbrf0Np54bcHEej3wOME4A9PkZ1PX5\
Q+V4bOhaDnTXZpSum6U7AmnKHczmlE2HZGcgaw4FAgMBAAECgYEAhL9uFPtX7zofeHaVcg41GyHJyh9PyvJuXj7W2IVCDTKHiqyn\
+OYlMORrNPMH4ln9cxYbQj/s6g+B6lpRagVlu9A53PstW+oKScftzxCGrNSAsAx/e72UvLZ3pEO8gS2zfURhVKSZcbW8o9nvjTsv\
81vRiLSL7GzUVkbtD9AR2QECQQDuBKWo9szpwxpxP/WQN8LiO1RjSmC/2VQ/w4mCNUi6n+7x8Sv1Kw3stZBpviax6ZCPjAR56mmy\
n3u6xJwiXcfBAkEAwQvg5mtKmEzwoMVarzD4C1Bgp+vMDaX/cE54DcioS56pv05+efS/MdlkwWIwohh92NIV037nFWIHrgw5Q6n3\
RQJAF8NRArh5JtF6v1nCW36lr057E1qmpCC/f4o3HU/SjgdPpMoOOHDu9/X8kAIS/Oozq5EwFTfpC5NOmAvvBqNUQQJADVf22bZ8\
134p+9Loa8ekvZN2uuSvnBnnSCoEXl+KUn/LF/AjCecC+D0gm8VfuzSaLkyHObFB49Z81Wj+5FBxSQJAVEoBzimX8dxHXyeHiU45\
UZMDHNmxW4ZpFZjuLEIrdPO7RmYkgaDvStFRpKerXdqiu+v8HarO+rQNSuROh7A2jw==";

/// The RSA key of RFC 7638 §3.1 and its thumbprint.
const RFC_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_\
BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqz\
s8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0\
Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

fn write(path: &Path, tag: &str, der: &[u8]) {
    fs::write(path, pem::encode(&pem::Pem::new(tag, der))).unwrap();
    restrict(path, 0o600);
}

fn restrict(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_key_id_is_the_thumbprint_of_the_standard() {
    let n = super::URL_SAFE_NO_PAD.decode(RFC_N).unwrap();
    let key = PublicKey::rs256(n, vec![1, 0, 1]).unwrap();
    assert_eq!(key.kid(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let expected = json!({
        "kty": "RSA", "n": RFC_N, "e": "AQAB", "alg": "RS256", "use": "sig", "kid": key.kid(),
    });
    assert_eq!(serde_json::to_value(key.jwk()).unwrap(), expected);
}

#[test]
fn a_generated_file_belongs_to_its_owner_alone_and_is_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signing.pem");
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        let public = SigningKeys::generate_file(&path, algorithm).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let again = SigningKeys::generate_file(&path, algorithm).unwrap_err();
        assert!(matches!(again, KeyFault::File { .. }), "{again}");
        let keys = SigningKeys::load(&path, &[]).unwrap();
        assert_eq!(
            (keys.public().kid(), keys.public().algorithm()),
            (public.kid(), algorithm)
        );
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_key_that_everybody_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signing.pem");
    SigningKeys::generate_file(&path, Algorithm::Es256).unwrap();
    restrict(&path, 0o644);
    assert!(matches!(
        SigningKeys::load(&path, &[]),
        Err(KeyFault::Exposed(_))
    ));
    restrict(&path, 0o640);
    assert!(SigningKeys::load(&path, &[]).is_ok());
}

#[test]
fn a_weak_key_is_refused_at_load() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weak.pem");
    write(&path, "PRIVATE KEY", &STANDARD.decode(WEAK).unwrap());
    assert!(matches!(SigningKeys::load(&path, &[]), Err(KeyFault::Weak)));
    let n = super::URL_SAFE_NO_PAD.decode(RFC_N).unwrap();
    let code = |n: &[u8], e: &[u8]| VerifyingKey::rs256(n, e).unwrap_err().code;
    assert_eq!(code(&n[..128], &[1, 0, 1]), "weak_key");
    assert_eq!(code(&[&[0], &n[..255]].concat(), &[1, 0, 1]), "weak_key");
    assert_eq!(code(&n, &[3]), "weak_key");
    assert_eq!(code(&n, &[1, 0, 0]), "weak_key");
    assert_eq!(code(&[&n[..255], &[2]].concat(), &[1, 0, 1]), "weak_key");
    assert_eq!(
        VerifyingKey::es256(&[4; 65]).unwrap_err().code,
        "invalid_key"
    );
}

#[test]
fn a_file_that_holds_no_key_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.pem");
    for (tag, der) in [
        ("PRIVATE KEY", &b"none"[..]),
        ("CERTIFICATE", b"none"),
        ("PUBLIC KEY", b""),
    ] {
        write(&path, tag, der);
        assert!(
            matches!(SigningKeys::load(&path, &[]), Err(KeyFault::Unreadable)),
            "{tag}"
        );
    }
}

#[test]
fn earlier_keys_come_from_private_and_public_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    SigningKeys::generate_file(&path("now.pem"), Algorithm::Es256).unwrap();
    SigningKeys::generate_file(&path("before.pem"), Algorithm::Rs256).unwrap();
    let elder = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa3072).unwrap();
    let spki: aws_lc_rs::encoding::PublicKeyX509Der<'_> =
        aws_lc_rs::encoding::AsDer::as_der(aws_lc_rs::signature::KeyPair::public_key(&elder))
            .unwrap();
    write(&path("long-before.pem"), "PUBLIC KEY", spki.as_ref());
    let previous = [path("before.pem"), path("long-before.pem")];
    let keys = SigningKeys::load(&path("now.pem"), &previous).unwrap();
    let algorithms: Vec<_> = keys.all().map(|key| key.algorithm().name()).collect();
    assert_eq!(algorithms, ["ES256", "RS256", "RS256"]);
    assert_eq!(keys.jwks().keys.len(), 3);
    assert_eq!(keys.issuer("https://percorso.example", "api").keys.len(), 3);
}

#[test]
fn an_elliptic_public_file_gives_the_same_key() {
    let keys = SigningKeys::generate(Algorithm::Es256).unwrap();
    let super::Pair::Ec(pair) = &keys.signing.pair else {
        panic!("asked for an elliptic key")
    };
    let spki: aws_lc_rs::encoding::PublicKeyX509Der<'_> =
        aws_lc_rs::encoding::AsDer::as_der(aws_lc_rs::signature::KeyPair::public_key(pair))
            .unwrap();
    assert_eq!(
        PublicKey::from_spki(spki.as_ref()).unwrap().kid(),
        keys.public().kid()
    );
}

#[test]
fn debug_shows_key_ids_only() {
    let keys = SigningKeys::generate(Algorithm::Es256).unwrap();
    let expected = format!(
        "SigningKeys {{ signing: {:?}, previous: [] }}",
        keys.public().kid()
    );
    assert_eq!(format!("{keys:?}"), expected);
}
