-- Versions only grow: what an undone merge takes away from a record counts on, so that no version
-- that somebody read is ever given again.
ALTER TABLE individuals ADD COLUMN versions_gone bigint NOT NULL DEFAULT 0;
