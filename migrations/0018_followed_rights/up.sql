-- When the newest token was issued whose rights an account followed: what is older tells nothing new.
-- Null where none was followed yet.
ALTER TABLE outside_identities ADD COLUMN followed timestamptz;
