//! The schema: up, down and up again, on both engines the same, and as the code thinks it is.

use std::collections::BTreeSet;
use std::thread::spawn;

use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::{Address, Conn};
use persistence::{Clock, Minter, OpenError, Settings, Store, migrations};

use crate::support::Database;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const POSTGRES: [&str; 3] = [
    "SELECT table_name || ' column ' || column_name || ' ' || CASE udt_name WHEN 'int8' THEN \
     'bigint' WHEN 'int4' THEN 'integer' WHEN 'bool' THEN 'boolean' ELSE udt_name END || CASE \
     is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS line FROM information_schema.columns \
     WHERE table_schema = 'public'",
    "SELECT t.relname || CASE WHEN i.indisprimary THEN ' key ' WHEN i.indisunique THEN ' unique ' \
     ELSE ' index ' END || (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM \
     unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, n) JOIN pg_attribute a ON a.attrelid = \
     t.oid AND a.attnum = k.attnum) || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END \
     AS line FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = \
     t.relnamespace WHERE n.nspname = 'public'",
    "SELECT c.conrelid::regclass || ' reference ' || (SELECT string_agg(a.attname, ',' ORDER BY \
     k.n) FROM unnest(c.conkey) WITH ORDINALITY k (attnum, n) JOIN pg_attribute a ON a.attrelid = \
     c.conrelid AND a.attnum = k.attnum) || ' -> ' || c.confrelid::regclass || ' ' || (SELECT \
     string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k (attnum, n) \
     JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum) || CASE WHEN \
     c.condeferrable THEN ' deferrable' ELSE '' END AS line FROM pg_constraint c WHERE c.contype \
     = 'f'",
];

const SQLITE: [&str; 4] = [
    "SELECT m.name || ' column ' || c.name || ' ' || lower(c.type) || CASE c.\"notnull\" WHEN 0 \
     THEN ' null' ELSE '' END AS line FROM sqlite_schema m, pragma_table_info(m.name) c WHERE \
     m.type = 'table'",
    "SELECT m.name || ' key ' || (SELECT group_concat(name, ',') FROM (SELECT name FROM \
     pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) AS line FROM sqlite_schema m WHERE \
     m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0)",
    "SELECT m.name || CASE i.\"unique\" WHEN 1 THEN ' unique ' ELSE ' index ' END || (SELECT \
     group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || \
     CASE i.partial WHEN 1 THEN ' partial' ELSE '' END AS line FROM sqlite_schema m, \
     pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'",
    "SELECT m.name || ' reference ' || (SELECT group_concat(\"from\", ',') FROM (SELECT \"from\" \
     FROM pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq)) || ' -> ' || f.\"table\" \
     || ' ' || (SELECT group_concat(\"to\", ',') FROM (SELECT \"to\" FROM \
     pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq)) AS line FROM sqlite_schema m, \
     pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.seq = 0",
];

/// Everything that the schema says, a line each, in words that both engines share.
pub(crate) fn schema(database: &Database) -> BTreeSet<String> {
    let mut conn = database.connection();
    let queries: &[&str] = match conn {
        Conn::Pg(_) => &POSTGRES,
        Conn::Sqlite(_) => &SQLITE,
    };
    let mut lines = BTreeSet::new();
    for query in queries {
        let found: Vec<Line> = diesel::sql_query(*query).load(&mut conn).unwrap();
        lines.extend(found.into_iter().map(|found| found.line));
    }
    lines.retain(|line| !line.starts_with("__diesel") && !line.starts_with("sqlite_"));
    lines
}

/// Every name that the engine knows: also functions and triggers are gone after the way down.
fn leftovers(database: &Database) -> i64 {
    match database.address {
        Address::Sqlite(_) => database.count(
            "sqlite_schema WHERE name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
        ),
        Address::Postgres(_) => {
            database.count("pg_proc WHERE pronamespace = 'public'::regnamespace")
                + database.count("pg_trigger WHERE NOT tgisinternal")
                + database.count(
                    "pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE \
                     '\\_\\_diesel%'",
                )
        }
    }
}

#[test]
fn up_down_and_up_again_leaves_the_same_schema() {
    let database = Database::empty();
    let ran = migrations::migrate(&database.address).unwrap();
    assert!(ran.len() >= 3, "{ran:?}");
    let first = schema(&database);
    assert!(first.len() > 100, "{first:?}");
    assert_eq!(migrations::migrate(&database.address).unwrap(), [""; 0]);
    migrations::revert_all(&database.address).unwrap();
    assert_eq!(leftovers(&database), 0, "{:?}", schema(&database));
    assert_eq!(migrations::migrate(&database.address).unwrap(), ran);
    assert_eq!(schema(&database), first);
}

