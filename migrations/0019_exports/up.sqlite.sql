-- Of whom a file told is evidence: rows are only ever added.
CREATE TRIGGER export_subjects_are_kept_u BEFORE UPDATE ON export_subjects
    BEGIN SELECT RAISE(ABORT, 'rows of export_subjects are never changed'); END;
CREATE TRIGGER export_subjects_are_kept_d BEFORE DELETE ON export_subjects
    BEGIN SELECT RAISE(ABORT, 'rows of export_subjects are never changed'); END;
