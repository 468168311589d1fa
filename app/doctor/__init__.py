"""Whether a deployment is set up well, and how to cure what is not; it looks and says, and changes nothing."""
