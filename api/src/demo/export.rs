//! An export of the demonstration, which the server writes when it runs.

use domain::exports::{Export, ExportFilter, ExportFormat, ExportKind, Order};
use persistence::{Caller, Store, exports};

use super::Failure;
use super::office::{Member, Opened};

/// Lets the coordinator ask for the cases of the own office as a table.
pub(super) fn ask(store: &Store, office: &Opened) -> Result<(), Failure> {
    let order = Order {
        kind: ExportKind::Cases,
        format: ExportFormat::Csv,
        marked: true,
        filter: ExportFilter::default(),
        offices: Vec::new(),
        columns: Vec::new(),
        purpose: "reporting".parse()?,
        note: Some("Relazione annuale alla Regione".parse()?),
    };
    let caller = Caller {
        actor: office.actor(Member::Coordinator),
        request_id: "demo-export".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let changed = Export::queue(tx.new_id(), order.clone(), tx.actor(), tx.now())?;
        exports::insert(tx, changed).map(drop)
    })?;
    Ok(())
}
