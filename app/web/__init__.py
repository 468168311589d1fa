"""What every front room shares; no route lives here."""
