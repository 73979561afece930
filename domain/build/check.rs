//! What is wrong with a code list.

use std::collections::HashMap;

use super::cells::Cells;

/// A line and what is wrong with it.
pub(crate) type Fault = (usize, String);

/// The columns that every code list begins with.
const COLUMNS: [&str; 5] = ["code", "label_it", "label_en", "valid_from", "valid_to"];

/// The agreed shape of the codes of a list, and the further columns that may not be blank.
struct Agreed {
    is_code: fn(&str) -> bool,
    shape: &'static str,
    mandatory: &'static [&'static str],
}

fn agreed(list: &str) -> Agreed {
    let word = Agreed {
        is_code: is_word,
        shape: "snake_case",
        mandatory: &["label_en"],
    };
    of_people(list).or_else(|| of_work(list)).unwrap_or(word)
}

/// Lists about people and places.
fn of_people(list: &str) -> Option<Agreed> {
    let agreed = match list {
        "municipalities" => Agreed {
            is_code: |code| letter_and_digits(code, 'A'..='M'),
            shape: "a letter from A to M and three digits",
            mandatory: &["province"],
        },
        "states" => Agreed {
            is_code: |code| letter_and_digits(code, 'Z'..='Z'),
            shape: "Z and three digits",
            mandatory: &["label_en"],
        },
        "citizenships" => Agreed {
            is_code: |code| digits(code, 3),
            shape: "three digits",
            mandatory: &["label_en", "group"],
        },
        "provinces" => Agreed {
            is_code: |code| digits(code, 3),
            shape: "three digits",
            mandatory: &["abbreviation", "region"],
        },
        "regions" => Agreed {
            is_code: |code| digits(code, 2),
            shape: "two digits",
            mandatory: &[],
        },
        "sex" => Agreed {
            is_code: |code| matches!(code, "M" | "F"),
            shape: "M or F",
            mandatory: &["label_en"],
        },
        "languages" => Agreed {
            is_code: |code| {
                (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())
            },
            shape: "two or three letters",
            mandatory: &["label_en"],
        },
        "age_bands" => Agreed {
            is_code: |code| {
                let is_band = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-');
                !code.is_empty() && code.chars().all(is_band)
            },
            shape: "a range of years or a word",
            mandatory: &["label_en"],
        },
        _ => return None,
    };
    Some(agreed)
}

/// Lists about work, school and what a household is asked for.
fn of_work(list: &str) -> Option<Agreed> {
    let agreed = match list {
        "ateco_2007" | "ateco_2022" | "ateco_2025" => Agreed {
            is_code: |code| {
                let is_section = code.len() == 1 && code.bytes().all(|b| b.is_ascii_uppercase());
                let dotted = |b: u8| b.is_ascii_digit() || b == b'.';
                is_section || (code.len() >= 2 && code.bytes().all(dotted))
            },
            shape: "a letter or dotted digits",
            mandatory: &["level"],
        },
        "contract_types" => Agreed {
            is_code: |code| code.len() == 7 && code.starts_with(|c: char| c.is_ascii_uppercase()),
            shape: "a letter and two pairs of digits",
            mandatory: &["label_en"],
        },
        "education_levels" => Agreed {
            is_code: |code| code.len() == 2 && digits(&code[1..], 1),
            shape: "a letter and a digit",
            mandatory: &["label_en", "isced"],
        },
        "employment_conditions" => Agreed {
            is_code: |code| code.len() == 2 && code.starts_with('U') && digits(&code[1..], 1),
            shape: "U and a digit",
            mandatory: &["label_en"],
        },
        "isced_levels" | "occupation_major_groups" => Agreed {
            is_code: |code| digits(code, 1),
            shape: "a digit",
            mandatory: &["label_en"],
        },
        "driving_licences" => Agreed {
            is_code: |code| {
                let is_category = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
                !code.is_empty() && code.bytes().all(is_category)
            },
            shape: "a category",
            mandatory: &["label_en"],
        },
        "essential_levels" => Agreed {
            is_code: |code| code.len() == 1 && ("A"..="O").contains(&code),
            shape: "a letter from A to O",
            mandatory: &["label_en"],
        },
        "service_catalogue" => Agreed {
            is_code: is_word,
            shape: "snake_case",
            mandatory: &["label_en", "source", "confidence"],
        },
        "household_purposes" => Agreed {
            is_code: is_word,
            shape: "snake_case",
            mandatory: &["label_en", "legal_source", "confidence"],
        },
        _ => return None,
    };
    Some(agreed)
}

fn letter_and_digits(code: &str, letters: std::ops::RangeInclusive<char>) -> bool {
    code.starts_with(|first| letters.contains(&first)) && digits(&code[1..], 3)
}

