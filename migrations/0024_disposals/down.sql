DROP INDEX erasure_requests_by_individual;
DROP INDEX cases_by_end;
DROP INDEX erasures_unfinished;
ALTER TABLE erasures DROP COLUMN finished_at;
DROP TABLE disposal_items;
DROP TABLE disposals;
DROP TABLE access_cuts;
