"""What the process says about itself: log lines; it never decides anything."""
