DROP TABLE export_subjects;
DROP TABLE export_pieces;
DROP TABLE exports;
