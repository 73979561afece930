//! What is measured once, beside the rounds of the jobs.

use std::process::{Command, Stdio};

use rand_chacha::ChaCha8Rng;

use super::Bench;
use crate::Failure;
use crate::figures::{REFUSED, Row, Table, median};
use crate::jobs::recording::{self, Recorded};
use crate::jobs::{files, office_day};
use crate::load::{Client, Request, closed, open};
use crate::population;
use crate::server::start;

impl Bench<'_> {
    /// Microseconds of a bare route for an answer as long as a case file.
    pub(super) fn bare(&self) -> Result<f64, Failure> {
        let counsellor = self
            .world
            .counsellors
            .first()
            .ok_or("no counsellor has a case")?;
        let file = Request::get(
            format!("/cases/{}/file", counsellor.cases[0]),
            &counsellor.token,
        );
        let answer = Client::of(&self.front.address).ask(&file)?;
        // A refusal is shorter.
        answer.json()?;
        let bytes = answer.body.len();
        let log = self.folder.join("bare.log");
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["bare", "--bytes", &bytes.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log)?);
        let process = start(command, &log)?;
        let mut costs = Vec::new();
        for round in 0..self.effort.rounds {
            let request = |_: &mut ChaCha8Rng| Request {
                token: None,
                ..Request::get("//", "")
            };
            let seed = u64::from(round);
            let run = self.counted(&process, || {
                closed(&process.address, 32, self.effort.span, seed, &request)
            })?;
            if run.turned_away() > REFUSED {
                return Err(format!("the bare route refused: {:?}", run.refused).into());
            }
            costs.push(run.server);
        }
        Ok(median(costs))
    }

    /// Microseconds of a case file through the store alone, not recorded and recorded.
    pub(super) fn recording(&self) -> Result<(f64, f64), Failure> {
        let store = population::store(self.place, 8)?;
        let (mut without, mut with) = (Vec::new(), Vec::new());
        let cost = |recorded, costs: &mut Vec<f64>| -> Result<(), Failure> {
            let organised = &self.population.organised;
            costs.push(recording::cost(
                &store,
                organised,
                &self.world,
                self.postmaster,
                recorded,
                self.effort.span,
            )?);
            Ok(())
        };
        for round in 0..=self.effort.rounds {
            cost(Recorded::No, &mut without)?;
            cost(Recorded::Yes, &mut with)?;
            if round == 0 {
                without.clear();
                with.clear();
            }
        }
        store.close();
        Ok((median(without), median(with)))
    }

    pub(super) fn export(&mut self, table: &mut Table) -> Result<(), Failure> {
        eprintln!("export");
        let process = self.installation.serve()?;
        self.world.sign_in(&self.front.address)?;
        let moved = files::export(&process, &self.front, &mut self.world)?;
        table.notes.push(told("Export", moved));
        Ok(())
    }

    pub(super) fn import(&mut self, table: &mut Table) -> Result<(), Failure> {
        eprintln!("import");
        let process = self.installation.serve()?;
        self.world.sign_in(&self.front.address)?;
        let moved = files::import(&process, &self.front, &mut self.world, self.effort.rows)?;
        table.notes.push(told("Import", moved));
        Ok(())
    }

    /// A day of the office, as it comes.
    pub(super) fn day(&mut self, table: &mut Table) -> Result<(), Failure> {
        eprintln!("a day of the office");
        let process = self.installation.serve()?;
        self.world.sign_in(&self.front.address)?;
        let arrivals = office_day::arrivals(&self.world, self.effort.day, 5);
        let run = self.counted(&process, || open(&process.address, &arrivals))?;
        table.rows.push(Row {
            job: format!("a day in {} s (open loop)", self.effort.day.as_secs()),
            kind: None,
            run,
            pgbench: None,
            no_pgbench: None,
        });
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn told(what: &str, moved: files::Moved) -> String {
    let rate = moved.rows as f64 / moved.took.as_secs_f64().max(1e-9);
    format!(
        "{what} of {} rows: {rate:.0} rows/s, the server held {:.0} MiB at the most.",
        moved.rows, moved.peak
    )
}
