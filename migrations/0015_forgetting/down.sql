DROP INDEX sessions_by_end;
DROP INDEX account_links_unused;
