"""The use cases: what visitors, agents and the clock can make the shop do."""
