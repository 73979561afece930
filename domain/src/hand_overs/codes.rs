//! The codes and texts of a hand-over.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Text, unknown_code};
use crate::vocabulary::{Code, CodeList};

/// Why a case is handed over.
#[derive(Debug)]
pub struct HandOverReasons;

impl CodeList for HandOverReasons {
    const LIST: &'static str = "hand-over-reasons";
}

/// Why somebody does not take a case over.
#[derive(Debug)]
pub struct HandOverRefusalReasons;

impl CodeList for HandOverRefusalReasons {
    const LIST: &'static str = "hand-over-refusal-reasons";
}

/// Why a case is handed over.
pub type HandOverReason = Code<HandOverReasons>;
/// Why somebody does not take a case over.
pub type HandOverRefusalReason = Code<HandOverRefusalReasons>;
/// What whoever takes the case over has to know, or why not, in words.
pub type HandOverNote = Text<2000>;

/// Why a case cannot go back to whoever handed it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Blockage {
    /// They can answer for no case of that office any more.
    CounsellorGone,
    /// The person has another open case at that office by now.
    OpenCaseThere,
}

/// For how long: the kinds of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum TermKind {
    /// For good.
    Permanent,
    /// Until a day, after which the case goes back.
    Temporary,
}
