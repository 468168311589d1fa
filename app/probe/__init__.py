"""Our own public address, asked from outside as a visitor's browser would; what the answers mean is not judged here."""