#[test]
fn both_engines_have_the_same_schema() {
    let here = Database::empty();
    let there = Database::sqlite();
    migrations::migrate(&here.address).unwrap();
    migrations::migrate(&there.address).unwrap();
    let (here, there) = (schema(&here), schema(&there));
    let differences: Vec<_> = here.symmetric_difference(&there).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Columns and keys as `schema.rs` has them, in the words of `schema`.
fn as_the_code_thinks() -> BTreeSet<String> {
    let source = include_str!("../persistence/src/schema.rs");
    let mut lines = BTreeSet::new();
    for block in source.split("table! {").skip(1) {
        let block = block.split_once("::*;\n").unwrap().1;
        let (head, columns) = block.split_once('{').unwrap();
        let (table, key) = head.trim().split_once(' ').unwrap();
        let key: Vec<&str> = key
            .trim_matches(['(', ')', ' '])
            .split(',')
            .map(str::trim)
            .collect();
        lines.insert(format!("{table} key {}", key.join(",")));
        for column in columns.split('}').next().unwrap().split(',') {
            let Some((column, kind)) = column.trim().split_once(" -> ") else {
                continue;
            };
            let inner = kind
                .strip_prefix("Nullable<")
                .map_or(kind, |inner| inner.trim_end_matches('>'));
            let null = if inner == kind { "" } else { " null" };
            let sql = match inner {
                "UidSql" => "uuid",
                "InstantSql" => "timestamptz",
                "Text" => "text",
                "BigInt" => "bigint",
                "Integer" => "integer",
                "Bool" => "boolean",
                "Binary" => "bytea",
                "Date" => "date",
                other => {
                    panic!("{table}.{column}: a type of which this story knows nothing: {other}")
                }
            };
            lines.insert(format!("{table} column {column} {sql}{null}"));
        }
    }
    lines
}

#[test]
fn the_tables_of_the_code_are_those_of_the_database() {
    let database = Database::seeded();
    let mut found = schema(&database);
    found.retain(|line| line.contains(" column ") || line.contains(" key "));
    let expected = as_the_code_thinks();
    let differences: Vec<_> = found.symmetric_difference(&expected).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn every_key_and_reference_of_business_data_begins_with_the_organisation() {
    // Named by their own secret digest, or kept before anybody knows the organisation.
    let whole_installation = [
        "organisations",
        "refresh_tokens",
        "sign_in_attempts",
        "reset_requests",
    ];
    for line in schema(&Database::seeded()) {
        let words: Vec<&str> = line.split(' ').collect();
        if whole_installation.contains(&words[0]) {
            continue;
        }
        if words[1] == "key" || words[1] == "reference" {
            assert!(words[2].starts_with("organisation_id"), "{line}");
        }
        assert!(!line.ends_with("deferrable"), "{line}");
    }
}

#[test]
fn two_that_migrate_at_once_do_it_once() {
    let database = Database::empty();
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let address = database.address.clone();
            spawn(move || migrations::migrate(&address).unwrap())
        })
        .collect();
    let counts: Vec<usize> = runs
        .into_iter()
        .map(|run| run.join().unwrap().len())
        .collect();
    let busy = counts.iter().filter(|count| **count > 0).count();
    assert_eq!(busy, 1, "{counts:?}");
}

fn open(database: &Database) -> Result<Store, OpenError> {
    Store::open(Settings {
        address: database.address.clone(),
        connections: 1,
        clock: Clock::System,
        minter: Minter::default(),
    })
}

#[test]
fn data_of_another_program_version_are_not_opened() {
    let database = Database::empty();
    let early = open(&database).unwrap_err();
    assert!(
        matches!(early, OpenError::Missing(_) | OpenError::Pending(1..)),
        "{early}"
    );
    assert!(early.to_string().contains("percorso migrate"), "{early}");
    migrations::migrate(&database.address).unwrap();
    open(&database).unwrap().close();
    database.execute("DELETE FROM __diesel_schema_migrations WHERE version = '0003'");
    let pending = open(&database).unwrap_err();
    assert!(matches!(pending, OpenError::Pending(1)), "{pending}");
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0003'), ('9999')");
    let newer = open(&database).unwrap_err();
    assert!(matches!(newer, OpenError::Newer(_)), "{newer}");
}

#[test]
fn no_migration_defers_a_constraint() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    for step in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(step.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let sql = std::fs::read_to_string(&path).unwrap().to_uppercase();
            assert!(!sql.contains("DEFERR"), "{}", path.display());
        }
    }
}
