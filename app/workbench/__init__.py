"""The agents' front room."""
