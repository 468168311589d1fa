"""Every setting of the program, read once from the environment; nothing else reads the environment."""
