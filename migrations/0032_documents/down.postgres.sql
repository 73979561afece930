DROP TRIGGER document_files_leave ON document_files;
DROP FUNCTION refuse_unless_document_erased();
