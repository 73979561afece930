use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::rig::{Members, RIG, access, now};

proptest! {
    #[test]
    fn no_random_text_is_a_token(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        prop_assert!(RIG.verifier.verify(&text, now()).is_err());
        prop_assert!(RIG.verifier.verify(&String::from_utf8_lossy(&bytes), now()).is_err());
    }

    #[test]
    fn no_random_parts_are_a_token(parts in proptest::collection::vec(any::<Vec<u8>>(), 0..5)) {
        let parts: Vec<_> = parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        prop_assert!(RIG.verifier.verify(&parts.join("."), now()).is_err());
    }

    #[test]
    fn no_random_claims_are_believed_even_if_signed(claims in any::<Vec<u8>>(), text in "[{}\":,a-z0-9\\[\\]\\\\ ]{0,64}") {
        let header = Members::header(&RIG.ec).text();
        for claims in [claims, text.into_bytes()] {
            let token = RIG.ec.compact(header.as_bytes(), &claims).unwrap();
            prop_assert!(RIG.verifier.verify(&token, now()).is_err());
        }
    }

    #[test]
    fn a_token_with_one_other_character_is_refused(place in any::<prop::sample::Index>(), other in any::<char>(), near in "[A-Za-z0-9_.=-]") {
        for keys in [&RIG.rsa, &RIG.ec] {
            let token = keys.issue(&access()).unwrap();
            let place = place.index(token.len());
            for other in [other.to_string(), near.clone()] {
                if token[place..=place] == other {
                    continue;
                }
                let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
                prop_assert!(RIG.verifier.verify(&changed, now()).is_err());
            }
        }
    }
}
