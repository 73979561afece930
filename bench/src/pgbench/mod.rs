//! The same SQL without the product: what a server ran for some requests, run again by pgbench.

mod log;
mod script;

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use persistence::Clock;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::Failure;
use crate::jobs::Job;
use crate::load::{Client, Request};
use crate::postgres::Server;
use crate::procfs;
use crate::server::{Installation, Process};
use crate::world::World;

use script::Script;

/// How many requests are watched: as many that what they read is no more at hand to pgbench than to
/// the product.
const SAMPLES: usize = 2_000;
/// As many connections as the server's pool has.
const CLIENTS: &str = "8";
/// Stands in the log between one request and the next.
const MARKER: &str = "bench_next_request";

/// The scripts of a job.
#[derive(Debug)]
pub(crate) struct Replay {
    whole: Vec<(PathBuf, usize)>,
    /// What fetches the values once, and twice in a row.
    fetch: [Vec<(PathBuf, usize)>; 2],
}

/// What pgbench did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replayed {
    /// Transactions in a second.
    pub(crate) rate: f64,
    /// Microseconds on processors for each, of pgbench and of the database together, without
    /// fetching the values.
    pub(crate) cost: f64,
}

/// A server whose statements are written down.
#[derive(Debug)]
pub(crate) struct Watched<'a> {
    server: &'a Server,
    log: PathBuf,
    process: Process,
}

impl<'a> Watched<'a> {
    /// Starts a server of the product and has PostgreSQL write down what it runs.
    pub(crate) fn start(
        server: &'a Server,
        postmaster: u32,
        installation: &Installation,
    ) -> Result<Self, Failure> {
        let log = fs::read_link(format!("/proc/{postmaster}/fd/2"))?;
        if !log.is_file() {
            return Err("PostgreSQL writes its log where it cannot be read again".into());
        }
        server.execute(&format!(
            "ALTER DATABASE {} SET log_statement = 'all'",
            server.database()
        ))?;
        let process = installation.serve();
        Ok(Self {
            server,
            log,
            process: process?,
        })
    }

    /// Watches some requests of a job, and makes scripts of what ran.
    pub(crate) fn replay(
        &self,
        world: &World,
        job: &Job,
        folder: &Path,
    ) -> Result<Replay, Failure> {
        let mut client = Client::of(&self.process.address);
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        // The first ones fill caches and prepare statements.
        for _ in 0..8 {
            client.send(&(job.request)(world, &mut rng))?;
        }
        let since = u64::try_from(Clock::System.now().timestamp_millis())?;
        let mark = || self.server.execute(&format!("SELECT '{MARKER}'"));
        mark()?;
        let mut log = File::open(&self.log)?;
        log.seek(SeekFrom::End(0))?;
        for _ in 0..SAMPLES {
            let request = (job.request)(world, &mut rng);
            // Whose token it is was looked up a moment ago, as under load.
            let token = request.token.as_deref().unwrap_or_default();
            client.ask(&Request::get("/me", token))?.json()?;
            mark()?;
            client.ask(&request)?.json()?;
            mark()?;
        }
        let mut said = Vec::new();
        log.read_to_end(&mut said)?;
        let all = log::samples(&String::from_utf8_lossy(&said), MARKER);
        let samples: Vec<_> = all.into_iter().skip(1).step_by(2).collect();
        let scripts = script::scripts(job.name, &samples, since);
        if scripts.is_empty() {
            return Err(format!("PostgreSQL's log tells of no statement of {}", job.name).into());
        }
        Replay::write(self.server, &scripts, folder)
    }

    /// Stops writing statements down.
    pub(crate) fn stop(self) -> Result<(), Failure> {
        let reset = format!(
            "ALTER DATABASE {} RESET log_statement",
            self.server.database()
        );
        self.server.execute(&reset)?;
        Ok(())
    }
}

