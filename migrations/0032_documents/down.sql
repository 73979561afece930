DROP TABLE document_files;
DROP TABLE documents;
DROP TABLE document_numbers;
