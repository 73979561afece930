DROP INDEX import_rows_by_individual;
CREATE INDEX import_rows_by_individual ON import_rows (organisation_id, individual_id);
ALTER TABLE accesses DROP COLUMN section;
DROP TABLE emergency_accesses;
