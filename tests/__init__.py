"""What the product promises, each promise with a test that can fail."""
