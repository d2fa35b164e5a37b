"""The demo: a fictional district with its plans and a laid year of marked simulated data."""
