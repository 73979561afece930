//! The one key under which names are compared and searched.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key of a name: decomposed, without marks, in lower case, letters and digits only.
///
/// `D'Angelo-Costa` and `dangelo costa` share the key `dangelocosta`; letters of any script stay,
/// so that `王` is found by `王`. The key is for comparing; what people read is the name itself.
pub fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_letter_like_apostrophe(*c))
    {
        // Upper case first, so that letters with two lower cases (final sigma) meet.
        for lower in letter.to_uppercase().flat_map(char::to_lowercase) {
            push_plain(&mut key, lower);
        }
    }
    key
}

/// The half-open range of keys that begin with the key of `prefix`, for an index in code point
/// order. There is no upper bound when nothing is greater; an empty key bounds nothing.
pub fn fold_range(prefix: &str) -> (String, Option<String>) {
    let lower = fold(prefix);
    let upper = after_all_beginning_with(&lower);
    (lower, upper)
}

/// The smallest text greater than every text that begins with `key`. It counts in characters:
/// one byte more could end in the middle of a character.
fn after_all_beginning_with(key: &str) -> Option<String> {
    let mut kept: Vec<char> = key.chars().collect();
    while let Some(last) = kept.pop() {
        // A range of characters steps over the surrogates, which are no characters.
        if let Some(next) = (last..=char::MAX).nth(1) {
            kept.push(next);
            return Some(kept.into_iter().collect());
        }
    }
    None
}

/// Unicode counts the apostrophes of transliterated names (`ʼ`, `ʻ`, `ʿ`, `ꞌ`) among the letters.
fn is_letter_like_apostrophe(c: char) -> bool {
    matches!(c, '\u{02B9}'..='\u{02DF}' | '\u{A78B}' | '\u{A78C}')
}

/// Letters that have no decomposition have an explicit one here; the rest is kept as it is.
fn push_plain(key: &mut String, lower: char) {
    match lower {
        'ß' => key.push_str("ss"),
        'æ' => key.push_str("ae"),
        'œ' => key.push_str("oe"),
        'þ' => key.push_str("th"),
        'ø' | 'ɔ' => key.push('o'),
        'ł' => key.push('l'),
        'đ' | 'ð' | 'ɖ' | 'ɗ' => key.push('d'),
        'ħ' => key.push('h'),
        'ŧ' => key.push('t'),
        'ŋ' => key.push('n'),
        'ɓ' => key.push('b'),
        'ƙ' => key.push('k'),
        'ƴ' => key.push('y'),
        'ə' | 'ǝ' | 'ɛ' => key.push('e'),
        'ı' => key.push('i'),
        // Lower case may bring a mark back (the dot of `İ`).
        c if is_combining_mark(c) => {}
        c if c.is_alphanumeric() => key.push(c),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name_share_one_key() {
        let table = [
            ("D'Angelo-Costa", "dangelocosta"),
            ("D\u{2019}ANGELO COSTA", "dangelocosta"),
            ("De' Rossi", "derossi"),
            ("Nicolò", "nicolo"),
            ("NICOLO'", "nicolo"),
            ("Nguyễn", "nguyen"),
            ("Ştefan", "stefan"),
            ("Ștefan", "stefan"),
            ("Müller", "muller"),
            ("STRAẞE", "strasse"),
            ("Straße", "strasse"),
            ("Łukasz", "lukasz"),
            ("Đorđević", "dordevic"),
            ("Þórður", "thordur"),
            ("Sørensen", "sorensen"),
            ("Œdipe Æsir", "oedipeaesir"),
            ("İsmail IŞIK ışık", "ismailisikisik"),
            ("Oʻktamʼ", "oktam"),
            ("St. John", "stjohn"),
            ("ＷＩＤＥ", "wide"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("Οδυσσεύς", "οδυσσευσ"),
            ("Йоана", "иоана"),
            ("王小明", "王小明"),
            ("محمد", "محمد"),
            ("'- .", ""),
        ];
        for (name, key) in table {
            assert_eq!(fold(name), key, "{name}");
        }
    }

    #[test]
    fn every_character_folds_once_and_in_both_cases_alike() {
        for c in '\0'..=char::MAX {
            let key = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&key), key, "{c:?} changes when it is folded again");
            // Greek writes the iota below a vowel (a mark) beside it in upper case (a letter).
            if std::iter::once(c).nfd().any(|part| part == '\u{345}') {
                continue;
            }
            let upper: String = c.to_uppercase().collect();
            assert_eq!(fold(&upper), key, "{c:?} has another key in upper case");
        }
    }

    #[test]
    fn the_upper_bound_is_the_next_character_not_the_next_byte() {
        assert_eq!(fold_range("Ros"), ("ros".into(), Some("rot".into())));
        assert_eq!(fold_range("Κω"), ("κω".into(), Some("κϊ".into())));
        assert_eq!(fold_range("王"), ("王".into(), Some("玌".into())));
        assert_eq!(fold_range(" "), (String::new(), None));
        assert_eq!(
            after_all_beginning_with("a\u{D7FF}").as_deref(),
            Some("a\u{E000}")
        );
        assert_eq!(
            after_all_beginning_with("a\u{10FFFF}").as_deref(),
            Some("b")
        );
        assert_eq!(after_all_beginning_with("\u{10FFFF}"), None);
    }

    proptest! {
        #[test]
        fn a_key_lies_in_the_range_of_each_of_its_prefixes(name in "\\PC{0,20}", cut in 0usize..20) {
            let key = fold(&name);
            let prefix: String = key.chars().take(cut).collect();
            let (lower, upper) = fold_range(&prefix);
            prop_assert!(lower <= key);
            prop_assert!(upper.is_none_or(|upper| key < upper));
        }

        #[test]
        fn a_key_outside_the_range_does_not_begin_with_the_prefix(a in "\\PC{0,6}", b in "\\PC{1,3}") {
            let (key, (lower, upper)) = (fold(&a), fold_range(&b));
            let inside = lower <= key && upper.as_ref().is_none_or(|upper| key < *upper);
            prop_assert_eq!(inside, key.starts_with(&lower));
        }

        #[test]
        fn folding_twice_changes_nothing(name in any::<String>()) {
            let key = fold(&name);
            prop_assert_eq!(fold(&key), key);
        }
    }
}
