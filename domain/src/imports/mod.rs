//! Many people from a file, some of whom are there already.

mod known;

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact};
use crate::individuals::rules;
use crate::kernel::{Changed, Id, Refusal};
use crate::policy::Action;

pub use known::{Known, Print};

/// Marks identifiers of an import.
#[derive(Debug)]
pub struct ImportTag;
/// Identifies an import; all batches of a file share it.
pub type ImportId = Id<ImportTag>;

/// The rules whose warning an import passes over and tells in its report: they speak of gaps in
/// lists and of parts of a name, never of a contradiction.
pub const PASSED_OVER: [&str; 4] = [
    rules::BIRTHPLACE_VALIDITY.id,
    rules::TAX_CODE_COMPATIBLE.id,
    rules::PROVISIONAL_CODE_OFFICE.id,
    rules::ADDRESS_VALIDITY.id,
];

/// What came of the rows that one transaction took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// The import.
    pub id: ImportId,
    /// The office that registers.
    pub office: OfficeId,
    /// Rows that made a new person.
    pub registered: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows that were refused, possible duplicates among them.
    pub refused: i64,
}

impl Batch {
    /// An empty batch; refuses whoever may not import people at that office.
    pub fn begin(actor: &Actor, id: ImportId, office: OfficeId) -> Result<Self, Refusal> {
        actor.may_at(Action::ImportIndividuals, office, "/office_id")?;
        Ok(Self {
            id,
            office,
            registered: 0,
            unchanged: 0,
            refused: 0,
        })
    }

    /// The batch with the fact that records it.
    pub fn end(self) -> Changed<Self> {
        let fact = Fact::IndividualsImported {
            registered: self.registered,
            unchanged: self.unchanged,
            refused: self.refused,
        };
        let about = About::thing("import", self.id).at(self.office);
        Changed::new(self, about.says(fact))
    }
}
