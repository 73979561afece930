//! Rounds: every job in turn, and what it is compared with in between, so that what disturbs one
//! disturbs all.

mod asides;

use std::path::Path;
use std::time::Duration;

use persistence::Clock;
use persistence::backend::{Manager, Use};
use rand_chacha::ChaCha8Rng;

use crate::Failure;
use crate::figures::{Row, Run, Table, median};
use crate::jobs::{Job, Kind};
use crate::load::{Measured, closed};
use crate::pgbench::{Replay, Watched};
use crate::population::{self, Place, Population};
use crate::postgres::Server;
use crate::procfs;
use crate::server::{Installation, Process};
use crate::world::World;

/// How much is measured.
#[derive(Debug, Clone)]
pub(crate) struct Effort {
    pub(crate) jobs: Vec<Job>,
    pub(crate) rounds: u32,
    pub(crate) span: Duration,
    /// The rows of the import; 0 for none.
    pub(crate) rows: usize,
    /// In what time a day of the office passes; nothing for none.
    pub(crate) day: Duration,
    /// The other comparisons: recording, export, bare route.
    pub(crate) asides: Asides,
}

/// Whether everything else is measured too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asides {
    All,
    None,
}

/// The statements of a job for pgbench, or why there are none.
type Script = (&'static str, Result<Replay, String>);

/// What is measured, and on what.
struct Bench<'a> {
    effort: &'a Effort,
    place: &'a Place,
    population: Population,
    installation: Installation,
    folder: &'a Path,
    /// Where people sign in, so that the measured server holds no memory of it.
    front: Process,
    world: World,
    postmaster: Option<u32>,
}

/// Makes an organisation of so many people and measures everything on it.
pub(crate) fn measure(
    place: &Place,
    people: usize,
    program: &Path,
    folder: &Path,
    effort: &Effort,
) -> Result<Table, Failure> {
    let now = Clock::System.now();
    eprintln!("making {people} people");
    let population = population::fill(place, people, now)?;
    eprintln!(
        "made {} people with {} facts",
        population.people, population.facts
    );
    let installation = Installation::new(program, folder, place.url())?;
    let front = installation.serve()?;
    let mut world = World::look(place, &population.organised, now.date_naive())?;
    world.sign_in(&front.address)?;
    world.turn_pages(&front.address)?;
    let postmaster = match place {
        Place::Sqlite(_) => None,
        Place::Postgres(_) => Some(postmaster(place)?),
    };
    let mut bench = Bench {
        effort,
        place,
        population,
        installation,
        folder,
        front,
        world,
        postmaster,
    };
    bench.run()
}

#[derive(diesel::QueryableByName)]
struct Backend {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    process: i32,
}

/// The first process of the database's server, seen from the connection that asks.
fn postmaster(place: &Place) -> Result<u32, Failure> {
    use diesel::RunQueryDsl as _;
    let mut conn =
        Manager::new(place.address()?, Use::Inspect, std::sync::Arc::default()).open()?;
    let asked = diesel::sql_query("SELECT pg_backend_pid() AS process");
    let backend: Backend = asked.get_result(&mut conn)?;
    let process = u32::try_from(backend.process)?;
    procfs::parent(process).ok_or_else(|| "PostgreSQL does not run on this machine".into())
}

