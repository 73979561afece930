//! What the catalogue says of the role and of the tables, and what it should say.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use uuid::Uuid;

use super::{KEPT, LEAVING, MIGRATIONS, UNOWNED};

/// What the installation does on its own, naming the nil organisation: it looks up the account of
/// an e-mail address, the organisation of a refresh token and the keys of a machine client, lists the organisations and those
/// whose facts wait to be sealed or mails to be sent, finds whose link was used, whose calendar an address opens and the imports and
/// exports that wait for a process, forgets old answers, tokens, sessions,
/// links and mails, and writes the accesses that reads
/// left behind. It never sees a person.
const INSTALLATION: [(&str, Verb); 20] = [
    ("organisations", Verb::Select),
    ("staff", Verb::Select),
    ("refresh_tokens", Verb::Select),
    ("refresh_tokens", Verb::Delete),
    ("sessions", Verb::Select),
    ("sessions", Verb::Delete),
    ("idempotency_keys", Verb::Select),
    ("idempotency_keys", Verb::Delete),
    ("accesses", Verb::Insert),
    ("unsealed_events", Verb::Select),
    ("account_links", Verb::Select),
    ("account_links", Verb::Delete),
    ("calendar_addresses", Verb::Select),
    ("outbox_mails", Verb::Select),
    ("outbox_mails", Verb::Delete),
    ("machine_clients", Verb::Select),
    ("spent_assertions", Verb::Select),
    ("spent_assertions", Verb::Delete),
    ("imports", Verb::Select),
    ("exports", Verb::Select),
];

/// The organisation that the transaction named. Without a name it is null, which equals nothing.
/// PostgreSQL leaves an empty text behind a setting that ended with its transaction.
pub(super) const FUNCTION: &str =
    "SELECT NULLIF(current_setting('percorso.organisation', true), '')::pg_catalog.uuid";

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
enum Verb {
    Select,
    Insert,
    Delete,
}

/// A condition of row-level security, as the catalogue tells it and as a statement creates it.
pub(super) struct Policy {
    name: String,
    verb: &'static str,
    condition: String,
}

impl Policy {
    fn of(table: &str, column: &str) -> Vec<Self> {
        let mut policies: Vec<_> = INSTALLATION
            .iter()
            .filter(|(of, _)| *of == table)
            .map(|(_, verb)| {
                let verb = <&str>::from(verb);
                Self {
                    name: format!("percorso_installation_{}", verb.to_lowercase()),
                    verb,
                    condition: format!("(percorso_organisation() = '{}'::uuid)", Uuid::nil()),
                }
            })
            .collect();
        policies.push(Self {
            name: "percorso_own".to_owned(),
            verb: "ALL",
            condition: format!("({column} = percorso_organisation())"),
        });
        policies.sort_by(|a, b| a.name.cmp(&b.name));
        policies
    }

    /// What the catalogue says of it; see the query of `tables`.
    fn in_catalogue(&self) -> String {
        let Self {
            name,
            verb,
            condition,
        } = self;
        match *verb {
            "INSERT" => format!("{name}|{verb}|permissive|public||{condition}"),
            _ => format!("{name}|{verb}|permissive|public|{condition}|"),
        }
    }

    pub(super) fn creation(&self, table: &str) -> String {
        let Self {
            name,
            verb,
            condition,
        } = self;
        let clause = if *verb == "INSERT" {
            "WITH CHECK"
        } else {
            "USING"
        };
        let table = quoted(table);
        format!("CREATE POLICY {name} ON {table} FOR {verb} {clause} ({condition}); ")
    }
}

/// A table as it stands in the catalogue.
#[derive(QueryableByName)]
pub(super) struct Table {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    owned: bool,
    #[diesel(sql_type = Bool)]
    guarded: bool,
    #[diesel(sql_type = Array<Text>)]
    policies: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    rights: Vec<String>,
}

impl Table {
    /// Whether it is the product's. Extensions bring tables that do not concern us.
    pub(super) fn is_ours(&self) -> bool {
        self.owned || UNOWNED.contains(&self.name.as_str())
    }

