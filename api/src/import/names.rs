//! Names and streets as people write them, from cells in capitals.

/// Words that end in an apostrophe of their own: `De' Rossi`, `Ca' Zorzi`. Elsewhere it stands
/// for the accent that an old keyboard did not have.
const CUT_WORDS: [&str; 9] = ["de", "ca", "ne", "da", "fra", "co", "be", "po", "mo"];
/// Names whose last `e` has the closed accent.
const CLOSED: [&str; 6] = ["jose", "rene", "andre", "desiree", "aime", "benoite"];
/// Words of street names that stay in lower case after the first.
const SMALL: [&str; 22] = [
    "di", "da", "de", "del", "dei", "della", "delle", "dello", "degli", "al", "alla", "alle", "ai",
    "agli", "e", "in", "a", "ad", "il", "la", "le", "per",
];

/// A name as it is written: blanks put in order, a word in capitals (or a name all in lower case)
/// with a capital letter first, an apostrophe for an accent turned into the accent. A name that
/// was typed with care (`McDonald`, `de Gregori`) stays as it is.
pub(super) fn person_name(cell: &str) -> String {
    let tidy = tidy(cell);
    let is_lower = !tidy.chars().any(char::is_uppercase);
    let words: Vec<&str> = tidy.split(' ').collect();
    let last = words.len() - 1;
    let written = words.iter().enumerate().map(|(at, word)| {
        let word = accented(word, at == last);
        if is_lower || is_shouted(&word) {
            capitalised(&word)
        } else {
            word
        }
    });
    written.collect::<Vec<_>>().join(" ")
}

/// A street as it is written: like a name, with prepositions in lower case and Roman numbers in
/// capitals.
pub(super) fn street(cell: &str) -> String {
    let tidy = tidy(cell);
    if tidy.chars().any(char::is_lowercase) {
        return tidy;
    }
    let written = tidy.split(' ').enumerate().map(|(at, word)| {
        let lower = word.to_lowercase();
        if at > 0 && SMALL.contains(&lower.as_str()) {
            lower
        } else if word.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
            word.to_owned()
        } else {
            abbreviated(capitalised(&accented(word, false)))
        }
    });
    written.collect::<Vec<_>>().join(" ")
}

/// `C.so` and `P.zza`: what is left of a word after the dot is no new word.
fn abbreviated(word: String) -> String {
    match word.rsplit_once('.') {
        Some((head, tail)) if tail.len() <= 3 => format!("{head}.{}", tail.to_lowercase()),
        _ => word,
    }
}

/// One blank between words, one kind of apostrophe, no quotes of a spreadsheet around.
fn tidy(cell: &str) -> String {
    let apostrophes = |c: char| match c {
        '\u{2019}' | '\u{2018}' | '`' | '\u{B4}' => '\'',
        other => other,
    };
    let text: String = cell.chars().map(apostrophes).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word of two letters or more without a small one.
fn is_shouted(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 1 && letters.all(|c| !c.is_lowercase())
}

/// Each part between apostrophes and hyphens with a capital letter first.
fn capitalised(word: &str) -> String {
    let mut starts = true;
    let mut written = String::with_capacity(word.len());
    for letter in word.chars() {
        if starts {
            written.extend(letter.to_uppercase());
        } else {
            written.extend(letter.to_lowercase());
        }
        starts = !letter.is_alphanumeric();
    }
    written
}

/// `NICOLO'` as `NICOLÒ`, but `DE' ROSSI` and `D'ANGELO` as they are.
fn accented(word: &str, is_last: bool) -> String {
    let Some(stem) = word.strip_suffix('\'') else {
        return word.to_owned();
    };
    let lower = stem.to_lowercase();
    if !is_last && CUT_WORDS.contains(&lower.as_str()) {
        return word.to_owned();
    }
    let accent = match stem.chars().next_back() {
        Some('A') => 'À',
        Some('a') => 'à',
        Some('E') if CLOSED.contains(&lower.as_str()) => 'É',
        Some('e') if CLOSED.contains(&lower.as_str()) => 'é',
        Some('E') => 'È',
        Some('e') => 'è',
        Some('I') => 'Ì',
        Some('i') => 'ì',
        Some('O') => 'Ò',
        Some('o') => 'ò',
        Some('U') => 'Ù',
        Some('u') => 'ù',
        _ => return word.to_owned(),
    };
    let mut written = stem.to_owned();
    written.pop();
    written.push(accent);
    written
}

#[cfg(test)]
mod tests {
    use domain::kernel::fold;

    use super::*;

    #[test]
    fn names_in_capitals_are_written_as_people_write_them() {
        let table = [
            ("ROSSI", "Rossi"),
            ("  DE   ROSSI ", "De Rossi"),
            ("DE' ROSSI", "De' Rossi"),
            ("D'ANGELO", "D'Angelo"),
            ("D\u{2019}ANGELO-COSTA", "D'Angelo-Costa"),
            ("DELL'AQUILA", "Dell'Aquila"),
            ("NICOLO'", "Nicolò"),
            ("NICOLO`", "Nicolò"),
            ("NICOLO' MARIA", "Nicolò Maria"),
            ("JOSE'", "José"),
            ("NOE'", "Noè"),
            ("GIOSUE' LUCA", "Giosuè Luca"),
            ("MARIA CHIARA", "Maria Chiara"),
            ("EL AMRANI", "El Amrani"),
            ("O'BRIEN", "O'Brien"),
            ("NGUYỄN", "Nguyễn"),
            ("rossi", "Rossi"),
            ("nicolo'", "Nicolò"),
            ("Rossi", "Rossi"),
            ("McDonald", "McDonald"),
            ("de Gregori", "de Gregori"),
            ("Rossi BIANCHI", "Rossi Bianchi"),
            ("O", "O"),
            ("王小明", "王小明"),
        ];
        for (cell, name) in table {
            assert_eq!(person_name(cell), name, "{cell}");
        }
    }

    #[test]
    fn writing_a_name_anew_never_changes_its_key() {
        for cell in [
            "DE' ROSSI",
            "NICOLO'",
            "D\u{2019}ANGELO-COSTA",
            "JOSE'",
            "ŞTEFAN",
        ] {
            assert_eq!(fold(&person_name(cell)), fold(cell), "{cell}");
        }
    }

    #[test]
    fn streets_keep_prepositions_and_roman_numbers() {
        let table = [
            ("VIA DEI MILLE", "Via dei Mille"),
            ("VIA XX SETTEMBRE", "Via XX Settembre"),
            ("C.SO VITTORIO EMANUELE II", "C.so Vittorio Emanuele II"),
            ("LARGO S.GIOVANNI", "Largo S.Giovanni"),
            ("VIA DELL'OSPEDALE", "Via Dell'Ospedale"),
            ("PIAZZA LIBERTA'", "Piazza Libertà"),
            ("Via dei mille", "Via dei mille"),
        ];
        for (cell, written) in table {
            assert_eq!(street(cell), written, "{cell}");
        }
    }
}
