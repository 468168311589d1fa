"""Data as each layout of the store had them, recorded from the program of that time (`record`)."""