fn digits(code: &str, length: usize) -> bool {
    code.len() == length && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text is a word in snake_case.
pub(crate) fn is_word(code: &str) -> bool {
    code.starts_with(|first: char| first.is_ascii_lowercase())
        && !code.ends_with('_')
        && code
            .chars()
            .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
}

/// Everything that is wrong with the text of a code list.
pub(crate) fn faults(list: &str, text: &str) -> Vec<Fault> {
    let (lines, mut faults) = lines(text);
    let Some((header, rows)) = lines.split_first() else {
        faults.push((1, "is empty".to_owned()));
        return faults;
    };
    if !header.starts_with(&COLUMNS) {
        faults.push((
            1,
            format!("does not begin with the columns {}", COLUMNS.join(",")),
        ));
        return faults;
    }
    let agreed = agreed(list);
    let mut mandatory = vec!["code", "label_it"];
    mandatory.extend(agreed.mandatory);
    for (line, cells) in (2..).zip(rows) {
        if cells.len() != header.len() {
            faults.push((
                line,
                format!("has {} cells, not {}", cells.len(), header.len()),
            ));
            return faults;
        }
        if !(agreed.is_code)(cells[0]) {
            faults.push((
                line,
                format!("the code {:?} is not {}", cells[0], agreed.shape),
            ));
        }
        for column in &mandatory {
            match header.iter().position(|name| name == column) {
                Some(at) if !cells[at].is_empty() => {}
                _ => faults.push((line, format!("{column} is blank"))),
            }
        }
    }
    faults.extend(validity(rows, |cells| cells[0].to_owned(), 3));
    faults
}

/// The cells of each line, and what no line may have: a mark before the first, blank ends of a
/// cell, quotes within one, a line break other than a line feed.
pub(crate) fn lines(text: &str) -> (Vec<Vec<&str>>, Vec<Fault>) {
    let mut faults = Vec::new();
    if text.starts_with('\u{FEFF}') {
        faults.push((1, "begins with a byte order mark".to_owned()));
    }
    if !text.ends_with('\n') {
        faults.push((
            text.lines().count(),
            "does not end with a line feed".to_owned(),
        ));
    }
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split_terminator('\n')) {
        if line.contains('\r') || line.is_empty() {
            faults.push((number, "is empty or has a carriage return".to_owned()));
        }
        let cells: Vec<_> = Cells::of(line).collect();
        if cells
            .iter()
            .any(|cell| cell.trim() != *cell || cell.contains('"'))
        {
            faults.push((number, "a cell has blank ends or holds a quote".to_owned()));
        }
        if !agrees_with_csv(line, &cells) {
            faults.push((
                number,
                "is not read alike by every reader of CSV".to_owned(),
            ));
        }
        lines.push(cells);
    }
    (lines, faults)
}

/// Our own walk of a line must find what a full reader of CSV finds.
fn agrees_with_csv(line: &str, cells: &[&str]) -> bool {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    reader
        .read_record(&mut record)
        .is_ok_and(|_| record.iter().eq(cells.iter().copied()))
}

/// Dates that are none or are not ordered, and rows of one key that begin or hold on the same
/// day. The first day stands in the column `from`, the last in the next one.
pub(crate) fn validity(
    rows: &[Vec<&str>],
    key: impl Fn(&[&str]) -> String,
    from: usize,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut held: HashMap<String, Vec<(&str, &str, usize)>> = HashMap::new();
    for (line, cells) in (2..).zip(rows) {
        for date in [cells[from], cells[from + 1]] {
            if !date.is_empty() && !is_date(date) {
                faults.push((line, format!("{date:?} is not a date")));
            }
        }
        let first = cells[from];
        let last = if cells[from + 1].is_empty() {
            "9999-12-31"
        } else {
            cells[from + 1]
        };
        if last < first {
            faults.push((line, "ends before it begins".to_owned()));
        }
        let others = held.entry(key(cells)).or_default();
        for (other_first, other_last, other) in &*others {
            if first <= *other_last && *other_first <= last {
                faults.push((line, format!("holds on days on which line {other} holds")));
            }
        }
        others.push((first, last, line));
    }
    faults
}

/// Whether the text is a day of the calendar, as `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let year: u32 = year.parse().unwrap_or_default();
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        "02" => 28 + u32::from(leap),
        "04" | "06" | "09" | "11" => 30,
        "01" | "03" | "05" | "07" | "08" | "10" | "12" => 31,
        _ => return false,
    };
    (1..=days).contains(&day.parse().unwrap_or_default())
}
