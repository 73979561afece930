//! PostgreSQL as an operator meets it: its own programs.

use std::io::Write as _;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::Failure;

/// A database of a server.
#[derive(Clone)]
pub(crate) struct Server {
    user: String,
    password: String,
    host: String,
    port: String,
    database: String,
}

/// A password is never printed.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({}:{})", self.host, self.port)
    }
}

/// Rows on their way into a table.
pub(crate) struct Copying {
    child: Child,
    stdin: Option<ChildStdin>,
    table: String,
}

impl Server {
    /// Reads `postgres://user:password@host:port/database`.
    pub(crate) fn parse(url: &str) -> Result<Self, Failure> {
        let parts = || {
            let rest = url
                .strip_prefix("postgres://")
                .or(url.strip_prefix("postgresql://"))?;
            let (who, place) = rest.rsplit_once('@')?;
            let (user, password) = who.split_once(':')?;
            let (host, database) = place.split_once('/')?;
            let (host, port) = host.rsplit_once(':')?;
            Some([user, password, host, port, database].map(ToOwned::to_owned))
        };
        let unread = "the address must be postgres://user:password@host:port/database";
        let [user, password, host, port, database] = parts().ok_or(unread)?;
        Ok(Self {
            user,
            password,
            host,
            port,
            database,
        })
    }

    /// The address.
    pub(crate) fn url(&self) -> String {
        let Self {
            user,
            password,
            host,
            port,
            database,
        } = self;
        format!("postgres://{user}:{password}@{host}:{port}/{database}")
    }

    /// Another database of the server.
    pub(crate) fn with(&self, database: &str) -> Self {
        Self {
            database: database.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// A program of PostgreSQL that is to talk to this database.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("PGHOST", &self.host)
            .env("PGPORT", &self.port)
            .env("PGUSER", &self.user)
            .env("PGPASSWORD", &self.password)
            .env("PGDATABASE", &self.database)
            .stdin(Stdio::null());
        command
    }

    fn psql(&self) -> Command {
        let mut psql = self.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
        psql
    }

    /// Runs a statement, and gives what it says.
    pub(crate) fn execute(&self, sql: &str) -> Result<String, Failure> {
        let output = self.psql().args(["-c", sql]).output().map_err(missing)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("psql: {}", said.trim()).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Begins to write rows into a table. What the rows name is not looked up: the product wrote
    /// their like, and a test looks them up where it is cheap.
    pub(crate) fn copy(&self, table: &str, columns: &[String]) -> Result<Copying, Failure> {
        let sql = format!("COPY {table} ({}) FROM STDIN", columns.join(", "));
        let mut child = self
            .psql()
            .env(
                "PGOPTIONS",
                "-c session_replication_role=replica -c synchronous_commit=off",
            )
            .args(["-c", &sql])
            .stdin(Stdio::piped())
            .spawn()
            .map_err(missing)?;
        Ok(Copying {
            stdin: child.stdin.take(),
            child,
            table: table.to_owned(),
        })
    }
}

fn missing(error: std::io::Error) -> Failure {
    format!("psql of PostgreSQL (Debian: postgresql-client) did not start: {error}").into()
}

impl Copying {
    pub(crate) fn send(&mut self, rows: &str) -> Result<(), Failure> {
        if let Some(stdin) = &mut self.stdin {
            stdin.write_all(rows.as_bytes())?;
        }
        Ok(())
    }

    pub(crate) fn end(mut self) -> Result<(), Failure> {
        drop(self.stdin.take());
        if self.child.wait()?.success() {
            Ok(())
        } else {
            Err(format!("rows of {} were refused", self.table).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_whole_and_its_password_never_shown() {
        let server = Server::parse("postgres://u:sesame@127.0.0.1:5433/postgres").unwrap();
        let bench = server.with("bench");
        assert_eq!(bench.url(), "postgres://u:sesame@127.0.0.1:5433/bench");
        assert!(!format!("{server:?}").contains("sesame"));
        assert!(Server::parse("postgres://u@127.0.0.1/postgres").is_err());
    }
}
