//! Municipalities and States as offices name them.

use chrono::NaiveDate;
use domain::kernel::{Fault, fold};
use domain::vocabulary::{Concept, PlaceVerdict, municipalities, states};

/// What else is known of a place, to tell places of one name apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint<'a> {
    /// The day on which the place had the name: that of the birth, or today.
    pub(super) day: NaiveDate,
    /// The letters of the province, where a column has them.
    pub(super) province: Option<&'a str>,
    /// The place that the tax code names.
    pub(super) of_tax_code: Option<&'a str>,
}

/// Short names that offices use and no list has.
const SHORT: [(&str, &str); 2] = [("reggioemilia", "H223"), ("reggiocalabria", "H224")];
/// Names of States in everyday use that no list has.
const EVERYDAY: [(&str, &str); 12] = [
    ("cina", "Z210"),
    ("usa", "Z404"),
    ("statiuniti", "Z404"),
    ("inghilterra", "Z114"),
    ("granbretagna", "Z114"),
    ("russia", "Z154"),
    ("urss", "Z135"),
    ("olanda", "Z126"),
    ("moldavia", "Z140"),
    ("coreadelsud", "Z213"),
    ("birmania", "Z206"),
    ("macedonia", "Z148"),
];

/// The Belfiore code of a place: of a municipality by its name, also a former one, with the
/// province behind it or not; of a State by its name; or by the Belfiore or ISTAT code itself.
///
/// Of several places with the name, the one that the tax code names wins, then the only one of
/// the province, then the only one that existed on the day; else it is `ambiguous_place`.
pub(super) fn code(cell: &str, hint: Hint<'_>) -> Result<&'static str, Fault> {
    if let Some(code) = by_code(cell, hint.day) {
        return Ok(code);
    }
    let (name, behind) = split(cell);
    let in_cell = behind.filter(|text| province(text).is_some());
    let hint = Hint {
        province: in_cell.or(hint.province),
        ..hint
    };
    let named = if is_abroad(behind) || is_abroad(hint.province) {
        state(behind.unwrap_or_default(), hint).or_else(|| state(name, hint))
    } else {
        None
    };
    // A town abroad with its State in parentheses is born in that State.
    let abroad = || behind.and_then(|behind| state(behind, hint));
    match named.map_or_else(|| municipality(name, hint), Ok) {
        Err(fault) if fault.code == "unknown_place" => {
            abroad().or_else(|| state(name, hint)).ok_or(fault)
        }
        other => other,
    }
}

/// The State of a name, in Italian or English.
pub(super) fn state(name: &str, hint: Hint<'_>) -> Option<&'static str> {
    let key = fold(name);
    let everyday = EVERYDAY.iter().find(|(known, _)| *known == key);
    let mut found: Vec<_> = states::by_name(name, hint.day)
        .iter()
        .map(|state| state.code)
        .collect();
    found.extend(everyday.map(|(_, code)| *code));
    let of_tax_code = found.iter().find(|code| Some(**code) == hint.of_tax_code);
    of_tax_code.or(found.first()).copied()
}

fn by_code(cell: &str, day: NaiveDate) -> Option<&'static str> {
    let text: String = cell
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(7)
        .collect();
    let verdict = match text.as_bytes() {
        [letter, digits @ ..]
            if letter.is_ascii_alphabetic() && digits.len() == 3 && all_digits(digits) =>
        {
            if letter.eq_ignore_ascii_case(&b'z') {
                states::at(&text.to_ascii_uppercase(), day)
            } else {
                municipalities::at(&text.to_ascii_uppercase(), day)
            }
        }
        // A spreadsheet drops the zeros that an ISTAT code begins with.
        digits if (4..=6).contains(&digits.len()) && all_digits(digits) => {
            municipalities::by_istat(&format!("{text:0>6}"), day)
        }
        _ => PlaceVerdict::Unknown,
    };
    verdict.concept().map(|concept| concept.code)
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// A name and what stands in parentheses, or as a province, behind it.
fn split(cell: &str) -> (&str, Option<&str>) {
    let cell = cell.trim();
    if let Some((name, behind)) = cell.split_once('(') {
        return (name.trim(), Some(behind.trim_end_matches(')').trim()));
    }
    let at = cell.rfind([' ', '-', ',', '/']);
    match at.map(|at| cell.split_at(at)) {
        Some((name, behind)) => {
            let behind = behind[1..].trim();
            let name = name.trim_end_matches([' ', '-', ',', '/']);
            let is_province = behind.len() == 2
                && behind.bytes().all(|b| b.is_ascii_uppercase())
                && province(behind).is_some();
            if is_province && !name.is_empty() {
                (name, Some(behind))
            } else {
                (cell, None)
            }
        }
        None => (cell, None),
    }
}

/// `EE` is how registers write that a place is abroad.
fn is_abroad(province: Option<&str>) -> bool {
    province.is_some_and(|text| matches!(fold(text).as_str(), "ee" | "estero" | "statoestero"))
}

/// The letters of a province, today's or a former one, if the text is that.
fn province(text: &str) -> Option<String> {
    let letters = text.trim().to_ascii_uppercase();
    let is_pair = letters.len() == 2 && letters.bytes().all(|b| b.is_ascii_uppercase());
    (is_pair && letters != "EE").then_some(letters)
}

fn municipality(name: &str, hint: Hint<'_>) -> Result<&'static str, Fault> {
    let found = named(name, hint.day);
    if let Some(of_tax_code) = hint.of_tax_code
        && let Some(place) = found.iter().find(|place| place.code == of_tax_code)
    {
        return Ok(place.code);
    }
    let letters = hint.province.and_then(province);
    let in_province: Vec<_> = found
        .iter()
        .copied()
        .filter(|place| {
            letters.is_none()
                || municipalities::list()
                    .history(place.code)
                    .any(|row| row.extra("province") == letters.as_deref())
        })
        .collect();
    // A province that fits no place of the name is a slip, or one that came later.
    let left = if in_province.is_empty() {
        found
    } else {
        in_province
    };
    let at_the_time: Vec<_> = left.iter().filter(|p| p.is_valid_on(hint.day)).collect();
    match (&left[..], &at_the_time[..]) {
        ([], _) => Err(Fault::new("unknown_place")),
        ([only], _) => Ok(only.code),
        (_, [only]) => Ok(only.code),
        (several, _) => Err(Fault::new("ambiguous_place").with("count", several.len())),
    }
}

/// The municipalities of that name; where there are none, those of the name written out.
fn named(name: &str, day: NaiveDate) -> Vec<&'static Concept> {
    let found = municipalities::by_name(name, day);
    if !found.is_empty() {
        return found;
    }
    let key = fold(name);
    if let Some((_, code)) = SHORT.iter().find(|(short, _)| *short == key) {
        return municipalities::at(code, day)
            .concept()
            .into_iter()
            .collect();
    }
    written_out(name)
        .iter()
        .flat_map(|name| municipalities::by_name(name, day))
        .collect()
}

/// `S. Giovanni` with each of the words that the letter stands for.
fn written_out(name: &str) -> Vec<String> {
    let tidy = name.replace('.', ". ");
    let words: Vec<&str> = tidy.split_whitespace().collect();
    let is_short = |word: &&str| matches!(word.to_ascii_lowercase().as_str(), "s" | "s." | "ss.");
    let Some(at) = words.iter().position(is_short) else {
        return Vec::new();
    };
    let with = |saint: &str| {
        let mut words = words.clone();
        words[at] = saint;
        words.join(" ")
    };
    ["San", "Santa", "Santo", "Sant'", "Santi"]
        .map(with)
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Hint<'_> = Hint {
        day: match NaiveDate::from_ymd_opt(1980, 1, 1) {
            Some(day) => day,
            None => NaiveDate::MIN,
        },
        province: None,
        of_tax_code: None,
    };

    fn found(cell: &str) -> Result<&'static str, &'static str> {
        code(cell, NOTHING).map_err(|fault| fault.code)
    }

    #[test]
    fn a_place_is_found_by_name_or_code() {
        let table = [
            ("TORINO", "L219"),
            ("Torino (TO)", "L219"),
            ("TORINO TO", "L219"),
            ("Torino - TO", "L219"),
            ("TORINO(TO)", "L219"),
            ("FORLI'", "D704"),
            ("l219", "L219"),
            ("001272", "L219"),
            ("1272", "L219"),
            ("REGGIO EMILIA", "H223"),
            ("Reggio Calabria (RC)", "H224"),
            ("S.GIOVANNI IN PERSICETO", "G467"),
            ("S. Giovanni in Persiceto", "G467"),
            ("Borgo San Giovanni", "B017"),
        ];
        for (cell, code) in table {
            assert_eq!(found(cell), Ok(code), "{cell}");
        }
    }

    #[test]
    fn a_state_is_found_by_its_name_also_behind_a_town() {
        let table = [
            ("ROMANIA", "Z129"),
            ("Marocco", "Z330"),
            ("Z330", "Z330"),
            ("CASABLANCA (MAROCCO)", "Z330"),
            ("MAROCCO (EE)", "Z330"),
            ("cina", "Z210"),
            ("COSTA D'AVORIO", "Z313"),
            ("Perù", "Z611"),
            ("PERU'", "Z611"),
        ];
        for (cell, code) in table {
            assert_eq!(found(cell), Ok(code), "{cell}");
        }
    }

    #[test]
    fn the_short_names_lead_to_places_that_exist() {
        let day = NOTHING.day;
        for (_, code) in SHORT {
            assert!(municipalities::at(code, day).concept().is_some(), "{code}");
        }
        for (name, code) in EVERYDAY {
            assert!(states::at(code, day).concept().is_some(), "{name} {code}");
        }
    }

    #[test]
    fn one_name_of_several_places_is_told_apart_by_province_tax_code_or_day() {
        // Castro: one near Bergamo, one near Lecce.
        assert_eq!(found("CASTRO"), Err("ambiguous_place"));
        let (bergamo, lecce) = (found("CASTRO (BG)").unwrap(), found("CASTRO (LE)").unwrap());
        assert_ne!(bergamo, lecce);
        let by_column = Hint {
            province: Some("le"),
            ..NOTHING
        };
        assert_eq!(code("Castro", by_column).unwrap(), lecce);
        let by_tax_code = Hint {
            of_tax_code: Some(bergamo),
            ..NOTHING
        };
        assert_eq!(code("Castro", by_tax_code).unwrap(), bergamo);
    }

    #[test]
    fn a_municipality_that_ceased_is_found() {
        assert_eq!(found("Abbadia Alpina"), Ok("A003"));
        assert_eq!(found("Luserna San Giovanni"), Ok("E758"));
    }

    #[test]
    fn what_is_nowhere_is_unknown() {
        for cell in ["Valdora", "X999", "999999", "?", "TO", "(TO)"] {
            assert_eq!(found(cell), Err("unknown_place"), "{cell}");
        }
    }
}
