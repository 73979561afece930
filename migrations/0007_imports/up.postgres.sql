-- Keys of lists compare by code point, as on the other engine.
ALTER TABLE import_mappings ALTER COLUMN label_norm TYPE text COLLATE "C";
