//! Faults that somebody could make, each with the tests that must notice.

/// Tests, by what `cargo test` needs to run just them.
#[derive(Clone, Copy)]
pub(super) enum Proof {
    /// Tests of a crate, by its name and theirs.
    Unit(&'static str, &'static str),
    /// Stories on SQLite.
    Story(&'static str),
    /// Stories on PostgreSQL, where writers meet.
    StoryOnPostgres(&'static str),
}

/// One fault: a text of a file, which occurs there once, and what stands there instead.
pub(super) struct Mutant {
    pub(super) what: &'static str,
    pub(super) file: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) proof: Proof,
}

pub(super) const MUTANTS: [Mutant; 25] = [
    Mutant {
        what: "whoever may follow cases follows those of everybody",
        file: "persistence/src/reach/mod.rs",
        from: "            .is_not_null()\n            .and(cases::counsellor_id.assume_not_null().eq(me(actor))),\n    )",
        to: "            .is_not_null(),\n    )",
        proof: Proof::Story("others::"),
    },
    Mutant {
        what: "a file of records is for everybody who may ask for one",
        file: "persistence/src/exports/mod.rs",
        from: "        .find((tx.org(), Uid::from(id)))\n        .filter(exports::requested_by.eq(reach::me(tx.actor())))",
        to: "        .find((tx.org(), Uid::from(id)))",
        proof: Proof::Story("exports::"),
    },
    Mutant {
        what: "a write is acknowledged although its commit failed",
        file: "persistence/src/writer.rs",
        from: "job.finish(if committed {\n            outcome\n        } else {\n            Err(Error::Unavailable)\n        });",
        to: "job.finish(outcome);",
        proof: Proof::Story("store::"),
    },
    Mutant {
        what: "SQLite acknowledges before the disk has it",
        file: "persistence/src/backend/mod.rs",
        from: "PRAGMA synchronous = FULL;",
        to: "PRAGMA synchronous = NORMAL;",
        proof: Proof::Story("rig::syncs"),
    },
    Mutant {
        what: "who is unknown costs no hash",
        file: "api/src/identity/password/hasher.rs",
        from: "        let hash = self.compute(task).await?;\n        Ok(expected.is_some_and",
        to: "        if expected.is_none() {\n            return Ok(false);\n        }\n        let hash = self.compute(task).await?;\n        Ok(expected.is_some_and",
        proof: Proof::Unit("api", "identity::password"),
    },
    Mutant {
        what: "a token is good before its time",
        file: "api/src/identity/token/claims.rs",
        from: "[time(\"nbf\")?, time(\"iat\")?]",
        to: "[time(\"iat\")?]",
        proof: Proof::Unit("api", "identity::token"),
    },
    Mutant {
        what: "the signature of a token does not matter",
        file: "api/src/identity/token/mod.rs",
        from: "if !key.holds(parts.signed, parts.signature) {",
        to: "if parts.signature.is_empty() && !key.holds(parts.signed, parts.signature) {",
        proof: Proof::Unit("api", "identity::token"),
    },
    Mutant {
        what: "tokens outlive a new password",
        file: "persistence/src/staff/identify.rs",
        from: "live.filter(|_| epoch == bearer.epoch)",
        to: "live.filter(|_| epoch >= bearer.epoch)",
        proof: Proof::Unit("persistence", "sessions::"),
    },
    Mutant {
        what: "of two writers the later one wins unseen",
        file: "persistence/src/cases/mod.rs",
        from: "        .find((tx.org(), Uid::from(case.id)))\n        .filter(cases::version.eq(case.version.0));",
        to: "        .find((tx.org(), Uid::from(case.id)));",
        proof: Proof::StoryOnPostgres("pairs::"),
    },
    Mutant {
        what: "a key answers another request too",
        file: "persistence/src/idempotency.rs",
        from: "kept.fingerprint != claim.fingerprint || kept.action",
        to: "kept.action",
        proof: Proof::Story("idempotency::"),
    },
    Mutant {
        what: "a kept answer is told to whoever lost the right to it",
        file: "persistence/src/idempotency.rs",
        from: "reach::recheck(tx, claim.action, office, individual, case)?;",
        to: "drop(reach::recheck(tx, claim.action, office, individual, case));",
        proof: Proof::Story("idempotency::"),
    },
    Mutant {
        what: "a key of somebody else answers me",
        file: "persistence/src/idempotency.rs",
        from: "sql_types::Uid(tx.actor().id().unwrap_or_default())",
        to: "sql_types::Uid(tx.org().0)",
        proof: Proof::Story("idempotency::"),
    },
    Mutant {
        what: "two desks register the same person at once",
        file: "persistence/src/individuals/candidates/lock.rs",
        from: "pg_advisory_xact_lock($1, key)::text",
        to: "concat($1, key)",
        proof: Proof::StoryOnPostgres("individuals::registering::duplicates"),
    },
    Mutant {
        what: "two administrators disable each other",
        file: "persistence/src/staff/mod.rs",
        from: "    organisations::lock(tx)?;\n    administrators(tx, id)",
        to: "    administrators(tx, id)",
        proof: Proof::StoryOnPostgres("staff::of_two_administrators"),
    },
    Mutant {
        what: "what cannot be recorded is read all the same",
        file: "persistence/src/store/mod.rs",
        from: "if self.shared.accesses.keep(recorded)? {",
        to: "if self.shared.accesses.keep(recorded).unwrap_or(false) {",
        proof: Proof::Story("accesses::while_nothing"),
    },
    Mutant {
        what: "a cell of a file begins a formula",
        file: "api/src/cells.rs",
        from: "'=', '+', '-', '@', '\\t'",
        to: "'=', '+', '-', '=', '\\t'",
        proof: Proof::Unit("api", "cells"),
    },
    Mutant {
        what: "one coordinator alone disposes of people",
        file: "domain/src/disposals/mod.rs",
        from: "actor.staff().is_some() && actor.staff() == self.proposed_by",
        to: "actor.staff().is_none() && actor.staff() == self.proposed_by",
        proof: Proof::Unit("domain", "disposals::"),
    },
    Mutant {
        what: "the last day of a term is taken away",
        file: "domain/src/retention/mod.rs",
        from: "last.add_days(1)",
        to: "last.add_days(0)",
        proof: Proof::Unit("domain", "retention::"),
    },
    Mutant {
        what: "one guess more",
        file: "persistence/src/sign_in_attempts/mod.rs",
        from: "pub const PER_ACCOUNT: i64 = 10;",
        to: "pub const PER_ACCOUNT: i64 = 11;",
        proof: Proof::Story("sessions::signing_in"),
    },
    Mutant {
        what: "what a fact says can be changed unseen",
        file: "persistence/src/events.rs",
        from: "    add(fact.payload.as_bytes());\n    sha.finalize()",
        to: "    sha.finalize()",
        proof: Proof::Story("chain::"),
    },
    Mutant {
        what: "names get into logs",
        file: "domain/src/kernel/text.rs",
        from: "write!(f, \"PersonName(***)\")",
        to: "write!(f, \"PersonName({})\", self.0)",
        proof: Proof::Unit("domain", "kernel::text"),
    },
    Mutant {
        what: "kept answers outlive an erased person",
        file: "persistence/src/erasures/places.rs",
        from: "(\"idempotency_keys\", clear_idempotency_keys)",
        to: "(\"idempotency_keys\", |_, _| Ok(0))",
        proof: Proof::Story("erasures::"),
    },
    Mutant {
        what: "a silent database holds people up for ever",
        file: "api/src/http/doorway/mod.rs",
        from: "tokio::time::timeout(longest, asked).await",
        to: "Ok::<_, ()>(asked.await).or(Err(longest))",
        proof: Proof::Unit("api", "http::doorway"),
    },
    Mutant {
        what: "a page of a copy may be another than was written",
        file: "api/src/backups/mod.rs",
        from: "(bytes, &sha256) != (manifest.bytes, &manifest.sha256)",
        to: "(bytes, sha256.len()) != (manifest.bytes, manifest.sha256.len())",
        proof: Proof::Story("rig::backups::one_bit"),
    },
    Mutant {
        what: "whoever began to fetch a file gets all of it, whatever was decided since",
        file: "api/src/routes/exports/file.rs",
        from: "        if may {\n            Ok(())",
        to: "        if may || self.at > 0 {\n            Ok(())",
        proof: Proof::Story("exports::files::whoever_is_disabled"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn every_fault_can_still_be_made() {
        let workspace = Workspace::find().unwrap();
        for mutant in &MUTANTS {
            let text = std::fs::read_to_string(workspace.root().join(mutant.file)).unwrap();
            assert_eq!(text.matches(mutant.from).count(), 1, "{}", mutant.what);
            assert_ne!(mutant.from, mutant.to);
        }
    }
}
