DELETE FROM individual_keys WHERE kind IN ('phone', 'email');
DROP TABLE merge_sections;
DROP TABLE merge_moves;
DROP TABLE merges;
DROP INDEX individuals_absorbed;
ALTER TABLE individuals DROP COLUMN absorbed;
ALTER TABLE individuals DROP COLUMN survivor_id;
