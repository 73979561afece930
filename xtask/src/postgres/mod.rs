//! A PostgreSQL for the tests: the one of an address, else a throw-away cluster.

mod binaries;
mod cluster;

use std::env;
use std::io::Write;
use std::thread;

use crate::failure::Failure;
use crate::system::{Missing, apt_install};

use binaries::Binaries;
use cluster::Cluster;

/// The variable with the address of a server on which tests may create databases.
pub(crate) const ADDRESS: &str = "PERCORSO_TEST_DATABASE_URL";

/// Where the stories find PostgreSQL.
pub(crate) enum Server {
    Given(String),
    ThrowAway(Cluster),
}

impl Server {
    /// The address from the environment, else a cluster of our own, which lives as long as this
    /// value; nothing where PostgreSQL is not installed and may not be.
    pub(crate) fn find(missing: Missing) -> Result<Option<Self>, Failure> {
        if let Ok(address) = env::var(ADDRESS)
            && !address.is_empty()
        {
            return Ok(Some(Self::Given(address)));
        }
        Ok(start(missing)?.map(Self::ThrowAway))
    }

    pub(crate) fn address(&self) -> &str {
        match self {
            Self::Given(address) => address,
            Self::ThrowAway(cluster) => cluster.address(),
        }
    }
}

/// The folder with PostgreSQL's programs, where it is installed.
pub(crate) fn programs() -> Option<std::path::PathBuf> {
    Some(Binaries::find()?.folder())
}

/// What to install, in one sentence.
pub(crate) fn missing() -> String {
    format!(
        "install PostgreSQL (Debian: `apt-get install postgresql`), or set {ADDRESS}, \
         or give --install"
    )
}

/// Prints the address of a new cluster on standard output, and keeps it until interrupted.
pub(crate) fn serve(missing_programs: Missing) -> Result<(), Failure> {
    let cluster = start(missing_programs)?.ok_or_else(|| Failure::new(missing()))?;
    writeln!(std::io::stdout(), "{}", cluster.address())
        .map_err(Failure::of("printing the address"))?;
    eprintln!("PostgreSQL runs until this is interrupted (Ctrl-C); its data are then removed");
    loop {
        // However this process ends, the cluster's keeper sees it and cleans up.
        thread::park();
    }
}

fn start(missing: Missing) -> Result<Option<Cluster>, Failure> {
    let binaries = match (Binaries::find(), missing) {
        (Some(found), _) => found,
        (None, Missing::Report) => return Ok(None),
        (None, Missing::Install) => {
            apt_install(&["postgresql"])?;
            let unknown =
                || Failure::new("PostgreSQL was installed, but not where it is looked for");
            Binaries::find().ok_or_else(unknown)?
        }
    };
    Cluster::start(&binaries).map(Some)
}