impl Replay {
    fn write(server: &Server, scripts: &[Script], folder: &Path) -> Result<Self, Failure> {
        let mut replay = Self {
            whole: Vec::new(),
            fetch: [Vec::new(), Vec::new()],
        };
        for script in scripts {
            keep(server, script)?;
            let weight = script.rows.len();
            let whole = folder.join(format!("{}.sql", script.table));
            fs::write(&whole, format!("{}{}", script.fetch, script.body))?;
            replay.whole.push((whole, weight));
            for (fetches, times) in replay.fetch.iter_mut().zip(1..) {
                let fetch = folder.join(format!("{}_fetch_{times}.sql", script.table));
                fs::write(&fetch, script.fetch.repeat(times))?;
                fetches.push((fetch, weight));
            }
        }
        Ok(replay)
    }

    /// Lets pgbench run the scripts for so long, and then what fetches their values: once and twice
    /// in a row, because alone it would also bear what any transaction costs.
    pub(crate) fn run(
        &self,
        server: &Server,
        postmaster: u32,
        span: Duration,
    ) -> Result<Replayed, Failure> {
        let cost = |scripts| Ok::<_, Failure>(run(server, postmaster, scripts, span)?.cost);
        let whole = run(server, postmaster, &self.whole, span)?;
        let [once, twice] = &self.fetch;
        let fetch = cost(twice)? - cost(once)?;
        Ok(Replayed {
            rate: whole.rate,
            cost: (whole.cost - fetch.max(0.0)).max(0.0),
        })
    }
}

/// Puts the values of the samples into a table.
fn keep(server: &Server, script: &Script) -> Result<(), Failure> {
    let names: Vec<String> = (0..script.width).map(|at| format!("p{at}")).collect();
    let typed = names.iter().map(|name| format!("{name} text"));
    let columns: Vec<String> = std::iter::once("n integer PRIMARY KEY".to_owned())
        .chain(typed)
        .collect();
    let table = &script.table;
    server.execute(&format!("DROP TABLE IF EXISTS {table}"))?;
    server.execute(&format!("CREATE TABLE {table} ({})", columns.join(", ")))?;
    let all: Vec<String> = std::iter::once("n".to_owned()).chain(names).collect();
    let mut copying = server.copy(table, &all)?;
    for (number, row) in script.rows.iter().enumerate() {
        let mut line = (number + 1).to_string();
        for value in row {
            line.push('\t');
            match value {
                None => line.push_str("\\N"),
                Some(text) => line.push_str(&escaped(text)),
            }
        }
        line.push('\n');
        copying.send(&line)?;
    }
    copying.end()?;
    server.execute(&format!("ANALYZE {table}"))?;
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn run(
    server: &Server,
    postmaster: u32,
    scripts: &[(PathBuf, usize)],
    span: Duration,
) -> Result<Replayed, Failure> {
    let myself = std::process::id();
    let spent = || procfs::spent_by_all(postmaster) + procfs::spent_by_ended(myself);
    let before = spent();
    let mut pgbench = server.command("pgbench");
    pgbench.args([
        "-n",
        "-M",
        "prepared",
        "-c",
        CLIENTS,
        "-T",
        &span.as_secs().max(1).to_string(),
    ]);
    for (script, weight) in scripts {
        pgbench
            .arg("-f")
            .arg(format!("{}@{weight}", script.display()));
    }
    let output = pgbench.output().map_err(|error| {
        format!("pgbench of PostgreSQL (Debian: postgresql-contrib) did not start: {error}")
    })?;
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || complaint.contains("aborted") {
        let first = complaint
            .lines()
            .find(|line| line.contains("error") || line.contains("ERROR"));
        return Err(format!("pgbench: {}", first.unwrap_or(&complaint)).into());
    }
    let done = processed(&said).ok_or("pgbench did not say what it did")?;
    let cost = spent().saturating_sub(before).as_secs_f64() * 1e6;
    Ok(Replayed {
        rate: done as f64 / span.as_secs_f64().max(1.0),
        cost: cost / (done.max(1) as f64),
    })
}

/// How many transactions pgbench says that it processed.
fn processed(said: &str) -> Option<u64> {
    let told = said
        .lines()
        .find_map(|line| line.strip_prefix("number of transactions actually processed: "));
    told?.split('/').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pgbench_did_is_read_from_what_it_says() {
        let said = "scaling factor: 1\nnumber of transactions actually processed: 4711\ntps = 1\n";
        assert_eq!(processed(said), Some(4_711));
        assert_eq!(processed("pgbench: error"), None);
    }
}
