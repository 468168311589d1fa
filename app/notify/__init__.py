"""The ways to tell people who are not looking at a page: e-mail; what to tell them is decided elsewhere."""
