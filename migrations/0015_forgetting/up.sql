-- What has run out is found by its age and forgotten: links that nobody used, and sessions.
CREATE INDEX account_links_unused ON account_links (expires_at) WHERE accepted_at IS NULL;
CREATE INDEX sessions_by_end ON sessions (expires_at);
