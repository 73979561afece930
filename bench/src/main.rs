//! Speed as figures: `cargo xtask bench` builds the product and this, and starts it.
//!
//! It makes a realistic organisation, lets people work with a server of the product as it is
//! released, and says what each thing costs, beside the same statements from pgbench, beside a bare
//! route, and beside what was promised.

mod bare;
mod figures;
mod jobs;
mod load;
mod measure;
mod pgbench;
mod population;
mod postgres;
mod procfs;
mod report;
mod server;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use figures::Table;
use measure::{Asides, Effort};
use population::Place;
use postgres::Server;

/// Why a measurement stopped.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The variable with the address of a PostgreSQL server on which databases may be made.
const ADDRESS: &str = "PERCORSO_TEST_DATABASE_URL";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgresql,
    Both,
}

/// What to do.
#[derive(Debug, Parser)]
#[command(name = "bench")]
enum Order {
    /// Measures the product.
    Run(Options),
    /// Serves one answer, to compare with.
    Bare {
        /// How long the answer is
        #[arg(long)]
        bytes: usize,
    },
}

#[derive(Debug, clap::Args)]
struct Options {
    /// The program that is measured
    #[arg(long)]
    program: PathBuf,
    /// On which engine
    #[arg(long, value_enum, default_value = "both")]
    engine: Engine,
    /// How many people the organisation knows; several sizes with commas between them
    #[arg(long, value_delimiter = ',', default_value = "100000")]
    people: Vec<usize>,
    /// 10,000, 100,000 and 1,000,000 people (30 GB of disk, hours)
    #[arg(long, conflicts_with = "people")]
    growth: bool,
    /// Only these jobs, and nothing besides
    #[arg(long, value_delimiter = ',')]
    jobs: Vec<String>,
    /// How often everything is measured; the middle counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// For how long each time
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// How many rows are imported
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// In how many seconds a day of the office passes
    #[arg(long, default_value_t = 120)]
    day: u64,
}

impl Options {
    fn effort(&self) -> Result<Effort, Failure> {
        let named = self.jobs.iter().map(|name| {
            let known = jobs::ALL.map(|job| job.name).join(", ");
            jobs::named(name).ok_or_else(|| format!("no job {name}; there are {known}").into())
        });
        let named: Vec<jobs::Job> = named.collect::<Result<_, Failure>>()?;
        let is_all = named.is_empty();
        Ok(Effort {
            jobs: if is_all { jobs::ALL.to_vec() } else { named },
            rounds: self.rounds,
            span: Duration::from_secs(self.seconds),
            rows: if is_all { self.rows } else { 0 },
            day: Duration::from_secs(if is_all { self.day } else { 0 }),
            asides: if is_all { Asides::All } else { Asides::None },
        })
    }

    fn sizes(&self) -> Vec<usize> {
        if self.growth {
            vec![10_000, 100_000, 1_000_000]
        } else {
            self.people.clone()
        }
    }
}

fn main() -> ExitCode {
    let outcome = match Order::parse() {
        Order::Run(options) => run(&options),
        Order::Bare { bytes } => bare::serve(bytes),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let effort = options.effort()?;
    let server = std::env::var(ADDRESS).ok().filter(|url| !url.is_empty());
    let server = server.map(|url| Server::parse(&url)).transpose()?;
    let mut tables: Vec<Table> = Vec::new();
    for people in options.sizes() {
        if options.engine == Engine::Sqlite {
            break;
        }
        let Some(server) = &server else {
            let why = format!("there is no PostgreSQL: set {ADDRESS}, or give --engine sqlite");
            return Err(why.into());
        };
        let place = Place::Postgres(measure::postgres(server)?);
        tables.push(measured(&place, people, options, &effort)?);
    }
    for people in options.sizes() {
        if options.engine == Engine::Postgresql {
            break;
        }
        let folder = tempfile::tempdir()?;
        let place = Place::Sqlite(folder.path().join("people.sqlite"));
        tables.push(measured(&place, people, options, &effort)?);
    }
    print(&report::judged(&tables));
    let spoiled = report::spoiled(&tables);
    if spoiled.is_empty() {
        Ok(())
    } else {
        Err(format!("nothing was measured of:\n{}", spoiled.join("\n")).into())
    }
}

/// Measures on a database of its own, and says at once what was found: the next may take hours.
fn measured(
    place: &Place,
    people: usize,
    options: &Options,
    effort: &Effort,
) -> Result<Table, Failure> {
    let folder = tempfile::tempdir()?;
    let table = measure::measure(place, people, &options.program, folder.path(), effort)?;
    print(&report::figures(&table));
    Ok(table)
}

#[expect(clippy::print_stdout, reason = "a command tells what it found")]
fn print(text: &str) {
    println!("{text}");
}
