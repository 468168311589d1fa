"""The visitor's front room: pages, JSON and streams."""
