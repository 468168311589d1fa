"""Fiido Kefu: customer service in which an AI answers and people take over; the floors are drawn in README.md."""
