//! What the role may not do, and when the server refuses to start as it.

use std::collections::BTreeSet;

use persistence::app_role::{self, KEPT, UNOWNED};
use persistence::{OpenError, migrations};

use super::{Walled, begin, names, refused};
use crate::support::{Database, Place, process};

/// A migration that adds a table finds here what it forgot.
#[test]
fn every_table_has_an_owner_and_those_that_only_grow_are_on_the_list() {
    let database = Database::sqlite();
    migrations::migrate(&database.address).unwrap();
    let mut conn = database.connection();
    let unowned = names(
        &mut conn,
        "SELECT name FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE name = 'organisation_id')",
    );
    let set = |names: &[&str]| {
        names
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(BTreeSet::from_iter(unowned), set(&UNOWNED));
    let growing = names(
        &mut conn,
        "SELECT tbl_name AS name FROM sqlite_master
         WHERE type = 'trigger' AND sql LIKE '%BEFORE UPDATE%never changed%'
         UNION SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%_versions'",
    );
    assert_eq!(BTreeSet::from_iter(growing), set(&KEPT));
}

#[test]
fn both_engines_refuse_to_change_the_same_tables() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let refusing = names(
        &mut walled.owner(),
        "SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger
         WHERE tgfoid = 'refuse_change'::regproc",
    );
    assert!(refusing.len() >= 3, "{refusing:?}");
    for table in refusing {
        assert!(KEPT.contains(&table.as_str()), "{table}");
    }
}

#[test]
fn the_role_changes_no_schema() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let mut conn = walled.connection();
    begin(&mut conn, Place::Home.organisation().uuid());
    for sql in [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE cases (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION percorso_organisation() RETURNS uuid
            LANGUAGE sql AS 'SELECT NULL::uuid'",
        "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
        "DROP POLICY percorso_own ON cases",
        "CREATE TRIGGER mine BEFORE INSERT ON cases EXECUTE FUNCTION refuse_change()",
        "CREATE INDEX mine ON cases (id)",
        "TRUNCATE cases",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        let refusal = refused(&mut conn, sql);
        let by_right = refusal.contains("permission denied") || refusal.contains("must be owner");
        assert!(by_right, "{sql}: {refusal}");
    }
}

#[test]
fn a_table_of_a_later_migration_is_not_forgotten() {
    let Some(walled) = Walled::start() else {
        return;
    };
    walled.execute("CREATE TABLE later (organisation_id uuid NOT NULL, id uuid NOT NULL)");
    let refusal = walled.refusal();
    assert!(refusal.contains("row-level security of later"), "{refusal}");
    assert!(refusal.contains("percorso migrate --app-role"), "{refusal}");
    app_role::grant(walled.owner_address(), &walled.role).unwrap();
    walled.store();
}

#[test]
fn a_breach_in_the_wall_keeps_the_server_from_starting() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let role = &walled.role;
    for (breach, told) in [
        (
            "ALTER TABLE cases DISABLE ROW LEVEL SECURITY".to_owned(),
            "row-level security of cases",
        ),
        (
            "ALTER POLICY percorso_own ON cases USING (true)".to_owned(),
            "row-level security of cases",
        ),
        (
            "CREATE POLICY percorso_reports ON cases FOR SELECT USING (true)".to_owned(),
            "row-level security of cases",
        ),
        (
            "CREATE OR REPLACE FUNCTION percorso_organisation() RETURNS uuid LANGUAGE sql STABLE
                AS 'SELECT organisation_id FROM cases LIMIT 1'"
                .to_owned(),
            "percorso_organisation",
        ),
        (format!("GRANT DELETE ON events TO {role}"), "on events"),
        (
            format!("GRANT UPDATE (payload) ON events TO {role}"),
            "on events",
        ),
        (format!("REVOKE INSERT ON cases FROM {role}"), "on cases"),
        (format!("GRANT CREATE ON SCHEMA public TO {role}"), "create"),
    ] {
        walled.execute(&breach);
        let refusal = walled.refusal();
        assert!(refusal.contains(told), "{breach}: {refusal}");
        app_role::grant(walled.owner_address(), role).unwrap();
        walled.store();
    }
}

#[test]
fn a_strangers_policy_is_told_and_left_alone() {
    let Some(walled) = Walled::start() else {
        return;
    };
    walled.execute("CREATE POLICY reports ON cases FOR SELECT USING (true)");
    let refusal = app_role::grant(walled.owner_address(), &walled.role).unwrap_err();
    assert!(refusal.to_string().contains("cases"), "{refusal}");
    walled.execute("DROP POLICY reports ON cases");
    walled.store();
}

#[test]
fn a_role_with_power_does_not_serve() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let role = &walled.role;
    for (give, take) in [("BYPASSRLS", "NOBYPASSRLS"), ("CREATEROLE", "NOCREATEROLE")] {
        walled.execute(&format!("ALTER ROLE {role} {give}"));
        assert!(walled.refusal().contains("power"), "{give}");
        let again = app_role::grant(walled.owner_address(), role);
        assert!(matches!(again, Err(OpenError::Role(..))), "{give}");
        walled.execute(&format!("ALTER ROLE {role} {take}"));
    }
    walled.store();
}

#[test]
fn a_role_without_rights_does_not_serve() {
    let Some(walled) = Walled::without_grant() else {
        return;
    };
    let refusal = walled.refusal();
    assert!(refusal.contains("percorso migrate --app-role"), "{refusal}");
}

#[test]
fn a_role_that_is_not_there_is_not_invented() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let refusal = app_role::grant(walled.owner_address(), "nessuno").unwrap_err();
    assert!(matches!(refusal, OpenError::UnknownRole(_)), "{refusal}");
}

#[test]
fn sqlite_has_no_roles() {
    let database = Database::sqlite();
    let refusal = app_role::grant(&database.address, "percorso_app").unwrap_err();
    assert!(matches!(refusal, OpenError::NoRoles), "{refusal}");
}

#[test]
fn the_command_sets_the_role_up_and_may_be_repeated() {
    let Some(walled) = Walled::without_grant() else {
        return;
    };
    for _ in 0..2 {
        let arguments = ["migrate", "--app-role", &walled.role];
        let output = process::run(walled.database(), &arguments);
        let told = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(told.contains("Row-level security is on"), "{told}");
    }
    walled.store();
}
