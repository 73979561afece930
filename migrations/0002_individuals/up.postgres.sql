-- Folded names compare by code point on both engines.
ALTER TABLE individuals ALTER COLUMN family_norm TYPE text COLLATE "C",
    ALTER COLUMN given_norm TYPE text COLLATE "C";
ALTER TABLE individual_keys ALTER COLUMN key TYPE text COLLATE "C";
