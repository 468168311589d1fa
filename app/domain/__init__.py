"""Rules and words of the product, pure: no clock, no randomness, no I/O."""
