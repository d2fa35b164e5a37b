"""Acts of meetings: one function an act, one transaction, one chained row."""