    /// The column by which an organisation owns its rows.
    fn column(&self) -> Option<&'static str> {
        match self.name.as_str() {
            "organisations" => Some("id"),
            _ => self.owned.then_some("organisation_id"),
        }
    }

    pub(super) fn wanted_rights(&self) -> &'static [&'static str] {
        match self.name.as_str() {
            MIGRATIONS => &["SELECT"],
            name if LEAVING.contains(&name) => &["SELECT", "INSERT", "DELETE"],
            name if KEPT.contains(&name) => &["SELECT", "INSERT"],
            _ => &["SELECT", "INSERT", "UPDATE", "DELETE"],
        }
    }

    pub(super) fn wanted_policies(&self) -> Vec<Policy> {
        self.column()
            .map_or_else(Vec::new, |column| Policy::of(&self.name, column))
    }

    /// The names of those that an earlier run left; a stranger's are told, never dropped.
    pub(super) fn own_policies(&self) -> impl Iterator<Item = &str> {
        let names = self
            .policies
            .iter()
            .filter_map(|policy| policy.split('|').next());
        names.filter(|name| name.starts_with("percorso_"))
    }

    pub(super) fn is_walled(&self) -> bool {
        let wanted = self.wanted_policies();
        wanted.is_empty()
            || self.guarded
                && self
                    .policies
                    .iter()
                    .eq(&wanted.iter().map(Policy::in_catalogue).collect::<Vec<_>>())
    }

    pub(super) fn has_its_rights(&self) -> bool {
        self.rights == self.wanted_rights()
    }

    pub(super) fn faults(&self) -> Vec<String> {
        let name = &self.name;
        let mut faults = Vec::new();
        if !self.is_walled() {
            faults.push(format!(
                "the row-level security of {name} is not the product's"
            ));
        }
        if !self.has_its_rights() {
            let (has, needs) = (self.rights.join(", "), self.wanted_rights().join(", "));
            faults.push(format!("on {name} it has [{has}] instead of [{needs}]"));
        }
        faults
    }
}

/// What else the catalogue says of the role.
#[derive(QueryableByName)]
pub(super) struct Standing {
    #[diesel(sql_type = Bool)]
    powerful: bool,
    #[diesel(sql_type = Bool)]
    pub(super) creates: bool,
    #[diesel(sql_type = Bool)]
    names_organisation: bool,
}

impl Standing {
    pub(super) fn faults(&self) -> impl Iterator<Item = String> {
        [
            (
                self.powerful,
                "it is, or may become, an owner of the tables or a role with power over the server",
            ),
            (
                self.creates,
                "it may create things in the schema or the database, be it temporary tables",
            ),
            (
                !self.names_organisation,
                "the function percorso_organisation is not the product's",
            ),
        ]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| what.to_owned())
    }
}

pub(super) fn standing(c: &mut PgConnection, role: &str) -> QueryResult<Option<Standing>> {
    diesel::sql_query(
        "SELECT EXISTS (SELECT FROM pg_roles p WHERE pg_has_role(r.oid, p.oid, 'MEMBER')
                 AND (p.rolsuper OR p.rolbypassrls OR p.rolcreaterole OR p.rolcreatedb
                      OR p.rolreplication OR p.rolname IN ('pg_execute_server_program',
                          'pg_read_server_files', 'pg_write_server_files')))
             OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                 AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS powerful,
             has_schema_privilege(r.oid, current_schema()::text, 'CREATE')
                 OR has_database_privilege(r.oid, current_database(), 'CREATE, TEMPORARY')
                 AS creates,
             COALESCE((SELECT prosrc = $2 FROM pg_proc
                 WHERE oid = to_regprocedure('percorso_organisation()')), false)
                 AS names_organisation
         FROM pg_roles r WHERE r.rolname = $1",
    )
    .bind::<Text, _>(role)
    .bind::<Text, _>(FUNCTION)
    .get_result(c)
    .optional()
}

pub(super) fn tables(c: &mut PgConnection, role: &str) -> QueryResult<Vec<Table>> {
    diesel::sql_query(
        "SELECT c.relname::text AS name, c.relrowsecurity AS guarded,
             EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                 AND a.attname = 'organisation_id' AND NOT a.attisdropped) AS owned,
             ARRAY(SELECT p.policyname || '|' || p.cmd || '|' || lower(p.permissive) || '|'
                     || array_to_string(p.roles, ',') || '|' || COALESCE(p.qual, '') || '|'
                     || COALESCE(p.with_check, '')
                 FROM pg_policies p WHERE p.schemaname = n.nspname AND p.tablename = c.relname
                 ORDER BY p.policyname COLLATE \"C\") AS policies,
             ARRAY(SELECT r.name
                 FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                     'REFERENCES', 'TRIGGER']) WITH ORDINALITY AS r (name, place)
                 WHERE CASE WHEN r.name IN ('DELETE', 'TRUNCATE', 'TRIGGER')
                     THEN has_table_privilege($1::name, c.oid, r.name)
                     ELSE has_any_column_privilege($1::name, c.oid, r.name) END
                 ORDER BY r.place) AS rights
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
         ORDER BY c.relname",
    )
    .bind::<Text, _>(role)
    .load(c)
}

/// A name as SQL takes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
