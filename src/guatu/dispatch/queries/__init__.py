"""Reads of rounds, check-ins and what lamps are lit from. `facts`, `rounds` and `checkins` < `cards`."""