impl Bench<'_> {
    fn run(&mut self) -> Result<Table, Failure> {
        let replays = self.replays()?;
        let process = self.installation.serve()?;
        let mut table = self.table(&process);
        let jobs = self.effort.jobs.clone();
        let (sign_ins, others): (Vec<Job>, Vec<Job>) =
            jobs.into_iter().partition(|job| job.kind == Kind::SignIn);
        self.rounds(&process, &others, &replays, &mut table)?;
        table.memory.0 = procfs::peak(process.id());
        table.notes.push(format!(
            "Without the pages of files the server then holds {:.0} MiB.",
            procfs::own(process.id())
        ));
        table.database_memory = self.postmaster.map(procfs::held_by_all);
        if !sign_ins.is_empty() {
            self.rounds(&process, &sign_ins, &replays, &mut table)?;
            table.memory.1 = Some(procfs::peak(process.id()));
        }
        drop(process);
        if self.effort.asides == Asides::All {
            table.bare = Some(self.bare()?);
            table.recording = Some(self.recording()?);
            self.export(&mut table)?;
        }
        if !self.effort.day.is_zero() {
            self.day(&mut table)?;
        }
        if self.effort.rows > 0 {
            self.import(&mut table)?;
        }
        Ok(table)
    }

    fn table(&self, process: &Process) -> Table {
        let World {
            far_caseload,
            far_worklist,
            ..
        } = &self.world;
        Table {
            engine: match self.place {
                Place::Sqlite(_) => "sqlite",
                Place::Postgres(_) => "postgresql",
            },
            people: self.population.people,
            facts: self.population.facts,
            rows: Vec::new(),
            bare: None,
            start: process.started_in.as_secs_f64(),
            memory: (0.0, None),
            database_memory: None,
            recording: None,
            notes: vec![format!(
                "The far pages are page {} of the caseload and page {} of the worklist.",
                far_caseload.page, far_worklist.page
            )],
        }
    }

    /// The statements of each job, for pgbench; or why there are none.
    fn replays(&self) -> Result<Vec<Script>, Failure> {
        let (Place::Postgres(server), Some(postmaster)) = (self.place, self.postmaster) else {
            return Ok(Vec::new());
        };
        let watched = Watched::start(server, postmaster, &self.installation)?;
        let jobs = self
            .effort
            .jobs
            .iter()
            .filter(|job| job.kind != Kind::SignIn);
        let replays = jobs
            .map(|job| {
                let replay = watched.replay(&self.world, job, self.folder);
                (job.name, replay.map_err(|failure| failure.to_string()))
            })
            .collect();
        watched.stop()?;
        Ok(replays)
    }

    fn rounds(
        &mut self,
        process: &Process,
        jobs: &[Job],
        replays: &[Script],
        table: &mut Table,
    ) -> Result<(), Failure> {
        let mut runs: Vec<Vec<Run>> = vec![Vec::new(); jobs.len()];
        let mut costs: Vec<Vec<f64>> = vec![Vec::new(); jobs.len()];
        let mut complaints: Vec<Option<String>> = vec![None; jobs.len()];
        for round in 0..=self.effort.rounds {
            self.world.sign_in(&self.front.address)?;
            for (nth, job) in jobs.iter().enumerate() {
                eprintln!("round {round}: {}", job.name);
                // The first round warms up, and is not counted.
                let span = if round == 0 {
                    self.effort.span / 2
                } else {
                    self.effort.span
                };
                let run = self.job(process, job, span, u64::from(round))?;
                if round == 0 {
                    continue;
                }
                runs[nth].push(run);
                match self.replay(job, replays) {
                    Some(Ok(cost)) => costs[nth].push(cost),
                    Some(Err(why)) => complaints[nth] = Some(why),
                    None => {}
                }
            }
        }
        for (((job, runs), costs), complaint) in jobs.iter().zip(runs).zip(costs).zip(complaints) {
            table.rows.push(Row {
                job: job.name.to_owned(),
                kind: Some(job.kind),
                run: Run::median(&runs),
                pgbench: (!costs.is_empty()).then(|| median(costs)),
                no_pgbench: complaint,
            });
        }
        Ok(())
    }

    fn replay(&self, job: &Job, replays: &[Script]) -> Option<Result<f64, String>> {
        let (_, replay) = replays.iter().find(|(name, _)| *name == job.name)?;
        let (Place::Postgres(server), Some(postmaster)) = (self.place, self.postmaster) else {
            return None;
        };
        Some(match replay {
            Err(why) => Err(why.clone()),
            Ok(replay) => replay
                .run(server, postmaster, self.effort.span)
                .map(|replayed| replayed.cost)
                .map_err(|failure| failure.to_string()),
        })
    }

    /// Lets a job run, and counts what it cost.
    fn job(&self, process: &Process, job: &Job, span: Duration, seed: u64) -> Result<Run, Failure> {
        let request = |rng: &mut ChaCha8Rng| (job.request)(&self.world, rng);
        self.counted(process, || {
            closed(&process.address, job.connections, span, seed, &request)
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    fn counted(
        &self,
        process: &Process,
        load: impl FnOnce() -> Result<Measured, Failure>,
    ) -> Result<Run, Failure> {
        let database = || self.postmaster.map_or(Duration::ZERO, procfs::spent_by_all);
        let before = (procfs::spent(process.id()), database());
        let measured = load()?;
        let (server, database) = (
            procfs::spent(process.id()).saturating_sub(before.0),
            database().saturating_sub(before.1),
        );
        let done = measured.done();
        Ok(Run {
            rate: measured.rate(),
            p50: measured.within(50.0),
            p99: measured.within(99.0),
            server: server.as_secs_f64() * 1e6 / done.max(1) as f64,
            database: database.as_secs_f64() * 1e6 / done.max(1) as f64,
            done,
            refused: measured.refused,
        })
    }
}

/// A new database of a size on a server.
pub(crate) fn postgres(server: &Server) -> Result<Server, Failure> {
    let database = server.with("percorso_bench");
    server.execute("DROP DATABASE IF EXISTS percorso_bench WITH (FORCE)")?;
    server.execute("CREATE DATABASE percorso_bench")?;
    Ok(database)
}
