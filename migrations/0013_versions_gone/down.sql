ALTER TABLE individuals DROP COLUMN versions_gone;
