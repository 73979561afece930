//! What handlers take from their requests.

use actix_web::web;

use crate::http::body::Valid;
use crate::http::doorway::{Command, Guest, Query};
use crate::http::form::Form;
use crate::http::list::{List, Params};
use crate::http::precondition::IfMatch;
use crate::http::upload::Upload;

/// What a handler takes from its request; the door asks for it and the document tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It writes.
    Transaction,
    /// It takes `If-Match`.
    IfMatch,
    /// It takes the parameters of a list.
    Parameters,
    /// It takes the parameters of a question that is answered whole.
    Question,
    /// It takes a body.
    Body,
}

/// An argument of a handler.
pub trait Argument {
    /// What it takes.
    const NEED: Option<Need> = None;
}

impl Argument for Command {
    const NEED: Option<Need> = Some(Need::Transaction);
}
impl Argument for Query {}
impl Argument for Guest {}
impl<T> Argument for web::Path<T> {}
impl<T> Argument for Valid<T> {
    const NEED: Option<Need> = Some(Need::Body);
}
impl Argument for Upload {
    const NEED: Option<Need> = Some(Need::Body);
}
impl<T> Argument for Form<T> {
    const NEED: Option<Need> = Some(Need::Body);
}
impl Argument for IfMatch {
    const NEED: Option<Need> = Some(Need::IfMatch);
}
impl<F> Argument for List<F> {
    const NEED: Option<Need> = Some(Need::Parameters);
}

impl<F> Argument for Params<F> {
    const NEED: Option<Need> = Some(Need::Question);
}

/// All arguments of a handler.
pub trait Arguments {
    /// What they take together.
    const NEEDS: &'static [Option<Need>];
}

impl<A: Argument> Arguments for (A,) {
    const NEEDS: &'static [Option<Need>] = &[A::NEED];
}
impl<A: Argument, B: Argument> Arguments for (A, B) {
    const NEEDS: &'static [Option<Need>] = &[A::NEED, B::NEED];
}
impl<A: Argument, B: Argument, C: Argument> Arguments for (A, B, C) {
    const NEEDS: &'static [Option<Need>] = &[A::NEED, B::NEED, C::NEED];
}
impl<A: Argument, B: Argument, C: Argument, D: Argument> Arguments for (A, B, C, D) {
    const NEEDS: &'static [Option<Need>] = &[A::NEED, B::NEED, C::NEED, D::NEED];
}
