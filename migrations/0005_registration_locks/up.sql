-- Registering somebody locks its codes and day of birth in the transaction itself: nothing about
-- them is left behind, which a stolen database would give away to whoever guesses.
DROP TABLE registration_locks;

-- An auditor asks what somebody did, when a kind of thing happened, and what somebody read.
CREATE INDEX events_by_actor ON events (organisation_id, actor_id, id);
CREATE INDEX events_by_kind ON events (organisation_id, kind, id);
CREATE INDEX accesses_by_actor ON accesses (organisation_id, actor_id, id);
