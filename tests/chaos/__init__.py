"""Everything dies in turn, behind Nginx and under load; the ledger says what that cost."""
