"""The session's events on their way out to browsers, as server-sent events."""
