//! Days as Italian offices and their spreadsheets write them.

use domain::imports::DateOrder;
use domain::kernel::{Day, Fault};

/// Reads `gg/mm/aaaa`, also with one figure, hyphens, dots or blanks, and `aaaa-mm-gg`; a time of
/// day behind it, as databases export it, is dropped. A year of two figures is refused: it does not
/// tell the century, and a day of birth is never guessed.
pub(super) fn day(cell: &str, order: DateOrder) -> Result<Day, Fault> {
    let invalid = || Fault::new("invalid_date");
    let text = without_time(cell.trim());
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts[..] else {
        return Err(invalid());
    };
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 2) => return Err(Fault::new("two_digit_year")),
        (1 | 2, 4) => match order {
            DateOrder::DayFirst => (third, second, first),
            DateOrder::MonthFirst => (third, first, second),
        },
        _ => return Err(invalid()),
    };
    let number = |text: &str| {
        let is_number = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    match (number(year), number(month), number(day)) {
        (Some(year), Some(month), Some(day)) => Day::of(year.into(), month.into(), day.into()),
        _ => Err(invalid()),
    }
}

/// What stands before `T00:00`, ` 00:00:00` or the like.
fn without_time(text: &str) -> &str {
    match text.split_once(':') {
        Some((before, _)) => {
            let end = before.rfind([' ', 'T', 't']).unwrap_or(before.len());
            before[..end].trim_end()
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn italian(cell: &str) -> Result<Day, Fault> {
        day(cell, DateOrder::DayFirst)
    }

    #[test]
    fn a_day_is_read_as_offices_write_it() {
        let cells = [
            "07/03/1985",
            "7/3/1985",
            "07-03-1985",
            "7.3.1985",
            "07 03 1985",
            "1985-03-07",
            "1985/3/7",
            " 07/03/1985 ",
            "07/03/1985 00:00",
            "07/03/1985 00:00:00",
            "1985-03-07T00:00:00",
            "1985-03-07 00:00:00.000",
        ];
        for cell in cells {
            assert_eq!(italian(cell).unwrap().to_string(), "1985-03-07", "{cell}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_its_reason() {
        let table = [
            ("", "invalid_date"),
            ("31/02/1985", "invalid_date"),
            ("03/25/1985", "invalid_date"),
            ("31113", "invalid_date"),
            ("07/03", "invalid_date"),
            ("7 marzo 1985", "invalid_date"),
            ("+7/03/1985", "invalid_date"),
            ("07/03/85", "two_digit_year"),
            ("07-03-08", "two_digit_year"),
            ("31/02/85", "two_digit_year"),
            ("07/03/1885", "date_out_of_range"),
        ];
        for (cell, code) in table {
            assert_eq!(italian(cell).unwrap_err().code, code, "{cell}");
        }
    }

    #[test]
    fn a_source_may_write_the_month_first() {
        let read = |cell| day(cell, DateOrder::MonthFirst).map(|day| day.to_string());
        assert_eq!(read("12/31/1980").unwrap(), "1980-12-31");
        assert_eq!(read("1980-12-31").unwrap(), "1980-12-31");
        assert_eq!(read("12/31/80").unwrap_err().code, "two_digit_year");
        assert_eq!(read("31/12/1980").unwrap_err().code, "invalid_date");
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_italian(offset in 0_u32..73_000) {
            let some = Day::of(1900, 1, 1).unwrap().add_days(offset).unwrap();
            prop_assert_eq!(italian(&some.date().format("%d/%m/%Y").to_string()), Ok(some));
            prop_assert_eq!(italian(&some.date().format("%-d.%-m.%Y").to_string()), Ok(some));
        }

        #[test]
        fn no_cell_makes_it_panic(cell in "\\PC{0,16}") {
            let _ = italian(&cell);
        }
    }
}
