//! The role as which the server runs on PostgreSQL, and the wall between organisations there.
//!
//! The role has the rights that the server needs and no more, and row-level security shows it only
//! the organisation that its transaction names. The predicates of the queries are the first wall;
//! this one stands when somebody forgets a predicate. It does not stand against somebody who runs
//! SQL of his own as this role: whoever can name one organisation can name another.

mod catalogue;

use std::fmt::Write as _;

use diesel::connection::{AnsiTransactionManager, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use uuid::Uuid;

use crate::backend::{Address, Conn};
use crate::error::{Error, OpenError};
use crate::migrations;

use catalogue::{FUNCTION, Table, quoted, standing, tables};

/// Tables whose rows are added and never changed: the server has no right to change them. Triggers
/// refuse it to everybody where nobody may; this is the list for the role.
pub const KEPT: [&str; 16] = [
    "events",
    "event_seals",
    "accesses",
    "individual_section_versions",
    "note_versions",
    "contact_attempts",
    "follow_up_attempts",
    "agreement_action_outcomes",
    "agreement_editions",
    "agreement_reviews",
    "appointment_versions",
    "attendance_versions",
    "document_files",
    "export_subjects",
    "erased_individuals",
    "erased_figures",
];

/// Those of them whose rows leave with an erased person, or at the end of their term (accesses),
/// and never otherwise: triggers see to it.
pub const LEAVING: [&str; 11] = [
    "accesses",
    "individual_section_versions",
    "note_versions",
    "contact_attempts",
    "follow_up_attempts",
    "agreement_action_outcomes",
    "agreement_editions",
    "agreement_reviews",
    "appointment_versions",
    "attendance_versions",
    "document_files",
];

/// Tables that no organisation owns. `organisations` is guarded by its own identifier. Counted
/// sign-in attempts belong to the installation, and their keyed digests tell of nobody; so do the
/// sealed addresses of those who ask for a reset.
pub const UNOWNED: [&str; 4] = [
    "organisations",
    "sign_in_attempts",
    "reset_requests",
    MIGRATIONS,
];

/// The list of migrations that ran, which the server reads at its start.
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// Gives an existing role what the server needs, takes from it what it does not, and switches
/// row-level security on; says on how many tables. To be run after each migration: it covers all
/// tables that it finds. Owners go on without row-level security.
pub fn grant(address: &Address, role: &str) -> Result<usize, OpenError> {
    migrations::locked(address, |conn| match conn {
        Conn::Pg(c) => c.transaction(|c| set_up(c, role)),
        Conn::Sqlite(_) => Err(OpenError::NoRoles),
    })
}

fn set_up(c: &mut PgConnection, role: &str) -> Result<usize, OpenError> {
    standing(c, role)?.ok_or_else(|| OpenError::UnknownRole(role.to_owned()))?;
    c.batch_execute(&format!(
        "CREATE OR REPLACE FUNCTION percorso_organisation() RETURNS uuid
         LANGUAGE sql STABLE PARALLEL SAFE AS $${FUNCTION}$$"
    ))?;
    let (role_name, place) = (quoted(role), place(c)?);
    if standing(c, role)?.is_some_and(|standing| standing.creates) {
        // Everybody may create temporary tables in a new database, and before version 15 lasting
        // ones in its first schema.
        c.batch_execute(&format!(
            "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role_name};
             REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {role_name}",
            schema = quoted(&place.schema),
            database = quoted(&place.database)
        ))?;
    }
    let schema = quoted(&place.schema);
    let mut sql = format!("GRANT USAGE ON SCHEMA {schema} TO {role_name}; ");
    for table in tables(c, role)?.iter().filter(|table| table.is_ours()) {
        let name = quoted(&table.name);
        if !table.has_its_rights() {
            let rights = table.wanted_rights().join(", ");
            let _ = write!(
                sql,
                "REVOKE ALL ON {name} FROM {role_name}; GRANT {rights} ON {name} TO {role_name}; "
            );
        }
        // Only what is not right yet: changing a policy locks out everybody who uses the table.
        if !table.is_walled() {
            let _ = write!(sql, "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; ");
            for policy in table.own_policies() {
                let _ = write!(sql, "DROP POLICY {} ON {name}; ", quoted(policy));
            }
            for policy in table.wanted_policies() {
                sql.push_str(&policy.creation(&table.name));
            }
        }
    }
    c.batch_execute(&sql)?;
    check(c, role)
}

/// Whether the connection sees only the organisation that its transaction names. An owner of the
/// tables sees all; any other role must stand exactly as `grant` left it.
pub(crate) fn walled(conn: &mut Conn) -> Result<bool, OpenError> {
    let Conn::Pg(c) = conn else { return Ok(false) };
    let me: Me = diesel::sql_query(
        "SELECT current_user::text AS role, COALESCE(
             (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
              WHERE oid = to_regclass('__diesel_schema_migrations')), true) AS owner",
    )
    .get_result(c)?;
    if !me.owner {
        check(c, &me.role)?;
    }
    Ok(!me.owner)
}

#[derive(QueryableByName)]
struct Me {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Bool)]
    owner: bool,
}

/// Refuses a role that has other rights than the server needs, and a table without its wall; says
/// how many tables were looked at.
fn check(c: &mut PgConnection, role: &str) -> Result<usize, OpenError> {
    let standing = standing(c, role)?.ok_or_else(|| OpenError::UnknownRole(role.to_owned()))?;
    let tables = tables(c, role)?;
    let ours = || tables.iter().filter(|table| table.is_ours());
    let mut faults = standing
        .faults()
        .chain(ours().flat_map(Table::faults))
        .peekable();
    if faults.peek().is_none() {
        return Ok(ours().count());
    }
    let mut told = faults.by_ref().take(5).collect::<Vec<_>>().join("; ");
    match faults.count() {
        0 => {}
        more => told = format!("{told}; and {more} more"),
    }
    Err(OpenError::Role(role.to_owned(), told))
}

/// Begins a transaction that sees this organisation only, in one message to the server.
pub(crate) fn begin(conn: &mut Conn, organisation: Uuid) -> Result<(), Error> {
    let Conn::Pg(c) = conn else {
        return Err(Error::Corrupt("only PostgreSQL has row-level security"));
    };
    let sql = format!("BEGIN; SET LOCAL percorso.organisation = '{organisation}'");
    AnsiTransactionManager::begin_transaction_sql(c, &sql).map_err(|error| {
        // Begun, but unnamed: diesel does not know that it began.
        drop(c.batch_execute("ROLLBACK"));
        Error::from(error)
    })
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Text)]
    schema: String,
    #[diesel(sql_type = Text)]
    database: String,
}

fn place(c: &mut PgConnection) -> QueryResult<Place> {
    diesel::sql_query(
        "SELECT current_schema()::text AS schema, current_database()::text AS database",
    )
    .get_result(c)
}
