"""Acts of supervision: one function an act, one transaction, one chained audit row."""
