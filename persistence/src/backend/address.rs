//! Where the data live, and which ways there are safe.

use crate::error::OpenError;

/// Where the data live.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A PostgreSQL connection URL; it may hold a password.
    Postgres(String),
    /// The path of an SQLite file.
    Sqlite(String),
}

impl std::fmt::Debug for Address {
    /// Never shows the password that the address may hold.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Postgres(_) => "postgres://***",
            Self::Sqlite(_) => "sqlite",
        })
    }
}

impl Address {
    /// Reads an address. `postgres://…` and `postgresql://…` mean PostgreSQL, `sqlite:PATH` a file.
    ///
    /// Without TLS in this build, a PostgreSQL address must be loopback or a socket: personal
    /// data never travel in clear.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() {
                Err(OpenError::Address)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(OpenError::Address);
        }
        let local = hosts(text).iter().all(|host| is_local(host)) && !is_redirected(text);
        let sealed = cfg!(feature = "postgres-tls") && is_sealed(text);
        if !local && !sealed {
            return Err(OpenError::ClearText);
        }
        Ok(Self::Postgres(text.into()))
    }

    /// The engine's name, for logs and answers.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "postgresql",
            Self::Sqlite(_) => "sqlite",
        }
    }
}

/// All hosts that a connection URL names, in its authority and in its query.
fn hosts(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = before_query.split('/').next().unwrap_or("");
    let places = authority.rsplit('@').next().unwrap_or("");
    let in_query = query
        .split('&')
        .filter_map(|pair| {
            pair.strip_prefix("host=")
                .or_else(|| pair.strip_prefix("hostaddr="))
        })
        .flat_map(|list| list.split(','));
    let in_authority = places
        .split(',')
        .map(|place| match place.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(""),
            None => place.split(':').next().unwrap_or(""),
        });
    in_authority
        .chain(in_query)
        .map(|host| host.replace("%2F", "/").replace("%2f", "/"))
        .collect()
}

/// The parameters of a connection URL.
fn query(url: &str) -> Vec<(&str, &str)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect()
}

/// Whether libpq would look elsewhere for the host: a service file, a keyword in disguise, or the
/// environment where the address names no host.
fn is_redirected(url: &str) -> bool {
    let elsewhere = query(url)
        .iter()
        .any(|(key, _)| *key == "service" || key.contains('%'));
    let variables = ["PGHOST", "PGHOSTADDR", "PGSERVICE"];
    let from_environment = variables
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    elsewhere || (from_environment && hosts(url).iter().any(String::is_empty))
}

/// Whether libpq will speak TLS to the server of that name and to no other: it takes the last of
/// several modes, and keywords in disguise; and Kerberos instead, where it is asked to try that.
fn is_sealed(url: &str) -> bool {
    let parameters = query(url);
    let mut modes = parameters.iter().filter(|(key, _)| *key == "sslmode");
    let disguised = parameters.iter().any(|(key, _)| key.contains('%'));
    let kerberos = parameters
        .iter()
        .any(|(key, mode)| *key == "gssencmode" && *mode != "disable");
    let sealed = modes.next().is_some_and(|(_, mode)| *mode == "verify-full");
    sealed && modes.next().is_none() && !disguised && !kerberos
}

fn is_local(host: &str) -> bool {
    host.is_empty()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgresql_address_that_leaves_the_machine_is_refused() {
        for url in [
            "postgres://u:p@db.example/percorso",
            "postgres://u:p@127.0.0.1,10.0.0.2:5433/percorso",
            "postgres://localhost/percorso?host=db.example",
            "postgres://localhost/percorso?hostaddr=192.0.2.1",
            "postgres://localhost/percorso?service=elsewhere",
            "postgres://localhost/percorso?%68ost=db.example",
        ] {
            assert!(
                matches!(Address::parse(url), Err(OpenError::ClearText)),
                "{url}"
            );
        }
    }

    #[test]
    fn only_the_strictest_mode_counts_as_sealed_and_only_once() {
        let url = |options: &str| format!("postgres://u@db.example/percorso?{options}");
        assert!(is_sealed(&url("sslmode=verify-full&sslrootcert=/ca.pem")));
        assert!(is_sealed(&url("sslmode=verify-full&gssencmode=disable")));
        for options in [
            "",
            "sslmode=require",
            "sslmode=verify-ca",
            "sslmode=verify-full&sslmode=disable",
            "sslmode=disable&sslmode=verify-full",
            "sslmode=verify-full&ssl%6Dode=disable",
            "sslmode=verify%2Dfull",
            "sslmode=verify-full&gssencmode=prefer",
            "gssencmode=disable",
        ] {
            assert!(!is_sealed(&url(options)), "{options}");
        }
    }

    #[test]
    fn loopback_and_sockets_are_taken() {
        for url in [
            "postgres://u:p@127.0.0.1:5432/percorso",
            "postgresql://u@[::1]:5432,localhost/percorso",
            "postgres:///percorso?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/percorso",
        ] {
            assert!(Address::parse(url).is_ok(), "{url}");
        }
        assert_eq!(
            Address::parse("sqlite:a/b.sqlite").unwrap().engine(),
            "sqlite"
        );
    }

    #[test]
    fn a_typing_error_creates_nothing() {
        for text in ["percorso.sqlite", "sqlite:", "mysql://localhost", ""] {
            assert!(
                matches!(Address::parse(text), Err(OpenError::Address)),
                "{text}"
            );
        }
    }

    #[test]
    fn an_address_never_shows_its_password() {
        let address = Address::parse("postgres://u:sesame@localhost/p").unwrap();
        assert!(!format!("{address:?}").contains("sesame"));
    }
}
