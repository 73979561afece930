//! The doorway, written once: how requests come in and answers go out.

pub mod answer;
pub mod body;
pub mod cursor;
pub mod doorway;
pub mod envelope;
pub mod field;
pub mod form;
pub mod gate;
pub mod limits;
pub mod list;
pub mod money;
pub mod precondition;
pub mod problem;
pub mod routes;
pub mod scan;
pub mod search;
pub mod session;
pub mod several;
pub mod upload;
pub mod views;
pub mod wire;

pub use answer::{Accepted, Created, Done, Links, Plain, SelfLink, Tagged, Written};
pub use body::Valid;
pub use doorway::{Command, Query};
pub use field::{Field, Wire, coded};
pub use form::Form;
pub use list::{List, ListOf, Listed, Params};
pub use money::Money;
pub use precondition::IfMatch;
pub use problem::{Problem, ProblemCode};
pub use routes::{Access, Described, Routes};
pub use search::SearchPage;
pub use several::Several;
pub use upload::Upload;
pub use views::AllowedAction;
