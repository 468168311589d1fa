"""The chat on other people's sites: another registrable domain, HTTPS, and several browsers' rules on storage."""
