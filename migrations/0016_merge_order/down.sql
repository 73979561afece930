DROP TABLE merge_written;
DROP TABLE merge_counts;
ALTER TABLE merges DROP COLUMN ordinal;
