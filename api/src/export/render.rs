//! The bytes of a file, a piece at a time.

use domain::exports::{ExportColumn, ExportFormat, Order};
use persistence::exports::records::Record;
use serde_json::Value;

use crate::cells::{harmless, semicolons};

/// The bytes of these records, which follow `before` others; `last` when none comes behind them.
/// The pieces one after the other are the file.
pub(super) fn piece(
    order: &Order,
    before: i64,
    records: &[Record],
    last: bool,
) -> csv::Result<Vec<u8>> {
    match order.format {
        ExportFormat::Csv => lines(order, before, records),
        ExportFormat::Json => Ok(objects(order, before, records, last)),
    }
}

/// Semicolons, every cell quoted; the first line names the columns.
fn lines(order: &Order, before: i64, records: &[Record]) -> csv::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if before == 0 && order.marked {
        bytes.extend_from_slice("\u{FEFF}".as_bytes());
    }
    let mut out = semicolons()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(&mut bytes);
    if before == 0 {
        out.write_record(order.columns.iter().map(ExportColumn::to_string))?;
    }
    for record in records {
        out.write_record(record.cells.iter().map(cell))?;
    }
    out.flush()?;
    drop(out);
    Ok(bytes)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text.clone()),
        other => harmless(other.to_string()),
    }
}

/// One object with the records as its `items`; a record leaves out what it does not have.
fn objects(order: &Order, before: i64, records: &[Record], last: bool) -> Vec<u8> {
    let mut text = String::new();
    if before == 0 {
        text.push_str("{\"items\":[");
    }
    for (n, record) in records.iter().enumerate() {
        text.push_str(if before == 0 && n == 0 { "\n" } else { ",\n" });
        let columns = order.columns.iter().map(ExportColumn::to_string);
        let told = columns
            .zip(&record.cells)
            .filter(|(_, cell)| !cell.is_null());
        // By hand: members stand in the order that was asked for.
        let members: Vec<String> = told
            .map(|(name, cell)| format!("{}:{cell}", Value::from(name)))
            .collect();
        text.push('{');
        text.push_str(&members.join(","));
        text.push('}');
    }
    if last {
        text.push_str("\n]}\n");
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use domain::exports::{ExportFilter, ExportKind};
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn order(format: ExportFormat) -> Order {
        Order {
            kind: ExportKind::Individuals,
            format,
            marked: true,
            filter: ExportFilter::default(),
            offices: Vec::new(),
            columns: vec![ExportColumn::FamilyName, ExportColumn::Phone],
            purpose: "reporting".parse().unwrap(),
            note: "Prova".parse().ok(),
        }
    }

    fn record(name: &str, phone: Value) -> Record {
        Record {
            id: Uuid::nil(),
            subject: None,
            cells: vec![json!(name), phone],
        }
    }

    fn file(format: ExportFormat) -> String {
        let order = order(format);
        let pieces = [
            piece(
                &order,
                0,
                &[record("=CMD|' /C calc'!A0", Value::Null)],
                false,
            ),
            piece(
                &order,
                1,
                &[record("D\"Angelo;x", json!("+390110000000"))],
                false,
            ),
            piece(&order, 2, &[], true),
        ];
        let bytes = pieces.into_iter().flat_map(Result::unwrap).collect();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_spreadsheet_opens_the_file_and_runs_nothing_of_it() {
        let text = file(ExportFormat::Csv);
        let text = text.strip_prefix('\u{FEFF}').unwrap();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(b';').from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), vec!["family_name", "phone"]);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows[0], vec!["'=CMD|' /C calc'!A0", ""]);
        assert_eq!(rows[1], vec!["D\"Angelo;x", "'+390110000000"]);
        assert_eq!(rows.len(), 2);
        assert!(text.starts_with("\"family_name\";\"phone\"\r\n"));
    }

    proptest! {
        #[test]
        fn whatever_is_in_the_record_stays_in_its_cell_and_is_no_formula(
            name in "[=+@\t\r\n;\"' A\u{a0}\u{3000}\u{ff0b}\u{ff1d}\u{ff20}-]{0,8}",
            phone in "\\PC{0,8}",
        ) {
            let all = [record(&name, json!(phone))];
            let bytes = piece(&order(ExportFormat::Csv), 1, &all, true).unwrap();
            let mut reader = csv::ReaderBuilder::new();
            let mut reader = reader.delimiter(b';').has_headers(false).from_reader(&*bytes);
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), 2);
            for (cell, told) in rows[0].iter().zip([name, phone]) {
                prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), told.strip_prefix('\'').unwrap_or(&told));
                let begins = cell.trim_start_matches(crate::cells::is_blank);
                prop_assert!(!begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
        }
    }

    #[test]
    fn members_stand_in_the_order_that_was_asked_for() {
        let mut order = order(ExportFormat::Json);
        order.columns = vec![ExportColumn::Phone, ExportColumn::FamilyName];
        let one = Record {
            id: Uuid::nil(),
            subject: None,
            cells: vec![json!("+39011"), json!("D\"Angelo")],
        };
        let text = String::from_utf8(piece(&order, 0, &[one], true).unwrap()).unwrap();
        let expected = "{\"items\":[\n{\"phone\":\"+39011\",\"family_name\":\"D\\\"Angelo\"}\n]}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_pieces_one_after_the_other_are_one_object() {
        let whole: Value = serde_json::from_str(&file(ExportFormat::Json)).unwrap();
        assert_eq!(
            whole,
            json!({ "items": [
                { "family_name": "=CMD|' /C calc'!A0" },
                { "family_name": "D\"Angelo;x", "phone": "+390110000000" },
            ] })
        );
        let none = piece(&order(ExportFormat::Json), 0, &[], true).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&none).unwrap(),
            json!({ "items": [] })
        );
    }
}
