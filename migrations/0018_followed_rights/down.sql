-- The rights that were followed stay; an older token may be followed after this came again.
ALTER TABLE outside_identities DROP COLUMN followed;
