//! One form for names that are written in many ways.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The key under which a name is found: compatibility-decomposed, without marks, apostrophes,
/// spaces, hyphens and dots, in lower case. "AGLIE'" and "Agliè" have the same one.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_dropped(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '.'
        )
        || matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_an_apostrophe_and_capitals_make_no_difference() {
        assert_eq!(fold("AGLIE'"), fold("Agliè"));
        assert_eq!(fold("Reggio nell\u{2019}Emilia"), "reggionellemilia");
        assert_eq!(fold("Sant-Ambrogio S."), "santambrogios");
    }
}
