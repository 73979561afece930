-- Keys of lists compare by code point, as on the other engine.
ALTER TABLE services ALTER COLUMN code TYPE text COLLATE "C";
