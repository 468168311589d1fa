"""The operator's front room: health, and the description of the interface."""
